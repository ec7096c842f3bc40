"""Owners are reminded of their milestones: two weeks before, and when the day has passed; then VNG hears it too.

When the owner of one does not take part any more, who makes the winner hears it at once, and VNG with them. Who
becomes the owner of one by an act of somebody else hears that too.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from innovatie.accounts.queries import people_who_may
from innovatie.accounts.records import people_with
from innovatie.domain.authority import Act, Actor, Role
from innovatie.domain.dutch_dates import day_in_words, dutch_day
from innovatie.domain.slugs import numbered
from innovatie.domain.vocabulary import Followed, MilestoneState
from innovatie.domain.wording import Wording, wording
from innovatie.following.actions import tell_followers
from innovatie.grouping.queries import municipalities_of
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.publication.queries import withdrawal_of
from innovatie.realisation.queries import Due, Milestone, due, milestones, winner_title, without_owner

ESCALATES = timedelta(days=14)
"""After its day, VNG hears of a milestone that nobody brought up to date."""


ENDED = frozenset({MilestoneState.DONE, MilestoneState.DROPPED})
"""Nothing is still to be done for a milestone in one of these states."""


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


def _subject(step: Step, title: str) -> Wording:
    match step:
        case Step.SOON:
            return wording("Binnenkort klaar? ‘%(titel)s’", titel=title)
        case Step.PASSED:
            return wording("Is ‘%(titel)s’ klaar?", titel=title)
        case Step.ESCALATED:
            return wording("Nog niets gehoord over ‘%(titel)s’", titel=title)


async def remind(*, now: datetime) -> int:
    """Tell each owner once per step and expected day; how many messages. A new day begins the steps again."""
    today = dutch_day(now)
    told = 0
    for one in await due(today=today):
        step = step_of(one.expected_on, today)
        directors = await people_with(Role.VNG_DIRECTOR, today=today)
        people = await _owners(one, today) or directors
        if step is Step.ESCALATED:
            people = sorted({*people, *directors})
        told += await tell_many(
            person_ids=people,
            kind=Kind.ASKED,
            subject=_subject(step, one.title),
            body=wording(
                "In het plan van realisatie van ‘%(winnaar)s’ staat deze mijlpaal op %(dag)s. Werk hem bij: is hij"
                " klaar, loopt hij, of wordt het een andere dag? Iedereen kan zien hoe het ervoor staat.",
                winnaar=one.winner,
                dag=day_in_words(one.expected_on),
            ),
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
            person_ids=sorted({*await _owners(one, today), *await people_with(Role.VNG_DIRECTOR, today=today)}),
            kind=Kind.ASKED,
            subject=wording("Wie neemt ‘%(titel)s’ over?", titel=one.title),
            body=wording(
                "De gemeente die in het plan van realisatie van ‘%(winnaar)s’ voor deze mijlpaal zorgde, doet niet"
                " meer mee. Kies samen een nieuwe eigenaar.",
                winnaar=one.winner,
            ),
            path=one.address,
            once=f"realisatie {one.id} zonder eigenaar {one.town}",
            now=now,
        )
    return told


class _News(NamedTuple):
    """What is told of a plan: `once` is the key that keeps it from being told twice."""

    subject: Wording
    body: Wording
    once: str


async def tell_step(*, group_id: int, number: int, before: MilestoneState | None, by: Actor, now: datetime) -> None:
    """When this milestone is done, or does not go on, who follows the winner hears it; who makes it and VNG hear at
    once that one does not go on. When it was the last one they all hear how the plan ended. Each time that it comes
    to such a state: `before` is the one it had, None for one that is written down afterwards and so ends nothing.
    Nobody hears anything of a winner that was withdrawn.
    """
    plan = await milestones(group_id)
    one = next((one for one in plan if one.id == number), None)
    if one is None or one.state not in ENDED or one.state is before:
        return
    winner = await winner_title(group_id)
    if before is not None and all(other.state in ENDED for other in plan):
        await _tell(group_id, _end(plan, winner), by, now, makers=True)
    else:
        await _tell(group_id, _step(one, winner), by, now, makers=one.state is MilestoneState.DROPPED)


async def tell_rest_is_done(*, group_id: int, by: Actor, now: datetime) -> None:
    """A milestone was taken out: when nothing of what is left is still to be done, they all hear how the plan ended,
    unless they heard that of these milestones.
    """
    plan = await milestones(group_id)
    if plan and all(one.state in ENDED for one in plan):
        await _tell(group_id, _end(plan, await winner_title(group_id)), by, now, makers=True)


async def _tell(group_id: int, news: _News, by: Actor, now: datetime, *, makers: bool) -> None:
    """Who follows the winner, and with `makers` who makes it and VNG too; not who did it."""
    if await withdrawal_of(group_id) is not None:
        return
    address = _plan_address(group_id, await winner_title(group_id))
    await tell_followers(
        of=[(Followed.GROUP, group_id)],
        subject=news.subject,
        body=news.body,
        path=address,
        once=news.once,
        now=now,
        but=by.person_id,
    )
    if makers:
        today = dutch_day(now)
        towns = [town.id for town in await municipalities_of(group_id)]
        people = {
            *await people_who_may(Act.KEEP_REALISATION, towns, today=today),
            *await people_with(Role.VNG_DIRECTOR, today=today),
        }
        await tell_many(
            person_ids=sorted(people - {by.person_id}),
            kind=Kind.FOLLOWED,
            subject=news.subject,
            body=news.body,
            path=address,
            once=news.once,
            now=now,
        )


def _step(one: Milestone, winner: str) -> _News:
    once = f"realisatie {one.id} {one.state.value} versie {one.version}"
    if one.state is MilestoneState.DONE:
        body = wording("Een stap verder met ‘%(winnaar)s’. Lees waaraan u ziet dat dit klaar is.", winnaar=winner)
        return _News(wording("Klaar: ‘%(titel)s’", titel=one.title), body, once)
    body = wording(
        "Dit hoorde bij het plan van realisatie van ‘%(winnaar)s’. Lees waarom het niet doorgaat.", winnaar=winner
    )
    return _News(wording("Gaat niet door: ‘%(titel)s’", titel=one.title), body, once)


def _end(plan: Sequence[Milestone], winner: str) -> _News:
    """Nothing is still to be done: how it ended."""
    states = {one.state for one in plan}
    stand = " ".join(sorted(f"{one.id}:{one.version}" for one in plan))
    once = f"realisatie einde {hashlib.sha256(stand.encode()).hexdigest()[:16]}"
    if states == {MilestoneState.DONE}:
        body = wording("Alles wat de makers beloofden, is klaar. Lees wat er nu ligt.")
        return _News(wording("‘%(winnaar)s’ is waargemaakt", winnaar=winner), body, once)
    if MilestoneState.DONE in states:
        body = wording("Lees wat er nu ligt, en wat niet doorgaat.")
        return _News(wording("‘%(winnaar)s’ is voor een deel waargemaakt", winnaar=winner), body, once)
    body = wording("Geen enkele mijlpaal van het plan gaat door. Lees waarom.")
    return _News(wording("‘%(winnaar)s’ wordt niet gemaakt", winnaar=winner), body, once)


async def tell_owner(*, group_id: int, number: int, by: Actor, now: datetime) -> None:
    """Who has this milestone from now on hears it, unless it was their own act: the person named, else the
    municipality. Each time that the owner changed; nothing for another organisation, for what is done or for a winner
    that was withdrawn.
    """
    if await withdrawal_of(group_id) is not None:
        return
    one = next((one for one in await milestones(group_id) if one.id == number), None)
    if one is None or one.town is None or one.state in ENDED or (one.person is None and by.municipality_id == one.town):
        return
    today = dutch_day(now)
    people = await people_who_may(Act.KEEP_REALISATION, [one.town], today=today)
    owners = [one.person] if one.person in people else people
    winner = await winner_title(group_id)
    await tell_many(
        person_ids=[person for person in owners if person != by.person_id],
        kind=Kind.ASKED,
        subject=wording("U bent nu eigenaar van ‘%(titel)s’", titel=one.title),
        body=wording(
            "Deze mijlpaal hoort bij het plan van realisatie van ‘%(winnaar)s’, en is beloofd voor %(dag)s."
            " %(naam)s legde dit vast. Klopt het niet? Kies dan samen een andere eigenaar.",
            winnaar=winner,
            dag=day_in_words(one.promised_on),
            naam=by.name,
        ),
        path=f"{_plan_address(group_id, winner)}/mijlpalen/{number}",
        once=f"realisatie {number} eigenaar {one.town} {one.person or ''} versie {one.version}",
        now=now,
    )


def _plan_address(group_id: int, winner: str) -> str:
    return f"/winnaars/{numbered(group_id, winner)}/realisatie"


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
