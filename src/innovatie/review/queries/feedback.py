"""What the municipalities of a group get to read afterwards: scores and comments, never who wrote them or when."""

import hashlib
from collections.abc import Iterable

import msgspec

from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_values
from innovatie.review.json_columns import TOTAL_KEY, Answers, answer_to
from innovatie.review.queries.scores import CriterionScore, criteria_of
from innovatie.review.rubrics import criteria_of_round


class Comments(msgspec.Struct, frozen=True):
    """The comments on one criterion, in an order that says nothing."""

    name: str
    texts: tuple[str, ...]


class Arguments(msgspec.Struct, frozen=True):
    """The scores and comments of the reviews of one group, in an order that tells no review from another."""

    reviews: int
    totals: tuple[int, ...]
    criteria: tuple[CriterionScore, ...]
    comments: tuple[Comments, ...]
    advice: tuple[str, ...]


class Feedback(msgspec.Struct, frozen=True):
    """The feedback on one group in one round. `shortlisted` says whether it passed the gate."""

    group: int
    title: str
    round_code: str
    round_name: str
    reviews: int
    shortlisted: bool
    totals: tuple[int, ...]
    criteria: tuple[CriterionScore, ...]
    comments: tuple[Comments, ...]
    advice: tuple[str, ...]


class _Round(msgspec.Struct, frozen=True):
    code: str
    name: str


class _Head(msgspec.Struct, frozen=True):
    id: int
    title: str
    round: int
    code: str
    name: str
    listed: bool


class _Review(msgspec.Struct, frozen=True):
    answers: Answers
    total: int | None
    advice: str


async def municipalities_of(group_id: int) -> frozenset[int]:
    """Every municipality that takes part in an idea of this group."""
    rows = await fetch_values(
        int,
        """
        SELECT i.municipality FROM group_member gm JOIN idea i ON i.id = gm.idea WHERE gm."group" = $1
        UNION
        SELECT ip.municipality FROM group_member gm JOIN idea_participant ip ON ip.idea = gm.idea AND ip.left_at IS NULL
         WHERE gm."group" = $1
        """,
        group_id,
    )
    return frozenset(rows)


async def rounds_with_feedback(group_id: int) -> list[tuple[str, str]]:
    """Code and name of the rounds whose shortlist is settled and in which this group took part, the newest first."""
    rows = await fetch_as(
        _Round,
        "SELECT ro.code, ro.name FROM round ro JOIN shortlist s ON s.round = ro.id"
        ' JOIN round_group rg ON rg.round = ro.id WHERE rg."group" = $1 ORDER BY ro.code DESC',
        group_id,
    )
    return [(row.code, row.name) for row in rows]


async def feedback_of(round_code: str, group_id: int) -> Feedback | None:
    """The feedback, once the shortlist of the round is settled; None before that or when nothing was reviewed."""
    head = await fetch_one_as(
        _Head,
        """
        SELECT g.id, g.title, ro.id AS round, ro.code, ro.name,
               EXISTS (SELECT 1 FROM shortlist_group sg WHERE sg.shortlist = s.id AND sg."group" = g.id) AS listed
          FROM round ro JOIN shortlist s ON s.round = ro.id
          JOIN round_group rg ON rg.round = ro.id JOIN idea_group g ON g.id = rg."group"
         WHERE ro.code = $1 AND g.id = $2
        """,
        round_code,
        group_id,
    )
    if head is None:
        return None
    said = await arguments_of(head.round, group_id)
    return Feedback(
        group=head.id,
        title=head.title,
        round_code=head.code,
        round_name=head.name,
        reviews=said.reviews,
        shortlisted=head.listed,
        totals=said.totals,
        criteria=said.criteria,
        comments=said.comments,
        advice=said.advice,
    )


async def arguments_of(round_id: int, group_id: int) -> Arguments:
    """What the reviews of a group say together, as far as they were handed in: for the chair, before all others."""
    rows = await fetch_as(
        _Review,
        "SELECT re.answers, re.total, re.advice FROM review re JOIN assignment a ON a.id = re.assignment"
        " WHERE a.round = $1 AND a.\"group\" = $2 AND a.state = 'ingeleverd'",
        round_id,
        group_id,
    )
    answers = [row.answers for row in rows]
    criteria = await criteria_of_round(round_id)
    names = [(c.key, c.name) for c in criteria] + [(TOTAL_KEY, wording("Totaaloordeel"))]
    return Arguments(
        reviews=len(rows),
        totals=tuple(sorted(row.total for row in rows if row.total is not None)),
        criteria=criteria_of(answers, criteria),
        comments=tuple(
            Comments(name, found)
            for key, name in names
            if (found := _shuffled(answer_to(key, a).comment for a in answers))
        ),
        advice=_shuffled(row.advice for row in rows),
    )


def _shuffled(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts that say something, ordered by their digest: no place tells which review they came from."""
    given = [t.strip() for t in texts if t.strip()]
    return tuple(sorted(given, key=lambda t: hashlib.sha256(t.encode()).hexdigest()))
