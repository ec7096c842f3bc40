"""Owners are reminded of their milestones: two weeks before, and when the day has passed; then VNG hears it too.

When the owner of one does not take part any more, who makes the winner hears it at once, and VNG with them.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from innovatie.accounts.queries import people_who_may
from innovatie.domain.authority import Act, Actor, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.slugs import numbered
from innovatie.domain.vocabulary import Followed, MilestoneState
from innovatie.following.actions import tell_followers
from innovatie.grouping.queries import municipalities_of
from innovatie.infra.database import fetch_values
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.realisation.queries import Due, due, milestones, winner_title, without_owner

ESCALATES = timedelta(days=14)
"""After its day, VNG hears of a milestone that nobody brought up to date."""


class Step(StrEnum):
    """What the owner is told, in the order of days."""

    SOON = "straks"
    PASSED = "voorbij"
    ESCALATED = "bij vng"


def step_of(expected_on: date, today: date) -> Step:
    """The step that a milestone which is not done has come to."""
    if expected_on >= today:
        return Step.SOON
    return Step.ESCALATED if today - expected_on > ESCALATES else Step.PASSED


_SUBJECTS = {
    Step.SOON: "Binnenkort klaar? ‘{title}’",
    Step.PASSED: "Is ‘{title}’ klaar?",
    Step.ESCALATED: "Nog niets gehoord over ‘{title}’",
}


async def remind(*, now: datetime) -> int:
    """Tell each owner once per step and expected day; how many messages. A new day begins the steps again."""
    today = dutch_day(now)
    told = 0
    for one in await due(today=today):
        step = step_of(one.expected_on, today)
        directors = await _directors(today)
        people = await _owners(one, today) or directors
        if step is Step.ESCALATED:
            people = sorted({*people, *directors})
        told += await tell_many(
            person_ids=people,
            kind=Kind.ASKED,
            subject=_SUBJECTS[step].format(title=one.title),
            body=f"In het plan van realisatie van ‘{one.winner}’ staat deze mijlpaal op"
            f" {one.expected_on:%d-%m-%Y}. Werk hem bij: is hij klaar, loopt hij, of wordt het een andere dag?"
            " Iedereen kan zien hoe het ervoor staat.",
            path=one.address,
            once=f"realisatie {one.id} {one.expected_on} {step.value}",
            now=now,
        )
    return told + await _ask_for_owners(today, now)


async def _ask_for_owners(today: date, now: datetime) -> int:
    """Tell of each milestone, once, that its municipality left."""
    told = 0
    for one in await without_owner():
        told += await tell_many(
            person_ids=sorted({*await _owners(one, today), *await _directors(today)}),
            kind=Kind.ASKED,
            subject=f"Wie neemt ‘{one.title}’ over?",
            body=f"De gemeente die in het plan van realisatie van ‘{one.winner}’ voor deze mijlpaal zorgde, doet niet"
            " meer mee. Kies samen een nieuwe eigenaar.",
            path=one.address,
            once=f"realisatie {one.id} zonder eigenaar {one.town}",
            now=now,
        )
    return told


async def tell_done(*, group_id: int, number: int, by: Actor, now: datetime) -> None:
    """When this milestone is done, who follows the winner hears it, once; when it was the last one, that the plan was
    made true (or that the rest does not go on), and so do who makes it and VNG. Nothing for one that is not done.
    """
    plan = await milestones(group_id)
    one = next((one for one in plan if one.id == number), None)
    if one is None or one.state is not MilestoneState.DONE:
        return
    winner = await winner_title(group_id)
    address = f"/winnaars/{numbered(group_id, winner)}/realisatie"
    following = [(Followed.GROUP, group_id)]
    if any(other.state in {MilestoneState.PLANNED, MilestoneState.BUSY} for other in plan):
        await tell_followers(
            of=following,
            subject=f"Klaar: ‘{one.title}’",
            body=f"Een stap verder met ‘{winner}’. Lees waaraan u ziet dat dit klaar is.",
            path=address,
            once=f"realisatie {number} klaar",
            now=now,
            but=by.person_id,
        )
        return
    subject, body = f"‘{winner}’ is waargemaakt", "Alles wat de makers beloofden, is klaar. Lees wat er nu ligt."
    if any(other.state is MilestoneState.DROPPED for other in plan):
        subject, body = f"‘{winner}’ is voor een deel waargemaakt", "Lees wat er nu ligt, en wat niet doorgaat."
    once = f"realisatie {group_id} waargemaakt"
    await tell_followers(of=following, subject=subject, body=body, path=address, once=once, now=now, but=by.person_id)
    today = dutch_day(now)
    towns = [town.id for town in await municipalities_of(group_id)]
    people = {*await people_who_may(Act.KEEP_REALISATION, towns, today=today), *await _directors(today)}
    await tell_many(
        person_ids=sorted(people - {by.person_id}),
        kind=Kind.FOLLOWED,
        subject=subject,
        body=body,
        path=address,
        once=once,
        now=now,
    )


async def _owners(one: Due, today: date) -> list[int]:
    """Its own person if that one may still keep it, else all of its municipality. Of an organisation, or of a
    municipality that left: everybody of the group.
    """
    if one.town is not None and not one.left:
        towns = [one.town]
    else:
        towns = [town.id for town in await municipalities_of(one.group_id)]
    people = await people_who_may(Act.KEEP_REALISATION, towns, today=today)
    return [one.person] if one.person in people else people


async def _directors(today: date) -> list[int]:
    return await fetch_values(
        int,
        "SELECT DISTINCT g.person FROM role_grant g JOIN person p ON p.id = g.person AND p.active"
        " WHERE g.role = $1 AND g.revoked_at IS NULL AND g.starts <= $2 AND (g.ends IS NULL OR g.ends >= $2)"
        " ORDER BY g.person",
        Role.VNG_DIRECTOR.value,
        today,
    )
