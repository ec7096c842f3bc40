"""Small true things for tests, made with as little as they need. Each returns the number of the new row."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from innovatie.accounts.queries import actor_of
from innovatie.domain.authority import Actor, Role
from innovatie.domain.phases import ORDER, Phase
from innovatie.domain.roles import OF_A_MUNICIPALITY, OF_THE_COUNTRY
from innovatie.infra.database import execute, fetch_value
from innovatie.rounds import actions as rounds
from innovatie.rounds.settings import RoundSettings

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FIRST = 5_800_000
"""All numbers in names have as many digits, so what was made first is first in the alphabet; a year or a "100" is none."""
_counts = [count(FIRST)]


@contextmanager
def counted_anew() -> Iterator[None]:
    """Numbers from the first on: what a test with a database of its own makes is called alike, whatever ran before it."""
    _counts.append(count(FIRST))
    try:
        yield
    finally:
        _counts.pop()


def _code(number: int) -> str:
    """Of a round; a run of all tests in one process makes more than there are years of four digits."""
    years, year = divmod(number - FIRST, 7_000)
    return f"{2030 + year}-{1 + years}"


def _town_code(number: int) -> str:
    """Two letters and four digits, as the CBS has: from GT0000 on, and GU0000 after GT9999."""
    letters, digits = divmod(number - FIRST, 10_000)
    first, second = divmod((ord("G") - ord("A")) * 26 + ord("T") - ord("A") + letters, 26)
    return f"{chr(ord('A') + first)}{chr(ord('A') + second)}{digits:04}"


async def municipality(name: str | None = None, *, province: str = "Utrecht", inhabitants: int = 40_000) -> int:
    number = next(_counts[-1])
    name = name or f"Gemeente {number}"
    made: int = await fetch_value(
        "INSERT INTO municipality (code, name, sort_name, province, latitude, longitude)"
        " VALUES ($1, $2, $3, $4, 52.0, 5.0) RETURNING id",
        _town_code(number),
        name,
        name.lower(),
        province,
    )
    await execute("INSERT INTO inhabitants (municipality, year, number) VALUES ($1, 2026, $2)", made, inhabitants)
    return made


async def partnership(*members: int, kind: str = "kring", name: str | None = None) -> int:
    made: int = await fetch_value(
        "INSERT INTO partnership (kind, name, description, active) VALUES ($1, $2, '', true) RETURNING id",
        kind,
        name or f"Kring {next(_counts[-1])}",
    )
    for member in members:
        await execute(
            "INSERT INTO partnership_member (partnership, municipality, starts) VALUES ($1, $2, $3)",
            made,
            member,
            TODAY - timedelta(days=3650),
        )
    return made


async def person(
    *roles: Role, name: str | None = None, municipality_id: int | None = None, partnership_id: int | None = None
) -> int:
    """Somebody who holds `roles` since long, each over the place that it has: those given, or new ones."""
    number = next(_counts[-1])
    made: int = await fetch_value(
        "INSERT INTO person (name, email, description, active, created_at) VALUES ($1, $2, '', true, $3) RETURNING id",
        name or f"Persoon {number}",
        f"persoon{number}@voorbeeld.nl",
        NOW,
    )
    for role in roles:
        await execute(
            "INSERT INTO role_grant (person, role, municipality, partnership, starts, granted_at, reason)"
            " VALUES ($1, $2, $3, $4, $5, $6, '')",
            made,
            role.value,
            *await _place_of(role, municipality_id, partnership_id),
            TODAY - timedelta(days=3650),
            NOW,
        )
    return made


async def _place_of(role: Role, town: int | None, kring: int | None) -> tuple[int | None, int | None]:
    """The municipality and the partnership of a role: one of the country has neither, one of a Kring only the latter."""
    if role in OF_THE_COUNTRY:
        return None, None
    if role is Role.KRING_REPRESENTATIVE:
        return None, kring or await partnership()
    return (town or await municipality() if role in OF_A_MUNICIPALITY else town), None


async def actor(*roles: Role, **over: Any) -> Actor:
    """As `person`, as the actor that the actions take."""
    found = await actor_of(person_id=await person(*roles, **over), municipality_id=None, today=TODAY)
    assert found is not None
    return found


async def vng() -> Actor:
    return await actor(Role.VNG_DIRECTOR, name="Regisseur")


async def role_over(actor: Actor) -> None:
    """Every role of this person ended."""
    await execute("UPDATE role_grant SET revoked_at = granted_at WHERE person = $1", actor.person_id)


async def round_in(phase: Phase | None, *, settings: RoundSettings | None = None, now: datetime = NOW) -> int:
    """A round whose phase `phase` is open (None: in preparation), made with the real actions."""
    director = await vng()
    made = await rounds.create_round(
        actor=director,
        code=_code(next(_counts[-1])),
        name="Proefronde",
        description="",
        deadlines={},
        settings=settings or RoundSettings(),
        now=now,
    )
    if phase is not None:
        for _ in range(ORDER.index(phase) + 1):
            await rounds.open_next_phase(actor=director, round_id=made, deadline=None, now=now)
    return made


async def idea(municipality_id: int, *, title: str | None = None, state: str = "ingediend", **fields: Any) -> int:
    """A submitted idea of this municipality, straight into the table."""
    number = next(_counts[-1])
    values: dict[str, Any] = {
        "title": title or f"Plan {number}",
        "summary": f"Samenvatting van plan {number}.",
        "stage": "plan",
        "theme": "dienstverlening",
        "withdrawn_at": NOW if state == "ingetrokken" else None,
        **fields,
    }
    columns = ", ".join(f'"{name}"' for name in values)
    places = ", ".join(f"${position}" for position in range(5, 5 + len(values)))
    made: int = await fetch_value(
        "INSERT INTO idea (problem, approach, public_value, contact, links, version, withdraw_reason, source,"
        f" municipality, state, created_at, updated_at, submitted_at, {columns})"
        f" VALUES ('', '', '', '', '[]', 1, '', '', $1, $2, $3, $3, $4, {places}) RETURNING id",
        municipality_id,
        state,
        NOW,
        NOW if state != "concept" else None,
        *values.values(),
    )
    await execute(
        "INSERT INTO idea_participant (idea, municipality, role, joined_at, note) VALUES ($1, $2, 'indiener', $3, '')",
        made,
        municipality_id,
        NOW,
    )
    return made
