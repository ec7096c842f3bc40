"""The municipalities, mergers and partnerships that Innovatie brings along (sources in data/SOURCES.md)."""

from collections import defaultdict
from datetime import date, datetime
from importlib import resources
from typing import TypeVar

import msgspec

from innovatie.domain.authority import Actor
from innovatie.domain.municipal_table import Fact, read_table
from innovatie.domain.tables import read_csv
from innovatie.infra.database import fetch_one_value, transaction
from innovatie.municipalities import actions
from innovatie.municipalities.queries import ids_by_code

Shape = TypeVar("Shape")

YEAR = 2026
REGISTER_STARTS = date(2022, 1, 1)
"""Since when we know who was a member of what; see SOURCES.md."""


class _Merger(msgspec.Struct, frozen=True):
    code: str = msgspec.field(name="oude_code")
    name: str = msgspec.field(name="oude_naam")
    province: str = msgspec.field(name="oude_provincie")
    heir: str = msgspec.field(name="nieuwe_code")
    day: date = msgspec.field(name="datum")
    latitude: float = msgspec.field(name="breedte")
    longitude: float = msgspec.field(name="lengte")


class _Partnership(msgspec.Struct, frozen=True):
    """`members`: codes of municipalities with spaces between."""

    name: str = msgspec.field(name="naam")
    members: str = msgspec.field(name="leden")


def own_facts() -> tuple[Fact, ...]:
    """The 342 municipalities of 1 January 2026."""
    return read_table(read_csv(_text("municipalities_2026.csv")))


async def load_own_table(*, actor: Actor, now: datetime) -> bool:
    """Fill an empty register with our table; False when there is one already."""
    if await fetch_one_value(bool, "SELECT EXISTS (SELECT FROM municipality)"):
        return False
    facts = own_facts()
    async with transaction():
        await actions.take_over_table(actor=actor, facts=facts, day=date(YEAR, 1, 1), successors={}, now=now)
        await _past_mergers(actor, now)
        await _partnerships(actor, facts, now)
    return True


async def _past_mergers(actor: Actor, now: datetime) -> None:
    known = {fact.code for fact in own_facts()}
    began: dict[str, date] = {}
    parts: dict[str, int] = defaultdict(int)
    for row in _rows("mergers.csv", list[_Merger]):
        fact = Fact(
            code=row.code,
            name=row.name,
            province=row.province,
            inhabitants=0,
            latitude=row.latitude,
            longitude=row.longitude,
        )
        await actions.add_past_merger(actor=actor, fact=fact, successor=row.heir, day=row.day, now=now)
        began[row.heir] = row.day
        parts[row.heir] += 1
    # Two or more that merge make a new municipality; one that joins a larger one does not.
    for heir, day in began.items():
        if parts[heir] > 1 and heir in known:
            await actions.set_start(actor=actor, code=heir, day=day, now=now)


async def _partnerships(actor: Actor, facts: tuple[Fact, ...], now: datetime) -> None:
    ids = await ids_by_code()
    kringen: dict[str, list[int]] = defaultdict(list)
    safety: dict[str, list[int]] = defaultdict(list)
    for fact in facts:
        kringen[fact.labour].append(ids[fact.code])
        safety[fact.safety].append(ids[fact.code])
    groups = [
        *(
            ("kring", f"Kring {region}", f"Gemeenten van de arbeidsmarktregio {region}.", members)
            for region, members in sorted(kringen.items())
        ),
        *(
            ("samenwerkingsverband", f"Veiligheidsregio {region}", "", members)
            for region, members in sorted(safety.items())
        ),
        *(
            ("samenwerkingsverband", row.name, "", [ids[code] for code in row.members.split()])
            for row in _rows("partnerships.csv", list[_Partnership])
        ),
    ]
    for kind, name, description, members in groups:
        await actions.found_partnership(
            actor=actor,
            kind=kind,
            name=name,
            description=description,
            member_ids=members,
            starts=REGISTER_STARTS,
            now=now,
        )


def _text(name: str) -> str:
    return resources.files("innovatie.municipalities").joinpath("data", name).read_text(encoding="utf-8")


def _rows(name: str, shape: type[Shape]) -> Shape:
    table = read_csv(_text(name))
    rows = [dict(zip(table.headers, map(str, row.cells), strict=True)) for row in table.rows]
    return msgspec.convert(rows, shape, strict=False)
