"""What every act on an agreement leaves behind: a row in the trail, and word that something public changed."""

from collections.abc import Mapping
from datetime import datetime

from innovatie.agreements.queries import Agreement
from innovatie.agreements.tables import Agreement as AgreementTable
from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain.authority import Actor
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.infra.database import fetch_one_value


async def lock(*, number: int) -> None:
    """Writers of one agreement come one after the other."""
    await fetch_one_value(int, "SELECT 1 FROM agreement WHERE id = $1 FOR UPDATE", number)


async def note(
    *,
    actor: Actor,
    found: Agreement,
    act: str,
    town: int | None,
    now: datetime,
    details: Mapping[str, object] | None = None,
    public: bool = True,
) -> None:
    """One row of the trail. `public`: the act changed something that everybody sees once the agreement is shown."""
    await AgreementTable.update({AgreementTable.changed_at: now, AgreementTable.changed_by: actor.person_id}).where(
        AgreementTable.id == found.id
    )
    await record(
        actor=actor,
        act=act,
        object_kind="overeenkomst",
        object_id=found.id,
        on_behalf_of=town,
        details=details,
        now=now,
    )
    if public and found.shown_at is not None:
        await tell_changes(resource=PublicResource.AGREEMENT, kind=ChangeKind.CHANGED, object_ids=(found.id,))
