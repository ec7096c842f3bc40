"""What the stages ask of one person; each task comes with its address and, if it has one, its deadline."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from innovatie.adoption import queries as adoption
from innovatie.domain.authority import Actor, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.grouping.queries import waiting_proposals
from innovatie.grouping.queries.models import model_waits
from innovatie.ideas.queries import drafts_begun_by, drafts_of
from innovatie.infra.database import fetch_as, fetch_one_value
from innovatie.insight.my_work.after_winning import agreements, departures, measurements, milestones
from innovatie.insight.my_work.tasks import WRITERS, Task
from innovatie.insight.my_work.two_directors import second_pair_of_eyes
from innovatie.review.queries import tasks_of
from innovatie.rounds.queries import rounds

__all__ = ["WRITERS", "Task"]

VOTERS = (Role.VOTER,)


async def reviews(actor: Actor, now: datetime) -> list[Task]:
    """Groups to review; those handed in count as done."""
    if actor.person_id is None or not actor.has(Role.REVIEWER):
        return []
    return [
        Task(
            kind="beoordelen",
            title=task.title,
            text=task.round_name,
            address=f"/beoordelen/{task.id}",
            deadline=task.due,
            late=task.late,
            done=task.progress == "ingeleverd",
        )
        for task in await tasks_of(actor.person_id, now=now)
    ]


class _OpenVote(msgspec.Struct, frozen=True):
    """`name`: the municipality or Kring that votes; `voted`: whether it has."""

    code: str
    round: str
    kind: str
    deadline: datetime | None
    name: str
    voted: bool


async def votes(actor: Actor, now: datetime) -> list[Task]:
    """Open votes of the municipalities and Kringen for which this person votes."""
    rows = await fetch_as(
        _OpenVote,
        """
        SELECT r.code, r.name AS round, v.kind, w.deadline, x.name, x.voted
          FROM round_vote v JOIN round r ON r.id = v.round
          LEFT JOIN phase_window w ON w.round = r.id
               AND w.phase = CASE v.kind WHEN 'voorselectie' THEN 'voorselectie' ELSE 'stemmen' END
          JOIN (
               SELECT e.vote, e.name, EXISTS (SELECT FROM ballot b WHERE b.vote = e.vote
                      AND b.municipality = e.municipality AND b.content IS NOT NULL) AS voted
                 FROM elector e WHERE e.municipality = ANY($1)
               UNION ALL
               SELECT v2.id, p.name, EXISTS (SELECT FROM ballot b WHERE b.vote = v2.id
                      AND b.partnership = p.id AND b.content IS NOT NULL)
                 FROM round_vote v2 JOIN partnership p ON p.id = ANY($2)
                WHERE EXISTS (SELECT FROM mandate d WHERE d.partnership = p.id AND d.round = v2.round
                              AND d.revoked_at IS NULL)
          ) x ON x.vote = v.id
         WHERE v.closed_at IS NULL AND v.opened_at <= $3 AND (w.deadline IS NULL OR w.deadline > $3)
         ORDER BY w.deadline NULLS LAST, x.name
        """,
        list(actor.municipalities(*VOTERS)),
        list(actor.partnerships(Role.KRING_REPRESENTATIVE)),
        now,
    )
    return [
        Task(
            kind="stemmen",
            title=f"{row.round}: {row.kind}",
            text=row.name,
            address=f"/stemmen/{row.code}",
            deadline=row.deadline,
            done=row.voted,
            beside=f"{row.kind} {row.name}",
        )
        for row in rows
    ]


class _Finalist(msgspec.Struct, frozen=True):
    code: str
    round: str
    group: int
    title: str
    deadline: datetime | None
    elaborated: bool


async def finalists(actor: Actor, now: datetime) -> list[Task]:
    """Finalists of one's own municipalities, to be elaborated; what was written may be changed until the end."""
    over = actor.municipalities(*WRITERS)
    if not over:
        return []
    rows = await fetch_as(
        _Finalist,
        """
        SELECT r.code, r.name AS round, f."group", g.title, w.deadline,
               EXISTS (SELECT FROM elaboration e WHERE e.round = f.round AND e."group" = f."group") AS elaborated
          FROM finalist f JOIN round r ON r.id = f.round JOIN idea_group g ON g.id = f."group"
          JOIN phase_window w ON w.round = r.id AND w.phase = r.phase
         WHERE r.phase = 'uitwerken' AND f.withdrawn_at IS NULL AND w.opened_at <= $2 AND w.closed_at IS NULL
           AND (w.deadline IS NULL OR w.deadline > $2)
           AND EXISTS (SELECT FROM group_member m JOIN idea_participant d ON d.idea = m.idea AND d.left_at IS NULL
                        WHERE m."group" = f."group" AND d.municipality = ANY($1))
         ORDER BY w.deadline NULLS LAST, f.position
        """,
        list(over),
        now,
    )
    return [
        Task(
            kind="uitwerken",
            title=row.title,
            text=row.round,
            address=f"/finalisten/{row.code}/{row.group}/bewerken",
            deadline=row.deadline,
            done=row.elaborated,
        )
        for row in rows
    ]


