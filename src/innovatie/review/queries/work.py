"""What a reviewer sees: the own work list, one dossier with the own review, the discussion with the others.

Nothing here ever tells who the other reviewers are.
"""

from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.phases import Phase
from innovatie.domain.review_rubric import Criterion, Judgement
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.review.json_columns import Answers, judgement_of
from innovatie.review.rubrics import criteria_of_round


class Task(msgspec.Struct, frozen=True):
    """One line of the work list. `progress`: nieuw, begonnen or ingeleverd."""

    id: int
    group: int
    title: str
    summary: str
    round_name: str
    due: datetime | None
    late: bool
    progress: str
    discussion: bool
    may_write: bool


class IdeaText(msgspec.Struct, frozen=True):
    """An idea of the group, as the reviewer reads it."""

    id: int
    title: str
    municipality: str
    others: tuple[str, ...]
    summary: str
    problem: str
    approach: str
    public_value: str
    stage: str
    cost_euro: int | None
    effort_hours: int | None


class Dossier(msgspec.Struct, frozen=True):
    """An assignment with everything of the group, and the own review."""

    id: int
    round_id: int
    round_code: str
    round_name: str
    open_phase: str
    group: int
    title: str
    summary: str
    theme: str
    ideas: tuple[IdeaText, ...]
    person: int
    reviewer: int
    state: str
    origin: str
    similarity: float
    chance: float
    candidates: int
    seed: str
    input_digest: str
    due: datetime | None
    criteria: tuple[Criterion, ...]
    judgement: Judgement
    draft: int
    version: int
    saved_at: datetime | None
    handed_in_at: datetime | None
    discussion_open: bool
    discussion_exists: bool


class _Task(msgspec.Struct, frozen=True):
    id: int
    group: int
    state: str
    due: datetime | None
    title: str
    summary: str
    round_name: str
    phase: Phase | None
    deadline: datetime | None
    closed_at: datetime | None
    draft: int | None
    discussion: bool


_TASKS = """
SELECT a.id, a."group", a.state, a.due, g.title, g.summary, ro.name AS round_name, ro.phase,
       w.opened_at, w.deadline, w.closed_at, re.draft, re.version,
       EXISTS (SELECT 1 FROM discussion d WHERE d.round = a.round AND d."group" = a."group" AND d.closed_at IS NULL)
         AND a.state = 'ingeleverd' AS discussion
  FROM assignment a
  JOIN reviewer r ON r.id = a.reviewer
  JOIN idea_group g ON g.id = a."group"
  JOIN round ro ON ro.id = a.round
  LEFT JOIN phase_window w ON w.round = ro.id AND w.phase = $2
  LEFT JOIN review re ON re.assignment = a.id
 WHERE r.person = $1 AND a.state IN ('open', 'ingeleverd')
 ORDER BY (a.state = 'ingeleverd'), coalesce(a.due, w.deadline) NULLS LAST, a.id
"""


async def tasks_of(person_id: int, *, now: datetime) -> tuple[Task, ...]:
    """The reviews of this person: unfinished ones first, by deadline."""
    found = []
    for row in await fetch_as(_Task, _TASKS, person_id, Phase.REVIEW.value):
        due = row.due or row.deadline
        running = row.phase is Phase.REVIEW and row.closed_at is None
        done = row.state == "ingeleverd"
        found.append(
            Task(
                id=row.id,
                group=row.group,
                title=row.title,
                summary=row.summary,
                round_name=row.round_name,
                due=due,
                late=not done and due is not None and due < now,
                progress="ingeleverd" if done else ("begonnen" if row.draft else "nieuw"),
                discussion=row.discussion,
                may_write=running and (row.deadline is None or now < row.deadline),
            )
        )
    return tuple(found)


