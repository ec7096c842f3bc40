"""Owners are reminded of their milestones: two weeks before, and when the day has passed; then VNG hears it too."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from innovatie.accounts.queries import people_who_may
from innovatie.domain.authority import Act, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.grouping.queries import municipalities_of
from innovatie.infra.database import fetch_values
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.realisation.queries import Due, due

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
    return told


async def _owners(one: Due, today: date) -> list[int]:
    """Its own person if that one may still keep it, else all of its municipality; for an organisation, of the group."""
    towns = [one.town] if one.town is not None else [town.id for town in await municipalities_of(one.group_id)]
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
