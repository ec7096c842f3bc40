"""Scores of a round: handed-in totals, calibrated with their uncertainty, and the rubric per group."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.domain.review_calibration import SHORTLIST_PLACES, Band, Calibrated, GroupScore, Review, calibrate
from innovatie.domain.review_rubric import Criterion, weak_corners, weighted_mean
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, fetch_values
from innovatie.review.json_columns import Answers, GateReport, answer_to
from innovatie.review.rubrics import criteria_in
from innovatie.rounds.queries import settings_of


class CriterionScore(msgspec.Struct, frozen=True):
    """Scores on one criterion: the raw ones sorted, and their mean (None when nobody could judge)."""

    key: str
    name: str
    scores: tuple[int, ...]
    mean: float | None
    weak: bool


class ScoredGroup(msgspec.Struct, frozen=True):
    """A group with its reviews after calibration. `score` is None while nobody gave a total."""

    id: int
    title: str
    asked: int
    handed_in: int
    criteria: tuple[CriterionScore, ...]
    weighted: float | None
    """The mean of the criteria by their weights, when the round gave them different ones: to read, never the gate."""
    score: GroupScore | None
    discussion: str
    """'', open or gesloten."""


class ScoresOfRound(msgspec.Struct, frozen=True):
    """The whole round as the chair sees it."""

    groups: tuple[ScoredGroup, ...]
    calibrated: Calibrated
    places: int
    """How many groups the shortlist of this round has."""
    reviewer_names: dict[int, str]

    @property
    def unjudged(self) -> tuple[str, ...]:
        """Titles of groups of which nobody handed in a judgement: none of them can pass."""
        return tuple(group.title for group in self.groups if group.score is None)

    @property
    def missing(self) -> int:
        """Reviews that were asked and are not in."""
        return sum(group.asked - group.handed_in for group in self.groups)


class _Group(msgspec.Struct, frozen=True):
    id: int
    title: str
    asked: int
    opened_at: datetime | None
    closed_at: datetime | None


class _Review(msgspec.Struct, frozen=True):
    group: int
    reviewer: int
    name: str
    total: int | None
    confidence: int | None
    answers: Answers


async def scores_of(round_id: int) -> ScoresOfRound:
    """Calibrate what was handed in so far. Groups with a total first, best first; then the others by number."""
    groups = await fetch_as(
        _Group,
        """
        SELECT g.id, g.title,
               (SELECT count(*) FROM assignment a WHERE a.round = rg.round AND a."group" = g.id
                   AND a.state IN ('open', 'ingeleverd')) AS asked,
               d.opened_at, d.closed_at
          FROM round_group rg JOIN idea_group g ON g.id = rg."group"
          LEFT JOIN discussion d ON d.round = rg.round AND d."group" = g.id
         WHERE rg.round = $1 ORDER BY g.id
        """,
        round_id,
    )
    rows = await fetch_as(
        _Review,
        """
        SELECT a."group", a.reviewer, p.name, re.total, re.confidence, re.answers
          FROM assignment a JOIN review re ON re.assignment = a.id
          JOIN reviewer r ON r.id = a.reviewer JOIN person p ON p.id = r.person
         WHERE a.round = $1 AND a.state = 'ingeleverd' ORDER BY a."group", a.reviewer
        """,
        round_id,
    )
    rules = await settings_of(round_id)
    places, criteria = rules.shortlist or SHORTLIST_PLACES, criteria_in(rules)
    calibrated = calibrate(
        (
            Review(str(row.group), str(row.reviewer), float(row.total), row.confidence)
            for row in rows
            if row.total is not None
        ),
        places=places,
    )
    by_group: dict[int, list[Answers]] = {}
    for row in rows:
        by_group.setdefault(row.group, []).append(row.answers)
    scored = {int(g.group): g for g in calibrated.groups}
    place = {int(g.group): i for i, g in enumerate(calibrated.groups)}
    found = [
        ScoredGroup(
            id=row.id,
            title=row.title,
            asked=row.asked,
            handed_in=len(by_group.get(row.id, ())),
            criteria=(judged := criteria_of(by_group.get(row.id, ()), criteria)),
            weighted=_weighted(judged, criteria),
            score=scored.get(row.id),
            discussion="" if row.opened_at is None else ("gesloten" if row.closed_at else "open"),
        )
        for row in groups
    ]
    return ScoresOfRound(
        groups=tuple(sorted(found, key=lambda g: (place.get(g.id, len(place)), g.id))),
        calibrated=calibrated,
        places=places,
        reviewer_names={row.reviewer: row.name for row in rows},
    )


def _weighted(judged: Sequence[CriterionScore], criteria: Sequence[Criterion]) -> float | None:
    if len({c.weight for c in criteria}) < 2:
        return None
    return weighted_mean({one.key: one.mean for one in judged}, criteria)


def criteria_of(answers: Sequence[Answers], criteria: Sequence[Criterion]) -> tuple[CriterionScore, ...]:
    """The raw scores per criterion; "kan ik niet beoordelen" is left out."""
    given = {c.key: _given(c, answers) for c in criteria}
    means = {key: sum(scores) / len(scores) if scores else None for key, scores in given.items()}
    weak = weak_corners(means, criteria)
    return tuple(
        CriterionScore(key=c.key, name=c.name, scores=given[c.key], mean=means[c.key], weak=c.key in weak)
        for c in criteria
    )


def _given(criterion: Criterion, answers: Sequence[Answers]) -> tuple[int, ...]:
    found = (answer_to(criterion.key, a) for a in answers)
    return tuple(sorted(a.score for a in found if a.score is not None and not a.unable))


class ShortlistedGroup(msgspec.Struct, frozen=True):
    """A group on the shortlist, as everybody may see it: no order, no figures."""

    id: int
    title: str
    summary: str
    theme: str


class SettledShortlist(msgspec.Struct, frozen=True):
    """The shortlist of a round once settled, groups by title."""

    groups: tuple[ShortlistedGroup, ...]
    reviewed: int
    longer_by: int
    drawn: bool
    settled_at: datetime
    seed: str


class _Mean(msgspec.Struct, frozen=True):
    group: int
    calibrated_mean: float


class _Settled(msgspec.Struct, frozen=True):
    """The shortlist beside one of its groups; without a group when it is empty."""

    seed: str
    settled_at: datetime
    longer_by: int
    report: GateReport
    id: int | None
    title: str | None
    summary: str | None
    theme: str | None


async def shortlist(round_id: int) -> tuple[int, ...]:
    """Numbers of the groups on the shortlist in the order of the gate; empty while it is not settled."""
    rows = await fetch_values(
        int,
        'SELECT sg."group" FROM shortlist_group sg JOIN shortlist s ON s.id = sg.shortlist'
        " WHERE s.round = $1 ORDER BY sg.place",
        round_id,
    )
    return tuple(rows)


async def calibrated_means(round_id: int) -> dict[int, float]:
    """Calibrated mean (1 to 5) of each group on the shortlist, as it was at the gate: for ties in the vote."""
    rows = await fetch_as(
        _Mean,
        'SELECT sg."group", sg.calibrated_mean FROM shortlist_group sg JOIN shortlist s ON s.id = sg.shortlist'
        " WHERE s.round = $1",
        round_id,
    )
    return {row.group: row.calibrated_mean for row in rows}


async def settled_shortlist(round_id: int) -> SettledShortlist | None:
    """The shortlist as it is published, or None."""
    rows = await fetch_as(
        _Settled,
        """
        SELECT s.seed, s.settled_at, s.longer_by, s.report, g.id, g.title, g.summary, g.theme
          FROM shortlist s LEFT JOIN shortlist_group sg ON sg.shortlist = s.id
          LEFT JOIN idea_group g ON g.id = sg."group"
         WHERE s.round = $1 ORDER BY lower(g.title), g.id
        """,
        round_id,
    )
    if not rows:
        return None
    gate = rows[0]
    return SettledShortlist(
        groups=tuple(
            ShortlistedGroup(row.id, row.title or "", row.summary or "", row.theme or "")
            for row in rows
            if row.id is not None
        ),
        reviewed=gate.report.reviewed,
        longer_by=gate.longer_by,
        drawn=bool(gate.report.drawn),
        settled_at=gate.settled_at,
        seed=gate.seed,
    )


class Draw(msgspec.Struct, frozen=True):
    """A draw that was sent, as everybody may know it."""

    seed: str
    input_digest: str
    ring: bool
    solver: str
    assignments: int
    sent_at: datetime


async def draws_of(round_id: int) -> tuple[Draw, ...]:
    """The draws of a round that were sent, the first one first."""
    rows = await fetch_as(
        Draw,
        "SELECT seed, input_digest, ring, solver, jsonb_array_length(pairs) AS assignments, sent_at"
        " FROM assignment_run WHERE round = $1 AND state = 'verstuurd' ORDER BY sent_at, id",
        round_id,
    )
    return tuple(rows)


BAND_WORDS: dict[Band, str] = {
    Band.SURE: wording("Waarschijnlijk op de shortlist"),
    Band.OPEN: wording("Nog open"),
    Band.SURELY_NOT: wording("Waarschijnlijk niet op de shortlist"),
}
