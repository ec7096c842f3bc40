"""What the things that one follows are called and where they are."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.adoption.queries.solutions import slug_of
from innovatie.domain.errors import NotFound
from innovatie.domain.slugs import numbered
from innovatie.domain.themes import BY_SLUG
from innovatie.domain.vocabulary import Followed
from innovatie.domain.whole_numbers import whole
from innovatie.domain.wording import wording
from innovatie.following.queries import FollowRow
from innovatie.infra.database import fetch_as
from innovatie.insight.places.queries import place_address

KINDS = {
    Followed.PLAN: wording("Plannen"),
    Followed.GROUP: wording("Groepen"),
    Followed.THEME: wording("Thema’s"),
    Followed.MUNICIPALITY: wording("Gemeenten"),
    Followed.ROUND: wording("Rondes"),
    Followed.SOLUTION: wording("Oplossingen"),
}


class Thing(msgspec.Struct, frozen=True):
    """Something that can be followed, with its page."""

    kind: Followed
    key: str
    title: str
    address: str


class _Numbered(msgspec.Struct, frozen=True):
    id: int
    title: str


class _Coded(msgspec.Struct, frozen=True):
    id: int
    code: str
    title: str


async def things(kind: Followed, keys: Sequence[str]) -> dict[str, Thing]:
    """Those of `keys` that everybody may see, by key. A draft is not there; a merged group is where it went."""
    if kind is Followed.THEME:
        found = [BY_SLUG[key] for key in keys if key in BY_SLUG]
        return {one.slug: Thing(kind, one.slug, one.label, f"/themas/{one.slug}") for one in found}
    numbers = sorted({number for key in keys if (number := whole(key)) is not None})
    made: list[tuple[int, str, str]]
    match kind:
        case Followed.PLAN:
            sql = "SELECT id, title FROM idea WHERE id = ANY($1) AND state <> 'concept'"
            made = [(r.id, r.title, f"/ideeen/{numbered(r.id, r.title)}") for r in await _plain(sql, numbers)]
        case Followed.GROUP:
            sql = "SELECT id, title FROM idea_group WHERE id = ANY($1) AND merged_into IS NULL"
            made = [(r.id, r.title, f"/groepen/{numbered(r.id, r.title)}") for r in await _plain(sql, numbers)]
        case Followed.SOLUTION:
            sql = "SELECT id, title FROM solution WHERE id = ANY($1)"
            made = [(r.id, r.title, f"/overname/{slug_of(r.id, r.title)}") for r in await _plain(sql, numbers)]
        case Followed.MUNICIPALITY:
            sql = "SELECT id, code, name AS title FROM municipality WHERE id = ANY($1)"
            made = [(r.id, r.title, place_address(r.code, r.title)) for r in await fetch_as(_Coded, sql, numbers)]
        case Followed.ROUND:
            sql = "SELECT id, code, name AS title FROM round WHERE id = ANY($1) AND published_at IS NOT NULL"
            made = [(r.id, r.title, f"/rondes/{r.code}") for r in await fetch_as(_Coded, sql, numbers)]
    return {str(number): Thing(kind, str(number), title, address) for number, title, address in made}


async def _plain(sql: str, numbers: list[int]) -> list[_Numbered]:
    return await fetch_as(_Numbered, sql, numbers)


async def thing(kind: str, key: str) -> Thing:
    """One thing. Raises NotFound for what does not exist or is not public."""
    known = next((one for one in Followed if one.value == kind), None)
    found = (await things(known, [key])).get(key) if known is not None else None
    if found is None:
        raise NotFound("Wat u wilt volgen, bestaat niet (meer).")
    return found


class Followable(msgspec.Struct, frozen=True):
    """Something that one follows, since when."""

    thing: Thing
    since: datetime


async def in_words(rows: Sequence[FollowRow]) -> tuple[tuple[str, tuple[Followable, ...]], ...]:
    """What one follows by kind, each kind with its name. What is gone for now (a merged group) is left out."""
    shown: list[tuple[str, tuple[Followable, ...]]] = []
    for kind, label in KINDS.items():
        ours = [row for row in rows if row.kind is kind]
        known = await things(kind, [row.subject for row in ours]) if ours else {}
        lines = tuple(Followable(known[row.subject], row.followed_at) for row in ours if row.subject in known)
        if lines:
            shown.append((label, lines))
    return tuple(shown)
