"""What the municipalities of a group get to read afterwards: scores and comments, never who wrote them or when."""

import hashlib
import json

import msgspec

from innovatie.domain.review_rubric import CRITERIA
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch, fetch_row
from innovatie.review.queries.scores import CriterionScore, criteria_of
from innovatie.review.queries.work import answer_of


class Comments(msgspec.Struct, frozen=True):
    """The comments on one criterion, in an order that says nothing."""

    name: str
    texts: tuple[str, ...]


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


async def municipalities_of(group_id: int) -> frozenset[int]:
    """Every municipality that takes part in an idea of this group."""
    rows = await fetch(
        """
        SELECT i.municipality AS m FROM group_member gm JOIN idea i ON i.id = gm.idea WHERE gm."group" = $1
        UNION
        SELECT ip.municipality FROM group_member gm JOIN idea_participant ip ON ip.idea = gm.idea AND ip.left_at IS NULL
         WHERE gm."group" = $1
        """,
        group_id,
    )
    return frozenset(row["m"] for row in rows)


async def rounds_with_feedback(group_id: int) -> list[tuple[str, str]]:
    """Code and name of the rounds whose shortlist is settled and in which this group took part, the newest first."""
    rows = await fetch(
        "SELECT ro.code, ro.name FROM round ro JOIN shortlist s ON s.round = ro.id"
        ' JOIN round_group rg ON rg.round = ro.id WHERE rg."group" = $1 ORDER BY ro.code DESC',
        group_id,
    )
    return [(row["code"], row["name"]) for row in rows]


async def feedback_of(round_code: str, group_id: int) -> Feedback | None:
    """The feedback, once the shortlist of the round is settled; None before that or when nothing was reviewed."""
    head = await fetch_row(
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
    rows = await fetch(
        "SELECT re.answers, re.total, re.advice FROM review re JOIN assignment a ON a.id = re.assignment"
        " WHERE a.round = $1 AND a.\"group\" = $2 AND a.state = 'ingeleverd'",
        head["round"],
        group_id,
    )
    answers = [json.loads(row["answers"]) for row in rows]
    names = [(c.key, c.name) for c in CRITERIA] + [("totaal", wording("Totaaloordeel"))]
    return Feedback(
        group=head["id"],
        title=head["title"],
        round_code=head["code"],
        round_name=head["name"],
        reviews=len(rows),
        shortlisted=head["listed"],
        totals=tuple(sorted(row["total"] for row in rows if row["total"] is not None)),
        criteria=criteria_of(answers),
        comments=tuple(
            Comments(name, found)
            for key, name in names
            if (found := _shuffled(answer_of(a.get(key)).comment for a in answers))
        ),
        advice=_shuffled(row["advice"] for row in rows),
    )


def _shuffled(texts: object) -> tuple[str, ...]:
    """The texts that say something, ordered by their digest: no place tells which review they came from."""
    given = [t.strip() for t in texts if t and t.strip()]  # type: ignore[attr-defined]
    return tuple(sorted(given, key=lambda t: hashlib.sha256(t.encode()).hexdigest()))
