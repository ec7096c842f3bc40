"""Whose a plan, group or solution is, how that municipality is reached, and who there gets a message."""

from datetime import datetime

import msgspec

from innovatie.accounts.queries import people_who_may
from innovatie.adoption.queries.solutions import solution
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.reaching import Reachable
from innovatie.domain.slugs import numbered, slug
from innovatie.domain.whole_numbers import whole
from innovatie.grouping.queries import standing
from innovatie.infra.database import fetch_one_as
from innovatie.municipalities.queries import municipality, successor_of


class Reached(msgspec.Struct, frozen=True):
    """A thing with the municipality whose people answer for it. `author`: who wrote the plan, if that is known."""

    kind: Reachable
    key: str
    title: str
    address: str
    municipality_id: int
    municipality: str
    municipality_address: str
    author: int | None


class Addresses(msgspec.Struct, frozen=True):
    """Functional, so public; empty when nobody gave them."""

    email: str = ""
    phone: str = ""

    @property
    def dialled(self) -> str:
        """The telephone number as a link dials it: digits, with a plus in front if it has one."""
        return "".join(sign for sign in self.phone if sign in "+0123456789")


class _Owned(msgspec.Struct, frozen=True):
    id: int
    title: str
    municipality: int
    created_by: int | None


async def reached(kind: str, key: str, *, now: datetime) -> Reached:
    """The thing at this kind and number. Raises NotFound for a draft, what does not exist, or has no municipality."""
    known = next((one for one in Reachable if one.value == kind), None)
    number = whole(key)
    if known is None or number is None:
        raise NotFound("Deze pagina bestaat niet.")
    owned, path = await _owned(known, number)
    if owned is None:
        raise NotFound("Hiervan is geen gemeente bekend die u kunt bereiken.")
    day = dutch_day(now)
    town = await municipality(await successor_of(owned.municipality, day=day), day=day)
    return Reached(
        kind=known,
        key=str(owned.id),
        title=owned.title,
        address=path,
        municipality_id=town.id,
        municipality=town.name,
        municipality_address=f"/gemeenten/{town.code}-{slug(town.name)}",
        author=owned.created_by,
    )


async def _owned(kind: Reachable, number: int) -> tuple[_Owned | None, str]:
    if kind is Reachable.PLAN:
        sql = "SELECT id, title, municipality, created_by FROM idea WHERE id = $1 AND state <> 'concept'"
        found = await fetch_one_as(_Owned, sql, number)
        return found, f"/ideeen/{numbered(found.id, found.title)}" if found else ""
    if kind is Reachable.GROUP:
        card = await standing(number)
        sql = (
            "SELECT g.id, g.title, coalesce(g.lead, i.municipality) AS municipality,"
            " CASE WHEN g.lead IS NULL OR g.lead = i.municipality THEN i.created_by END AS created_by"
            " FROM idea_group g JOIN idea i ON i.id = g.founding_idea WHERE g.id = $1"
        )
        return await fetch_one_as(_Owned, sql, card.id), card.address
    about = await solution(number)
    if about.maker_id is None:
        return None, ""
    return _Owned(number, about.title, about.maker_id, None), f"/overname/{about.slug}"


async def addresses_of(about: Reached) -> Addresses:
    """The functional addresses that its municipality gave, while it is still theirs."""
    found = await fetch_one_as(
        Addresses,
        "SELECT email, phone FROM contact_point WHERE kind = $1 AND subject = $2 AND municipality = $3",
        about.kind.value,
        about.key,
        about.municipality_id,
    )
    return found or Addresses()


async def receivers(about: Reached, *, now: datetime) -> list[int]:
    """Who gets a first message: the author of the plan while still there, else everybody who may answer."""
    people = await people_who_may(Act.DISCUSS_GROUP, (about.municipality_id,), today=dutch_day(now))
    return [about.author] if about.author in people else people