class _Dossier(msgspec.Struct, frozen=True):
    id: int
    round: int
    code: str
    round_name: str
    phase: Phase | None
    group: int
    title: str
    summary: str
    theme: str
    person: int
    reviewer: int
    state: str
    origin: str
    similarity: float
    chance: float
    candidates: int
    seed: str | None
    input_digest: str | None
    due: datetime | None
    deadline: datetime | None
    answers: Answers | None
    total: int | None
    confidence: int | None
    advice: str | None
    draft: int | None
    version: int | None
    saved_at: datetime | None
    handed_in_at: datetime | None
    discussion: int | None
    discussion_closed: datetime | None


async def dossier(assignment_id: int, *, person_id: int) -> Dossier:
    """The assignment of this very person; NotFound for anybody else, as if it did not exist."""
    row = await fetch_one_as(
        _Dossier,
        """
        SELECT a.*, r.person, g.title, g.summary, g.theme, ro.code, ro.name AS round_name, ro.phase,
               run.seed, run.input_digest, w.deadline,
               re.answers, re.total, re.confidence, re.advice, re.draft, re.version, re.saved_at, re.handed_in_at,
               d.id AS discussion, d.closed_at AS discussion_closed
          FROM assignment a
          JOIN reviewer r ON r.id = a.reviewer
          JOIN idea_group g ON g.id = a."group"
          JOIN round ro ON ro.id = a.round
          LEFT JOIN phase_window w ON w.round = ro.id AND w.phase = $3
          LEFT JOIN assignment_run run ON run.id = a.run
          LEFT JOIN review re ON re.assignment = a.id
          LEFT JOIN discussion d ON d.round = a.round AND d."group" = a."group"
         WHERE a.id = $1 AND r.person = $2 AND a.state IN ('open', 'ingeleverd')
        """,
        assignment_id,
        person_id,
        Phase.REVIEW.value,
    )
    if row is None:
        raise NotFound("Deze beoordeling is er niet, of is niet aan u toegewezen.")
    criteria = await criteria_of_round(row.round)
    return Dossier(
        id=row.id,
        round_id=row.round,
        round_code=row.code,
        round_name=row.round_name,
        open_phase=row.phase or "",
        group=row.group,
        title=row.title,
        summary=row.summary,
        theme=row.theme,
        ideas=await ideas_of(row.group),
        person=row.person,
        reviewer=row.reviewer,
        state=row.state,
        origin=row.origin,
        similarity=row.similarity,
        chance=row.chance,
        candidates=row.candidates,
        seed=row.seed or "",
        input_digest=row.input_digest or "",
        due=row.due or row.deadline,
        criteria=criteria,
        judgement=judgement_of(row.answers or {}, row.total, row.confidence, row.advice or "", criteria=criteria),
        draft=row.draft or 0,
        version=row.version or 0,
        saved_at=row.saved_at,
        handed_in_at=row.handed_in_at,
        discussion_open=row.discussion is not None and row.discussion_closed is None,
        discussion_exists=row.discussion is not None,
    )


async def ideas_of(group_id: int) -> tuple[IdeaText, ...]:
    """The submitted ideas of a group, the founding one first."""
    rows = await fetch_as(
        IdeaText,
        """
        SELECT i.id, i.title, m.name AS municipality, i.summary, i.problem, i.approach, i.public_value, i.stage,
               i.cost_euro, i.effort_hours,
               array(SELECT o.name FROM idea_participant ip JOIN municipality o ON o.id = ip.municipality
                      WHERE ip.idea = i.id AND ip.left_at IS NULL AND ip.municipality <> i.municipality
                      ORDER BY o.sort_name) AS others
          FROM group_member gm JOIN idea i ON i.id = gm.idea JOIN municipality m ON m.id = i.municipality
          JOIN idea_group g ON g.id = gm."group"
         WHERE gm."group" = $1 AND i.state <> 'concept'
         ORDER BY (i.id <> g.founding_idea), i.id
        """,
        group_id,
    )
    return tuple(rows)
