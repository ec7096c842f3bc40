"""Files that the municipalities of a group share: checked for kind and size, and taken away without being lost."""

from datetime import datetime
from hashlib import sha256
from typing import Final

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.attached_files import check
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Invalid, NotAllowed, NotFound
from innovatie.domain.wording import wording
from innovatie.grouping.records import lock_groups, take_part
from innovatie.infra.database import execute, fetch_row, fetch_value, transaction

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
        present = await fetch_value(
            'SELECT count(*) FROM group_file WHERE "group" = $1 AND removed_at IS NULL', group_id
        )
        if present >= MOST_FILES:
            raise Invalid({"bestand": wording("Er zijn al %(n)s bestanden. Verwijder er eerst een.", n=MOST_FILES)})
        made: int = await fetch_value(
            'INSERT INTO group_file ("group", municipality, name, kind, size, digest, content, added_at, added_by)'
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
            group_id,
            municipality_id,
            file.name,
            file.kind,
            len(file.content),
            sha256(file.content).digest(),
            file.content,
            now,
            actor.person_id,
        )
        await record(
            actor=actor,
            act="bestand toevoegen",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=municipality_id,
            now=now,
            details={"bestand": made, "omvang": len(file.content)},
        )
    return made


async def remove_file(*, actor: Actor, file_id: int, municipality_id: int | None, now: datetime) -> int:
    """Take a file from the page, by the municipality that added it or by VNG; the group. The row stays."""
    async with transaction():
        row = await fetch_row(
            'SELECT "group" AS number, municipality FROM group_file WHERE id = $1 AND removed_at IS NULL FOR UPDATE',
            file_id,
        )
        if row is None:
            raise NotFound("Dit bestand bestaat niet (meer).")
        if not authority.may(actor, Act.DIRECT_GROUPS):
            authority.require(actor, Act.DISCUSS_GROUP, Context(municipality_id=row["municipality"]))
        await execute("UPDATE group_file SET removed_at = $1 WHERE id = $2", now, file_id)
        await record(
            actor=actor,
            act="bestand verwijderen",
            object_kind="groep",
            object_id=row["number"],
            on_behalf_of=municipality_id,
            now=now,
            details={"bestand": file_id},
        )
    return int(row["number"])
