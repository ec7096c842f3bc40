"""A round in its review phase: municipalities in Kringen, groups with ideas, admitted reviewers."""

from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from innovatie.accounts.queries import actor_of
from innovatie.domain.authority import Actor, Role
from innovatie.domain.phases import Phase
from innovatie.domain.review_rubric import CRITERIA, Answer, Judgement
from innovatie.infra.database import execute, fetch_as, fetch_value
from innovatie.review import actions
from innovatie.review.actions import Expertise
from tests import factories
from tests.factories import NOW, TODAY

THEMES = ("dienstverlening", "klimaat-en-energie", "mobiliteit")
TEXTS = (
    "Inwoners maken zelf een afspraak aan de balie en volgen hun aanvraag in een portaal.",
    "Een warmtenet uit oppervlaktewater verwarmt woningen zonder aardgas.",
    "Deelvervoer en fietsparkeren bij het station maken de binnenstad autoluw.",
)


@dataclass
class World:
    round: int
    code: str
    chair: Actor
    towns: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    reviewers: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)


async def group(town: int, *, theme: str = THEMES[0], text: str = TEXTS[0], title: str | None = None) -> int:
    """A group of one submitted idea."""
    idea = await factories.idea(town, title=title, theme=theme, summary=text)
    number: int = await fetch_value(
        "INSERT INTO idea_group (title, summary, theme, founding_idea, created_at)"
        " SELECT title, summary, theme, id, $2 FROM idea WHERE id = $1 RETURNING id",
        idea,
        NOW,
    )
    await execute(
        "INSERT INTO group_member (\"group\", idea, how, added_at) VALUES ($1, $2, 'founder', $3)", number, idea, NOW
    )
    return number


async def reviewer(town: int, *, theme: str = THEMES[0], maximum: int = 6, now: datetime = NOW) -> tuple[int, int]:
    """An admitted reviewer of this municipality: the number of the reviewer and of the person."""
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    number = await actions.volunteer(
        actor=await as_actor(person), expertise=Expertise((theme,), theme, maximum), now=now
    )
    await actions.admit(actor=await factories.vng(), reviewer_id=number, now=now)
    return number, person


async def as_actor(person: int) -> Actor:
    found = await actor_of(person_id=person, municipality_id=None, today=TODAY)
    assert found is not None
    return found


async def world(*, groups: int, reviewers: int, maximum: int = 6, now: datetime = NOW) -> World:
    """Groups and reviewers spread over three Kringen; every person and group has a town of its own."""
    round_id = await factories.round_in(Phase.REVIEW, now=now)
    made = World(
        round=round_id,
        code=await fetch_value("SELECT code FROM round WHERE id = $1", round_id),
        chair=await factories.vng(),
    )
    made.towns = [await factories.municipality() for _ in range(groups + reviewers)]
    for kring in range(6):
        await factories.partnership(*made.towns[kring::6])
    for i in range(groups):
        number = await group(made.towns[i], theme=THEMES[i % 3], text=TEXTS[i % 3])
        made.groups.append(number)
        await execute('INSERT INTO round_group (round, "group", entered_at) VALUES ($1, $2, $3)', round_id, number, NOW)
    for i in range(reviewers):
        number, person = await reviewer(made.towns[groups + i], theme=THEMES[i % 3], maximum=maximum, now=now)
        made.reviewers.append(number)
        made.people.append(person)
    return made


async def sent(made: World, *, ring: bool = False, now: datetime = NOW) -> int:
    """Propose and send the assignment; how many there are."""
    run = await actions.propose(actor=made.chair, round_id=made.round, seed="proef", ring=ring, now=now)
    return await actions.send(actor=made.chair, run_id=run, now=now)


def judgement(
    total: int, *, confidence: int = 3, comment: str = "Dit heb ik goed overwogen en nagelezen."
) -> Judgement:
    """A whole review with the same score everywhere."""
    return Judgement(
        answers={c.key: Answer(total, comment) for c in CRITERIA},
        total=Answer(total, comment),
        confidence=confidence,
        advice="Zoek een tweede gemeente die mee wil doen.",
    )


class Task(msgspec.Struct, frozen=True):
    """An assignment, and whose it is."""

    id: int
    person: int


async def tasks(made: World, group_id: int) -> list[tuple[int, int]]:
    """Open assignments of a group: (assignment, person)."""
    rows = await fetch_as(
        Task,
        "SELECT a.id, r.person FROM assignment a JOIN reviewer r ON r.id = a.reviewer"
        " WHERE a.round = $1 AND a.\"group\" = $2 AND a.state = 'open' ORDER BY a.id",
        made.round,
        group_id,
    )
    return [(row.id, row.person) for row in rows]


async def hand_in(assignment: int, person: int, total: int, *, now: datetime = NOW) -> bool:
    """Hand in a whole review; whether it opened a discussion."""
    return await actions.hand_in(
        actor=await as_actor(person), assignment_id=assignment, judgement=judgement(total), draft=0, now=now
    )
