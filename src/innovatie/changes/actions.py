"""Telling a change, inside the transaction that makes it. The trail does so for most acts (audit/actions.py)."""

from collections.abc import Iterable

from innovatie.changes.acts import changes_of
from innovatie.changes.tables import PublicChange
from innovatie.domain.vocabulary import ChangeKind, PublicResource

_AT_ONCE = 1_000


async def tell_changes(
    *,
    resource: PublicResource,
    kind: ChangeKind,
    object_ids: Iterable[int | str],
    municipality_id: int | None = None,
) -> None:
    """These public things changed. Numbers of ideas, groups, solutions; codes of rounds and municipalities.

    `municipality_id`: the municipality whose public statement it was. Undone with the transaction: no change then.
    """
    rows = [
        PublicChange(resource=resource.value, kind=kind.value, object_id=str(one), municipality=municipality_id)
        for one in dict.fromkeys(object_ids)
    ]
    for start in range(0, len(rows), _AT_ONCE):
        await PublicChange.insert(*rows[start : start + _AT_ONCE])


async def tell_changes_of_act(*, act: str, object_id: int | str, result: str, on_behalf_of: int | None) -> None:
    """What this act of the trail changed in public, if anything."""
    for told in changes_of(act, result):
        await tell_changes(
            resource=told.resource,
            kind=told.kind,
            object_ids=(object_id,),
            municipality_id=on_behalf_of if told.by_municipality else None,
        )
