"""Whether this code and this database may work together: what each knows of the other's migrations.

Code needs all migrations that it was delivered with. A database may be ahead of the code: migrations first only add
(CONTRIBUTING.md), so that the version before goes on while the next one is started. A migration that takes something
away says, in `needs`, which migration the code must know at least; `migrate` keeps that beside the list of migrations,
so that code from before it can read that its time is over.
"""

from typing import Final

import msgspec

from innovatie.infra.database import fetch_exactly, fetch_one_as
from innovatie.infra.known_migrations import known

_LISTED: Final = "SELECT to_regclass('public.migration') IS NOT NULL"
_KEPT: Final = "SELECT to_regclass('public.schema_requirement') IS NOT NULL"
_DONE: Final = "SELECT ARRAY(SELECT name::text FROM migration ORDER BY 1) AS done, ARRAY[]::text[] AS needed"
_DONE_AND_NEEDED: Final = """
SELECT ARRAY(SELECT name::text FROM migration ORDER BY 1) AS done,
       ARRAY(SELECT needs::text FROM schema_requirement ORDER BY 1) AS needed
"""


class Found(msgspec.Struct, frozen=True):
    """What a database tells: its migrations, and those that it demands of code. In order."""

    done: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How code and database stand to each other.

    `missing`: migrations that the code needs and the database has not had. `ahead`: those that only the database
    knows. `demanded`: those that the database demands of code and ours does not know.
    """

    last: str
    missing: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    demanded: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        return not self.missing and not self.demanded

    @property
    def sentence(self) -> str:
        """How it stands and what to do, in Dutch."""
        if self.demanded:
            return (
                f"De database is te nieuw voor deze versie: zij vraagt een die migratie {self.demanded[-1]} kent, en "
                f"deze kent ze tot en met {self.last}. Werk Innovatie bij op deze machine."
            )
        if self.missing:
            return (
                f"De database mist {_counted(self.missing)} die deze versie nodig heeft (tot en met {self.last}). "
                "Voer innovatie migrate uit."
            )
        with_whom = f"Naast deze versie mag elke versie draaien die migratie {max(self.needed, default='0001')} kent"
        if self.ahead:
            return (
                f"De database is {_counted(self.ahead)} verder dan deze versie ({self.last}), die mag blijven draaien "
                f"tot zij is bijgewerkt. {with_whom}."
            )
        return f"De database past bij deze versie (migratie {self.last}). {with_whom}."


def _counted(names: tuple[str, ...]) -> str:
    return f"migratie {names[0]}" if len(names) == 1 else f"{len(names)} migraties (vanaf {names[0]})"


def compare(found: Found, *, code: tuple[str, ...]) -> Standing:
    """How code that knows the migrations `code` stands to a database that told `found`."""
    ours, theirs = set(code), set(found.done)
    return Standing(
        last=code[-1],
        missing=tuple(name for name in code if name not in theirs),
        ahead=tuple(name for name in found.done if name not in ours),
        demanded=tuple(name for name in found.needed if name not in ours),
        needed=found.needed,
    )


async def standing() -> Standing:
    """How this code stands to the database; raises what a database raises that is away."""
    found: Found | None = None
    if await fetch_exactly(bool, _LISTED):
        found = await fetch_one_as(Found, _DONE_AND_NEEDED if await fetch_exactly(bool, _KEPT) else _DONE)
    return compare(found or Found(), code=known())
