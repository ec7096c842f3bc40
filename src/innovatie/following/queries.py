"""Who follows what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from innovatie.domain.vocabulary import Followed
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_values

Subject = tuple[Followed, int | str]
"""A thing that can be followed: its kind, and its number (of a theme its slug)."""


class Standing(msgspec.Struct, frozen=True):
    """Whether this person follows it, and how many people do."""

    follows: bool
    followers: int


class FollowRow(msgspec.Struct, frozen=True):
    kind: Followed
    subject: str
    followed_at: datetime


_NOBODY: Final = Standing(follows=False, followers=0)


async def standing(person_id: int, kind: Followed, subject: int | str) -> Standing:
    """Whether this person follows the thing, and how many people who still take part do."""
    found = await fetch_one_as(
        Standing,
        "SELECT coalesce(bool_or(f.person = $3), false) AS follows, count(*) AS followers"
        " FROM follow f JOIN person p ON p.id = f.person AND p.active WHERE f.kind = $1 AND f.subject = $2",
        kind.value,
        str(subject),
        person_id,
    )
    return found or _NOBODY


async def follows_of(person_id: int) -> list[FollowRow]:
    """Everything that this person follows, the newest first."""
    return await fetch_as(
        FollowRow,
        "SELECT kind, subject, followed_at FROM follow WHERE person = $1 ORDER BY followed_at DESC, id DESC",
        person_id,
    )


async def followers_of(subjects: Sequence[Subject], *, but: int | None) -> list[int]:
    """Who still takes part and follows one of these, each once; without the person `but`."""
    return await fetch_values(
        int,
        "SELECT DISTINCT f.person FROM unnest($1::text[], $2::text[]) AS s (kind, subject)"
        " JOIN follow f ON f.kind = s.kind AND f.subject = s.subject"
        " JOIN person p ON p.id = f.person AND p.active WHERE f.person IS DISTINCT FROM $3 ORDER BY f.person",
        [kind.value for kind, _ in subjects],
        [str(subject) for _, subject in subjects],
        but,
    )
