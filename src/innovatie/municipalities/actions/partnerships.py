"""Founding and changing partnerships, and who is a member of them from when to when."""

from collections.abc import Iterable
from datetime import date, datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, transaction
from innovatie.municipalities.tables import (
    Municipality,
    Partnership,
    PartnershipMember,
)


async def found_partnership(
    *,
    actor: Actor,
    kind: str,
    name: str,
    description: str,
    member_ids: Iterable[int],
    starts: date,
    now: datetime,
) -> int:
    """A new samenwerkingsverband or Kring with its first members; a member that began later joins when it began."""
    authority.require(actor, Act.MANAGE_MUNICIPALITIES)
    if kind not in ("samenwerkingsverband", "kring"):
        raise Invalid({"soort": "Kies samenwerkingsverband of Kring."})
    async with transaction():
        if await Partnership.exists().where(Partnership.name == name):
            raise Invalid({"naam": wording("%(naam)s bestaat al. Kies een andere naam.", naam=name)})
        made = Partnership(kind=kind, name=name, description=description, active=True)
        await made.save()
        await execute(
            """
            INSERT INTO partnership_member (partnership, municipality, starts)
            SELECT $1, m.id, greatest($2, coalesce(m.started, $2)) FROM municipality m WHERE m.id = ANY($3)
            """,
            made.id,
            starts,
            list(member_ids),
        )
        await record(actor=actor, act="samenwerkingsverband maken", object_kind=kind, object_id=made.id, now=now)
    return int(made.id)


async def change_partnership(*, actor: Actor, partnership_id: int, name: str, description: str, now: datetime) -> None:
    """Another name or description; Invalid when another partnership has that name."""
    authority.require(actor, Act.MANAGE_MUNICIPALITIES)
    async with transaction():
        if await Partnership.exists().where(Partnership.name == name, Partnership.id != partnership_id):
            raise Invalid({"naam": wording("%(naam)s bestaat al. Kies een andere naam.", naam=name)})
        changed = (
            await Partnership.update({Partnership.name: name, Partnership.description: description})
            .where(Partnership.id == partnership_id, Partnership.active.eq(True))
            .returning(Partnership.id)
        )
        if not changed:
            raise NotFound("Dit samenwerkingsverband bestaat niet.")
        await record(
            actor=actor,
            act="samenwerkingsverband wijzigen",
            object_kind="samenwerkingsverband",
            object_id=partnership_id,
            now=now,
        )


async def join_partnership(
    *, actor: Actor, partnership_id: int, municipality_id: int, starts: date, now: datetime
) -> None:
    """A municipality becomes a member from `starts`; Conflict when it is one already."""
    authority.require(actor, Act.MANAGE_MUNICIPALITIES)
    async with transaction():
        member = PartnershipMember
        if await member.exists().where(
            member.partnership == partnership_id,
            member.municipality == municipality_id,
            member.ends.is_null() | (member.ends >= starts),
        ):
            raise Conflict("Deze gemeente is al lid.")
        await member(partnership=partnership_id, municipality=municipality_id, starts=starts).save()
        await record(
            actor=actor,
            act="lid worden",
            object_kind="samenwerkingsverband",
            object_id=partnership_id,
            on_behalf_of=municipality_id,
            now=now,
        )


async def leave_partnership(
    *, actor: Actor, partnership_id: int, municipality_id: int, ends: date, now: datetime
) -> None:
    """A municipality stays a member up to and including `ends`; Conflict when it is none."""
    authority.require(actor, Act.MANAGE_MUNICIPALITIES)
    async with transaction():
        member = PartnershipMember
        changed = (
            await member.update({member.ends: ends})
            .where(
                member.partnership == partnership_id,
                member.municipality == municipality_id,
                member.starts <= ends,
                member.ends.is_null() | (member.ends > ends),
            )
            .returning(member.id)
        )
        if not changed:
            raise Conflict("Deze gemeente is op die dag geen lid.")
        await record(
            actor=actor,
            act="lidmaatschap eindigen",
            object_kind="samenwerkingsverband",
            object_id=partnership_id,
            on_behalf_of=municipality_id,
            now=now,
        )


async def set_archive_address(*, actor: Actor, municipality_id: int, address: str, now: datetime) -> None:
    """Where this municipality wants to keep what is done for it in votes; empty: only its voters hear."""
    authority.require(actor, Act.KEEP_ARCHIVE, Context(municipality_id=municipality_id))
    async with transaction():
        await Municipality.update({Municipality.archive_address: address}).where(Municipality.id == municipality_id)
        await record(
            actor=actor,
            act=Act.KEEP_ARCHIVE.value,
            object_kind="gemeente",
            object_id=municipality_id,
            on_behalf_of=municipality_id,
            now=now,
        )
