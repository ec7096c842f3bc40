"""What people of a municipality are told about its part in a plan, in the transaction that causes it."""

from collections.abc import Iterable
from datetime import datetime

from innovatie.accounts.queries import people_who_may
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.excerpts import plain
from innovatie.domain.vocabulary import Followed
from innovatie.following.actions import tell_followers
from innovatie.ideas.queries import IdeaDetail
from innovatie.municipalities.queries import names, with_predecessors
from innovatie.notifications.actions import tell, tell_many
from innovatie.notifications.kinds import Kind


async def tell_joined(*, idea: IdeaDetail, municipality_id: int, by: int | None, now: datetime) -> None:
    """Who wrote the idea hears which municipality joined it, and so does who follows either."""
    name = (await names((municipality_id,)))[municipality_id]
    if idea.created_by is not None:
        await tell(
            person_id=idea.created_by,
            kind=Kind.FOLLOWED,
            subject=f"{name} haakt aan bij uw plan",
            body=f"Het gaat om ‘{idea.title}’. Neem contact op en bekijk wat u samen kunt doen.",
            path=f"/ideeen/{idea.id}",
            once=f"aangehaakt {idea.id} {municipality_id}",
            now=now,
        )
    await tell_followers(
        of=[
            (Followed.PLAN, idea.id),
            *((Followed.MUNICIPALITY, town) for town in await with_predecessors(municipality_id)),
        ],
        subject=f"{name} haakt aan bij ‘{idea.title}’",
        body=f"Het plan is van {idea.municipality}.",
        path=f"/ideeen/{idea.id}",
        once=f"aangehaakt {idea.id} {municipality_id}",
        now=now,
        but=by,
    )


async def tell_posted(*, actor: Actor, idea: IdeaDetail, now: datetime) -> None:
    """Who follows the municipality (also by the name it had) or the theme hears of a new plan."""
    towns = await with_predecessors(idea.municipality_id)
    await tell_followers(
        of=[*((Followed.MUNICIPALITY, town) for town in towns), (Followed.THEME, idea.theme)],
        subject=f"Nieuw plan van {idea.municipality}: {idea.title}",
        body=plain(idea.summary, 300),
        path=f"/ideeen/{idea.id}",
        once=f"nieuw plan {idea.id}",
        now=now,
        but=actor.person_id,
    )


async def tell_changed(*, actor: Actor, idea: IdeaDetail, version: int, note: str, now: datetime) -> None:
    """Who follows the plan hears of a new version."""
    await tell_followers(
        of=[(Followed.PLAN, idea.id)],
        subject=f"Nieuwe versie van ‘{idea.title}’",
        body=note.strip() or "Bekijk op de pagina wat er veranderd is.",
        path=f"/ideeen/{idea.id}/versies/{version}",
        once=f"versie {idea.id} {version}",
        now=now,
        but=actor.person_id,
    )


async def tell_withdrawn(*, actor: Actor, idea: IdeaDetail, reason: str, now: datetime) -> None:
    """Who follows the plan hears that it was withdrawn and why."""
    await tell_followers(
        of=[(Followed.PLAN, idea.id)],
        subject=f"Ingetrokken: ‘{idea.title}’",
        body=f"De reden: {reason}\n\nDe pagina blijft te lezen.",
        path=f"/ideeen/{idea.id}",
        once=f"ingetrokken {idea.id}",
        now=now,
        but=actor.person_id,
    )


async def tell_entered(*, actor: Actor, idea: IdeaDetail, round_name: str, round_code: str, now: datetime) -> None:
    """Who follows the plan hears that it takes part in a round."""
    await tell_followers(
        of=[(Followed.PLAN, idea.id)],
        subject=f"‘{idea.title}’ doet mee aan {round_name}",
        body="Op de pagina van de ronde staat wanneer wat gebeurt.",
        path=f"/rondes/{round_code}",
        once=f"meedoen {idea.id} {round_code}",
        now=now,
        but=actor.person_id,
    )


async def tell_named(*, actor: Actor, idea: IdeaDetail, municipalities: Iterable[int], now: datetime) -> None:
    """Who may act for a municipality that is now named as co-submitter hears so, at most once a day, and can object."""
    named = sorted(municipalities)
    called = await names((idea.municipality_id, *named))
    for municipality_id in named:
        await tell_many(
            person_ids=await people_who_may(
                Act.JOIN_IDEA, (municipality_id,), today=dutch_day(now), but=actor.person_id
            ),
            kind=Kind.ASKED,
            subject=f"{called[idea.municipality_id]} noemt {called[municipality_id]} als mede-indiener",
            body=f"Het gaat om het plan ‘{idea.title}’. U kunt het nu samen wijzigen.\n\n"
            "Klopt dit niet? Stap dan uit op de pagina van het plan.",
            path=f"/ideeen/{idea.id}",
            once=f"mede-indiener {idea.id} {municipality_id} {dutch_day(now)}",
            now=now,
        )


async def tell_conflict(*, idea: IdeaDetail, source: str, now: datetime) -> None:
    """Who may change the plan hears that its source says something else than people wrote here, once a day."""
    await tell_many(
        person_ids=await people_who_may(Act.EDIT_IDEA, (idea.municipality_id,), today=dutch_day(now)),
        kind=Kind.ASKED,
        subject=f"{source} zegt iets anders dan uw plan",
        body=f"Het gaat om ‘{idea.title}’. Wat u schreef, staat er nog.\n\n"
        "Kies op de pagina van het plan wat moet gelden.",
        path=f"/ideeen/{idea.id}",
        once=f"botsing {idea.id} {dutch_day(now)}",
        now=now,
    )
