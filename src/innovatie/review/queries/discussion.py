"""A discussion as its reviewers see it: letters instead of names, everybody's present scores and arguments."""

from datetime import datetime

import msgspec

from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as
from innovatie.review.json_columns import TOTAL_KEY, Answers, ReviewContent, answer_to
from innovatie.review.rubrics import criteria_of_round


class Voice(msgspec.Struct, frozen=True):
    """One reviewer in the discussion. `letter` A, B, C ... is drawn per group, not by the order of handing in."""

    letter: str
    own: bool
    total: int | None
    first_total: int | None
    comments: tuple[tuple[str, str], ...]


class Post(msgspec.Struct, frozen=True):
    """One argument."""

    letter: str
    own: bool
    body: str
    at: datetime


class DiscussionView(msgspec.Struct, frozen=True):
    """Everything said about one group."""

    voices: tuple[Voice, ...]
    posts: tuple[Post, ...]


class _Review(msgspec.Struct, frozen=True):
    id: int
    total: int | None
    answers: Answers
    first: ReviewContent | None


class _Post(msgspec.Struct, frozen=True):
    assignment: int
    body: str
    at: datetime


async def discussion_of(round_id: int, group_id: int, *, own_assignment: int) -> DiscussionView:
    """The discussion for the reviewer of `own_assignment` (0: for the chair). Letters follow a digest of the number."""
    rows = await fetch_as(
        _Review,
        """
        SELECT a.id, re.total, re.answers,
               (SELECT v.content FROM review_version v WHERE v.review = re.id ORDER BY v.version LIMIT 1) AS first
          FROM assignment a JOIN review re ON re.assignment = a.id
         WHERE a.round = $1 AND a."group" = $2 AND a.state = 'ingeleverd' ORDER BY md5('overleg' || a.id::text)
        """,
        round_id,
        group_id,
    )
    letters = {row.id: chr(ord("A") + i) for i, row in enumerate(rows)}
    names = {c.key: c.name for c in await criteria_of_round(round_id)} | {TOTAL_KEY: wording("Totaaloordeel")}
    voices = []
    for row in rows:
        first = row.first.total if row.first else None
        said = ((names[key], answer_to(key, row.answers).comment) for key in names)
        voices.append(
            Voice(
                letter=letters[row.id],
                own=row.id == own_assignment,
                total=row.total,
                first_total=first if first != row.total else None,
                comments=tuple((name, text) for name, text in said if text.strip()),
            )
        )
    posts = await fetch_as(
        _Post,
        "SELECT dp.assignment, dp.body, dp.at FROM discussion_post dp JOIN discussion d ON d.id = dp.discussion"
        ' WHERE d.round = $1 AND d."group" = $2 ORDER BY dp.id',
        round_id,
        group_id,
    )
    return DiscussionView(
        voices=tuple(voices),
        posts=tuple(Post(letters.get(p.assignment, "–"), p.assignment == own_assignment, p.body, p.at) for p in posts),
    )
