"""What the numbers in the trail are called and where they can be looked at: asked of the features that know, by name.

The trail lies below them all, so it names them here, as the search names its sources.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from innovatie.infra.by_name import by_name

PEOPLE: Final = "innovatie.accounts.queries:names_of"
APPLICATIONS: Final = "innovatie.applications.queries:names_of"
MUNICIPALITIES: Final = "innovatie.municipalities.queries:names"
ADDRESSES: Final = {
    "idee": "innovatie.ideas.trail:addresses_of",
    "groep": "innovatie.grouping.trail:addresses_of",
    "oplossing": "innovatie.adoption.trail:addresses_of",
    "ronde": "innovatie.rounds.trail:addresses_of",
}
"""Kind of object -> what gives the address of each that has one, by the number or code in the trail."""

Names = Callable[[tuple[int, ...]], Awaitable[dict[int, str]]]
Addresses = Callable[[Sequence[str]], Awaitable[dict[str, str]]]


async def names_of(name: str, numbers: set[int]) -> dict[int, str]:
    """The names of these people or municipalities; a number without one is left out."""
    if not numbers:
        return {}
    ask: Names = by_name(name)
    return await ask(tuple(sorted(numbers)))


async def addresses_of(objects: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The address of each (kind, number or code) that can be looked at."""
    found: dict[tuple[str, str], str] = {}
    for kind, name in ADDRESSES.items():
        wanted = sorted(number for of, number in objects if of == kind)
        if wanted:
            ask: Addresses = by_name(name)
            found |= {(kind, number): address for number, address in (await ask(wanted)).items()}
    return found
