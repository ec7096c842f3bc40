"""What people of a municipality are told about its part in a plan, in the transaction that causes it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from innovatie.accounts.queries import people_who_may
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.excerpts import plain
from innovatie.domain.vocabulary import Followed
from innovatie.domain.wording import as_written, paragraphs, wording
from innovatie.following.actions import tell_followers
from innovatie.ideas.queries import IdeaDetail
from innovatie.infra.rate_limit import Limit, take
from innovatie.municipalities.queries import names, with_predecessors
from innovatie.notifications.actions import tell, tell_many
from innovatie.notifications.kinds import Kind

NAMED: Final = Limit(name="mede-indieners noemen", size=400, period=timedelta(days=1))
"""Municipalities that one person or system names in a day, enough for a plan of all: each of them gets a mail."""


async def tell_joined(*, idea: IdeaDetail, municipality_id: int, by: int | None, now: datetime) -> None:
    """Who wrote the idea hears which municipality joined it, and so does who follows either."""
    name = (await names((municipality_id,)))[municipality_id]
    if idea.created_by is not None:
        await tell(
            person_id=idea.created_by,
            kind=Kind.FOLLOWED,
            subject=wording("%(gemeente)s haakt aan bij uw plan", gemeente=name),
            body=wording("Het gaat om ‘%(plan)s’. Neem contact op en bekijk wat u samen kunt doen.", plan=idea.title),
            path=f"/ideeen/{idea.id}",
            once=f"aangehaakt {idea.id} {municipality_id}",
            now=now,
        )
    await tell_followers(
        of=[
            (Followed.PLAN, idea.id),
            *((Followed.MUNICIPALITY, town) for town in await with_predecessors(municipality_id)),
        ],
        subject=wording("%(gemeente)s haakt aan bij ‘%(plan)s’", gemeente=name, plan=idea.title),
        body=wording("Het plan is van %(gemeente)s.", gemeente=idea.municipality),
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
        subject=wording("Nieuw plan van %(gemeente)s: %(plan)s", gemeente=idea.municipality, plan=idea.title),
        body=as_written(plain(idea.summary, 300)),
        path=f"/ideeen/{idea.id}",
        once=f"nieuw plan {idea.id}",
        now=now,
        but=actor.person_id,
    )


async def tell_changed(*, actor: Actor, idea: IdeaDetail, version: int, note: str, now: datetime) -> None:
    """Who follows the plan hears of a new version."""
    await tell_followers(
        of=[(Followed.PLAN, idea.id)],
        subject=wording("Nieuwe versie van ‘%(plan)s’", plan=idea.title),
        body=as_written(note.strip()) if note.strip() else wording("Bekijk op de pagina wat er veranderd is."),
        path=f"/ideeen/{idea.id}/versies/{version}",
        once=f"versie {idea.id} {version}",
        now=now,
        but=actor.person_id,
    )


async def tell_withdrawn(*, actor: Actor, idea: IdeaDetail, reason: str, now: datetime) -> None:
    """Who follows the plan hears that it was withdrawn and why."""
    await tell_followers(
        of=[(Followed.PLAN, idea.id)],
        subject=wording("Ingetrokken: ‘%(plan)s’", plan=idea.title),
        body=paragraphs(wording("De reden: %(reden)s", reden=reason), wording("De pagina blijft te lezen.")),
        path=f"/ideeen/{idea.id}",
        once=f"ingetrokken {idea.id}",
        now=now,
        but=actor.person_id,
    )


async def tell_entered(*, actor: Actor, idea: IdeaDetail, round_name: str, round_code: str, now: datetime) -> None:
    """Who follows the plan hears that it takes part in a round."""
    await tell_followers(
        of=[(Followed.PLAN, idea.id)],
        subject=wording("‘%(plan)s’ doet mee aan %(ronde)s", plan=idea.title, ronde=round_name),
        body=wording("Op de pagina van de ronde staat wanneer wat gebeurt."),
        path=f"/rondes/{round_code}",
        once=f"meedoen {idea.id} {round_code}",
        now=now,
        but=actor.person_id,
    )


async def tell_named(*, actor: Actor, idea: IdeaDetail, municipalities: Iterable[int], now: datetime) -> None:
    """Who may act for a municipality that is now named as co-submitter hears so, at most once a day, and can object.

    TooMany beyond the limit of a day.
    """
    named = sorted(municipalities)
    if named:
        await take(NAMED, actor.person_id, actor.application_id, now=now, cost=len(named))
    called = await names((idea.municipality_id, *named))
    for municipality_id in named:
        await tell_many(
            person_ids=await people_who_may(
                Act.JOIN_IDEA, (municipality_id,), today=dutch_day(now), but=actor.person_id
            ),
            kind=Kind.ASKED,
            subject=wording(
                "%(gemeente)s noemt %(andere)s als mede-indiener",
                gemeente=called[idea.municipality_id],
                andere=called[municipality_id],
            ),
            body=paragraphs(
                wording("Het gaat om het plan ‘%(plan)s’. U kunt het nu samen wijzigen.", plan=idea.title),
                wording("Klopt dit niet? Stap dan uit op de pagina van het plan."),
            ),
            path=f"/ideeen/{idea.id}",
            once=f"mede-indiener {idea.id} {municipality_id} {dutch_day(now)}",
            now=now,
        )


async def tell_conflict(*, idea: IdeaDetail, source: str, now: datetime) -> None:
    """Who may change the plan hears that its source says something else than people wrote here, once a day."""
    await tell_many(
        person_ids=await people_who_may(Act.EDIT_IDEA, (idea.municipality_id,), today=dutch_day(now)),
        kind=Kind.ASKED,
        subject=wording("%(bron)s zegt iets anders dan uw plan", bron=source),
        body=paragraphs(
            wording("Het gaat om ‘%(plan)s’. Wat u schreef, staat er nog.", plan=idea.title),
            wording("Kies op de pagina van het plan wat moet gelden."),
        ),
        path=f"/ideeen/{idea.id}",
        once=f"botsing {idea.id} {dutch_day(now)}",
        now=now,
    )
