"""The desk of VNG: proposals, wishes, progress and vacancies of one round."""

from datetime import datetime

import msgspec

from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value
from innovatie.review.json_columns import DrawnPair, DrawReport


class RunRow(msgspec.Struct, frozen=True):
    """One draw. `report` is what `assigning` made of the outcome; `pairs` the proposed pairs."""

    id: int
    seed: str
    input_digest: str
    ring: bool
    solver: str
    state: str
    made_at: datetime
    sent_at: datetime | None
    report: DrawReport
    pairs: tuple[DrawnPair, ...]


class RuleRow(msgspec.Struct, frozen=True):
    """A wish of the chair about a pair."""

    id: int
    kind: str
    group: int
    group_title: str
    reviewer: int
    reviewer_name: str
    reason: str


class ProgressRow(msgspec.Struct, frozen=True):
    """One assignment as the chair follows it."""

    id: int
    group: int
    group_title: str
    reviewer: int
    reviewer_name: str
    municipality_name: str
    state: str
    origin: str
    started: bool
    late: bool
    due: datetime | None
    reminded_at: datetime | None
    reason: str


class _Progress(msgspec.Struct, frozen=True):
    id: int
    group: int
    group_title: str
    reviewer: int
    reviewer_name: str
    municipality_name: str
    state: str
    origin: str
    draft: int
    due: datetime | None
    deadline: datetime | None
    reminded_at: datetime | None
    reason: str


class Counts(msgspec.Struct, frozen=True):
    """Assignments of a round by what has become of them."""

    groups: int
    reviewers: int
    open: int
    started: int
    handed_in: int
    returned: int


class Named(msgspec.Struct, frozen=True):
    """A number with a name, to choose from."""

    id: int
    name: str


async def last_run(round_id: int) -> RunRow | None:
    """The newest draw that has not lapsed."""
    sql = "SELECT * FROM assignment_run WHERE round = $1 AND state <> 'vervallen' ORDER BY id DESC LIMIT 1"
    return await fetch_one_as(RunRow, sql, round_id)


async def fixed_seed(round_id: int) -> str | None:
    """The seed of the first proposal since the last one that was sent; None when there is none yet."""
    return await fetch_one_value(
        str,
        """
        SELECT (SELECT seed FROM assignment_run WHERE round = $1 AND id > coalesce(
            (SELECT max(id) FROM assignment_run WHERE round = $1 AND state = 'verstuurd'), 0) ORDER BY id LIMIT 1)
        """,
        round_id,
    )


async def rules(round_id: int) -> tuple[RuleRow, ...]:
    """The wishes of the chair, newest first."""
    rows = await fetch_as(
        RuleRow,
        """
        SELECT pr.id, pr.kind, pr."group", g.title AS group_title, pr.reviewer, p.name AS reviewer_name, pr.reason
          FROM pair_rule pr JOIN idea_group g ON g.id = pr."group"
          JOIN reviewer r ON r.id = pr.reviewer JOIN person p ON p.id = r.person
         WHERE pr.round = $1 ORDER BY pr.id DESC
        """,
        round_id,
    )
    return tuple(rows)


async def progress(round_id: int, *, now: datetime) -> tuple[ProgressRow, ...]:
    """Every assignment: what is late first, then what is open, then what was given back, then what is in."""
    rows = await fetch_as(
        _Progress,
        """
        SELECT a.id, a."group", g.title AS group_title, a.reviewer, p.name AS reviewer_name, a.state, a.origin, a.due,
               a.reminded_at, a.reason, coalesce(m.name, '') AS municipality_name, coalesce(re.draft, 0) AS draft,
               (SELECT w.deadline FROM phase_window w WHERE w.round = a.round AND w.phase = 'beoordelen') AS deadline
          FROM assignment a JOIN idea_group g ON g.id = a."group"
          JOIN reviewer r ON r.id = a.reviewer JOIN person p ON p.id = r.person
          LEFT JOIN municipality m ON m.id = r.municipality
          LEFT JOIN review re ON re.assignment = a.id
         WHERE a.round = $1
         ORDER BY CASE a.state WHEN 'open' THEN 0 WHEN 'ingeleverd' THEN 2 ELSE 1 END, a.due NULLS LAST, g.id, a.id
        """,
        round_id,
    )
    found = []
    for row in rows:
        due = row.due or row.deadline
        found.append(
            ProgressRow(
                id=row.id,
                group=row.group,
                group_title=row.group_title,
                reviewer=row.reviewer,
                reviewer_name=row.reviewer_name,
                municipality_name=row.municipality_name,
                state=row.state,
                origin=row.origin,
                started=row.draft > 0,
                late=row.state == "open" and due is not None and due < now,
                due=due,
                reminded_at=row.reminded_at,
                reason=row.reason,
            )
        )
    return tuple(found)


async def counts(round_id: int) -> Counts:
    """How far the round is."""
    found = await fetch_one_as(
        Counts,
        """
        SELECT (SELECT count(*) FROM round_group WHERE round = $1) AS groups,
               (SELECT count(*) FROM reviewer WHERE state = 'toegelaten') AS reviewers,
               count(*) FILTER (WHERE a.state = 'open') AS open,
               count(*) FILTER (WHERE a.state = 'open' AND re.draft > 0) AS started,
               count(*) FILTER (WHERE a.state = 'ingeleverd') AS handed_in,
               count(*) FILTER (WHERE a.state IN ('geweigerd', 'belang', 'ingetrokken')) AS returned
          FROM assignment a LEFT JOIN review re ON re.assignment = a.id WHERE a.round = $1
        """,
        round_id,
    )
    return found or Counts(0, 0, 0, 0, 0, 0)


async def group_names(round_id: int) -> tuple[Named, ...]:
    """The groups of the round, by title."""
    rows = await fetch_as(
        Named,
        'SELECT g.id, g.title AS name FROM round_group rg JOIN idea_group g ON g.id = rg."group" WHERE rg.round = $1'
        " ORDER BY lower(g.title), g.id",
        round_id,
    )
    return tuple(rows)


async def reviewer_names() -> tuple[Named, ...]:
    """The admitted reviewers, by name."""
    rows = await fetch_as(
        Named,
        "SELECT r.id, p.name || coalesce(' (' || m.name || ')', '') AS name FROM reviewer r"
        " JOIN person p ON p.id = r.person LEFT JOIN municipality m ON m.id = r.municipality"
        " WHERE r.state = 'toegelaten' ORDER BY p.name, r.id",
    )
    return tuple(rows)