async def drafts(actor: Actor) -> list[Task]:
    """Plans that this person began and has not submitted; what colleagues began is theirs."""
    over = actor.municipalities(*WRITERS)
    own = await drafts_begun_by(actor.person_id) if actor.person_id is not None else frozenset()
    return [
        Task(kind="concept", title=card.title, text=card.municipality, address=f"/ideeen/{card.id}/wijzigen")
        for card in (await drafts_of(over) if over else [])
        if card.id in own
    ]


async def adoptions(actor: Actor, now: datetime) -> list[Task]:
    """Proposals to confirm, and what has not been confirmed for half a year, for the municipality acted for."""
    if actor.municipality_id is None or not any(
        actor.has(role, municipality_id=actor.municipality_id) for role in WRITERS
    ):
        return []
    found = [
        Task(
            kind="voorstel",
            title=proposal.title,
            text=f"{proposal.proposer}: {proposal.label}",
            address="/overname/mijn-gemeente",
        )
        for proposal in await adoption.proposals_for(actor.municipality_id)
    ]
    for standing in await adoption.standings_of(actor.municipality_id, today=dutch_day(now)):
        if standing.stage is not None and not standing.fresh:
            found.append(
                Task(kind="bevestigen", title=standing.title, text=standing.label, address="/overname/mijn-gemeente")
            )
    return found


async def group_proposals(actor: Actor) -> list[Task]:
    """Proposals to merge, split or move groups that wait for the municipality acted for."""
    here = actor.municipality_id
    if here is None or not any(actor.has(role, municipality_id=here) for role in WRITERS):
        return []
    return _proposals_task(await waiting_proposals(here))


def _proposals_task(waiting: int) -> list[Task]:
    if not waiting:
        return []
    return [Task(kind="groepsvoorstellen", title=str(waiting), text="", address="/groepen/voorstellen")]


async def directing(actor: Actor, now: datetime) -> list[Task]:
    """For VNG: rounds whose phase is over or running, reviewers who wait for an answer, and a model that is offered."""
    if not actor.has(Role.VNG_DIRECTOR):
        return []
    found = [
        Task(
            kind="ronde",
            title=card.name,
            text=card.phase_label,
            address=f"/vng/rondes/{card.code}",
            deadline=card.deadline if card.is_open or (card.deadline and card.deadline <= now) else None,
            late=not card.is_open and card.deadline is not None and card.deadline <= now,
            waits=not card.is_open,
        )
        for card in await rounds(now=now)
        if card.phase is not None and card.phase.value != "overname" and not card.has_ended
    ]
    waiting = await fetch_one_value(int, "SELECT count(*) FROM reviewer WHERE state = 'aangemeld'")
    if waiting:
        found.append(Task(kind="aanmeldingen", title=str(waiting), text="", address="/vng/beoordelaars"))
    if await model_waits():
        found.append(Task(kind="groepeermodel", title="", text="", address="/vng/groeperen"))
    found += await second_pair_of_eyes(actor, now)
    return found + _proposals_task(await waiting_proposals(None))


async def everything(actor: Actor, *, now: datetime) -> tuple[Task, ...]:
    """All tasks: late ones first, then by deadline, then without one; what is done comes last."""
    found = [
        *await reviews(actor, now),
        *await votes(actor, now),
        *await finalists(actor, now),
        *await milestones(actor, now),
        *await measurements(actor, now),
        *await agreements(actor, now),
        *await departures(actor, now),
        *await adoptions(actor, now),
        *await group_proposals(actor),
        *await directing(actor, now),
        *await drafts(actor),
    ]
    return tuple(in_order(found))


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """The order in which a person should do them."""
    return sorted(
        tasks,
        key=lambda task: (
            task.done,
            not task.late,
            not task.waits,
            task.deadline is None,
            task.deadline.timestamp() if task.deadline else 0.0,
        ),
    )
