"""Files that the municipalities of a group share: checked for kind and size, and taken away without being lost."""

from datetime import datetime
from typing import Final

import msgspec

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.attached_files import check, require_room
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import NotAllowed, NotFound
from innovatie.grouping.records import lock_groups, take_part
from innovatie.grouping.tables import GroupFile
from innovatie.infra.database import fetch_one_as, transaction
from innovatie.infra.kept_files import kept_of

MOST_FILES: Final = 20


async def add_file(
    *, actor: Actor, group_id: int, municipality_id: int | None, name: str, content: bytes, now: datetime
) -> int:
    """Add a file, by a municipality that takes part or by VNG; its number. Invalid on `bestand` when it will not do."""
    directs = bool(authority.may(actor, Act.DIRECT_GROUPS))
    if not directs:
        authority.require(actor, Act.DISCUSS_GROUP, Context(municipality_id=municipality_id))
    async with transaction():
        await lock_groups(group_id)
        if not directs and municipality_id not in await take_part(group_id):
            raise NotAllowed("Alleen een gemeente die meedoet kan een bestand toevoegen.")
        file = check(name, content)
        present = await GroupFile.count().where(GroupFile.group == group_id, GroupFile.removed_at.is_null())
        require_room(present, MOST_FILES)
        stored = await kept_of(actor.person_id, file.content, now=now)
        made = GroupFile(
            group=group_id,
            municipality=municipality_id,
            name=file.name,
            kind=file.kind,
            size=file.size,
            digest=file.digest,
            content=stored.content,
            kept_as=stored.kept_as,
            added_at=now,
            added_by=actor.person_id,
        )
        await made.save()
        await record(
            actor=actor,
            act="bestand toevoegen",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=municipality_id,
            now=now,
            details={"bestand": made.id, "omvang": file.size},
        )
    return made.id


class _Kept(msgspec.Struct, frozen=True):
    """Whose file it is."""

    group: int
    municipality: int | None


async def remove_file(*, actor: Actor, file_id: int, municipality_id: int | None, now: datetime) -> int:
    """Take a file from the page, by the municipality that added it or by VNG; the group. The row stays."""
    async with transaction():
        kept = await fetch_one_as(
            _Kept,
            'SELECT "group", municipality FROM group_file WHERE id = $1 AND removed_at IS NULL FOR UPDATE',
            file_id,
        )
        if kept is None:
            raise NotFound("Dit bestand bestaat niet (meer).")
        if not authority.may(actor, Act.DIRECT_GROUPS):
            authority.require(actor, Act.DISCUSS_GROUP, Context(municipality_id=kept.municipality))
        await GroupFile.update({GroupFile.removed_at: now}).where(GroupFile.id == file_id)
        await record(
            actor=actor,
            act="bestand verwijderen",
            object_kind="groep",
            object_id=kept.group,
            on_behalf_of=municipality_id,
            now=now,
            details={"bestand": file_id},
        )
    return kept.group
