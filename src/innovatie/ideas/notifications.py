"""What people of a municipality are told about its part in a plan, in the transaction that causes it."""

from collections.abc import Iterable
from datetime import datetime

from innovatie.accounts.queries import people_who_may
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.ideas.queries import IdeaDetail
from innovatie.municipalities.queries import names
from innovatie.notifications.actions import tell, tell_many
from innovatie.notifications.kinds import Kind


async def tell_joined(*, idea: IdeaDetail, municipality_id: int, now: datetime) -> None:
    """Who wrote the idea hears which municipality joined it."""
    if idea.created_by is not None:
        name = (await names((municipality_id,)))[municipality_id]
        await tell(
            person_id=idea.created_by,
            kind=Kind.FOLLOWED,
            subject=f"{name} haakt aan bij uw plan",
            body=f"Het gaat om ‘{idea.title}’. Neem contact op en bekijk wat u samen kunt doen.",
            path=f"/ideeen/{idea.id}",
            once=f"aangehaakt {idea.id} {municipality_id}",
            now=now,
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
