"""Making an agreement, bringing it up to date, and showing it to everybody."""

from datetime import date, datetime

import msgspec

from innovatie.agreements.actions.recording import lock, note
from innovatie.agreements.queries import agreement, parties
from innovatie.agreements.rights import keeper, keeper_of_new
from innovatie.agreements.tables import Agreement as AgreementTable
from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain.agreement_words import AgreementKind
from innovatie.domain.agreements import LONGEST_NOTICE
from innovatie.domain.authority import Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.domain.wording import wording
from innovatie.infra.database import transaction
from innovatie.municipalities.queries import partnership as partnership_of


class AgreementText(msgspec.Struct, frozen=True):
    """What is said of an agreement. `notice_months`: who leaves says so that long before; 0: at once."""

    kind: AgreementKind
    title: str
    starts_on: date
    ends_on: date | None = None
    notice_months: int = 0
    about: str = ""


async def make_agreement(
    *, actor: Actor, text: AgreementText, solution: int | None, partnership: int | None, now: datetime
) -> int:
    """A new agreement, which only its parties see until it is shown; its number. NotFound for what does not exist."""
    if solution is None and partnership is None:
        raise Invalid({"": "Kies waar de overeenkomst over gaat: een oplossing of een samenwerkingsverband."})
    async with transaction():
        town = await keeper_of_new(actor=actor, solution=solution, partnership=partnership)
        if partnership is not None:
            await partnership_of(partnership, day=dutch_day(now))
        _check(text)
        made = AgreementTable(
            kind=text.kind.value,
            title=text.title,
            about=text.about,
            solution=solution,
            partnership=partnership,
            starts_on=text.starts_on,
            ends_on=text.ends_on,
            notice_months=text.notice_months,
            changed_at=now,
            changed_by=actor.person_id,
        )
        await made.save()
        await record(
            actor=actor,
            act="overeenkomst maken",
            object_kind="overeenkomst",
            object_id=made.id,
            on_behalf_of=town,
            now=now,
        )
    return int(made.id)


async def change_agreement(*, actor: Actor, number: int, version: int, text: AgreementText, now: datetime) -> None:
    """Bring it up to date. `version` is what the writer saw: Conflict when somebody changed it meanwhile."""
    async with transaction():
        await lock(number=number)
        found = await agreement(number)
        town = await keeper(actor=actor, found=found, today=dutch_day(now))
        if found.version != version:
            raise Conflict("Iemand anders werkte deze overeenkomst intussen bij. Vergelijk, en bewaar dan opnieuw.")
        _check(text)
        late = [one for one in await parties(number) if one.leaves_on and text.ends_on and one.leaves_on > text.ends_on]
        if late:
            raise Invalid({"einde": wording("%(naam)s vertrekt pas later. Kies een latere dag.", naam=late[0].name)})
        await AgreementTable.update(
            {
                AgreementTable.version: version + 1,
                AgreementTable.kind: text.kind.value,
                AgreementTable.title: text.title,
                AgreementTable.about: text.about,
                AgreementTable.starts_on: text.starts_on,
                AgreementTable.ends_on: text.ends_on,
                AgreementTable.notice_months: text.notice_months,
            }
        ).where(AgreementTable.id == number)
        await note(actor=actor, found=found, act=wording("overeenkomst wijzigen"), town=town, now=now)


async def show_agreement(*, actor: Actor, number: int, now: datetime) -> None:
    """From now on everybody sees parties, dates and public files. Conflict with fewer than two parties."""
    async with transaction():
        await lock(number=number)
        found = await agreement(number)
        town = await keeper(actor=actor, found=found, today=dutch_day(now))
        if found.shown_at is not None:
            raise Conflict("Iedereen kan deze overeenkomst al zien.")
        if len(await parties(number)) < 2:
            raise Conflict("Een overeenkomst heeft ten minste twee partijen. Voeg die eerst toe.")
        await AgreementTable.update({AgreementTable.shown_at: now}).where(AgreementTable.id == number)
        await note(actor=actor, found=found, act=wording("overeenkomst tonen"), town=town, now=now)
        await tell_changes(resource=PublicResource.AGREEMENT, kind=ChangeKind.MADE, object_ids=(number,))


def _check(text: AgreementText) -> None:
    """Raises Invalid with everything that does not hold together."""
    wrong: dict[str, str] = {}
    if not text.title.strip():
        wrong["titel"] = "Schrijf hoe de overeenkomst heet."
    if text.ends_on is not None and text.ends_on < text.starts_on:
        wrong["einde"] = "Het einde ligt voor het begin."
    if not 0 <= text.notice_months <= LONGEST_NOTICE:
        wrong["opzegtermijn"] = wording("Kies 0 tot en met %(n)s maanden.", n=LONGEST_NOTICE)
    if wrong:
        raise Invalid(wrong)
