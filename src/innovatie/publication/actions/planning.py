"""Publishing at a set time, under embargo: one director plans it, another confirms, and the press reads it before."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import SYSTEM, Act, Actor, Role
from innovatie.domain.dutch_dates import dutch_day, moment_in_words
from innovatie.domain.errors import Conflict, DomainError, Invalid, NotFound
from innovatie.domain.phases import Phase
from innovatie.domain.wording import Wording, as_written, paragraphs, wording
from innovatie.infra import outbox
from innovatie.infra.database import transaction
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.queries import other_directors, people_of_audience
from innovatie.notifications.two_directors import require_second_director
from innovatie.publication.actions.publishing import publish
from innovatie.publication.queries import Draft, PlannedPublication, draft_of, due_plans, plan_of
from innovatie.publication.tables import PublicationPlan
from innovatie.publication.texts import check_texts
from innovatie.rounds.actions import locked
from innovatie.rounds.queries import RoundDetail, round_by_id
from innovatie.voting.queries import result

SOONEST = timedelta(minutes=15)
"""A planned moment lies at least so far ahead: somebody still has to confirm it."""
LATEST = timedelta(days=366)
"""A moment further away than this is a slip of the pen."""


async def plan_publication(
    *, actor: Actor, round_id: int, publish_at: datetime, press: Sequence[str], now: datetime
) -> None:
    """Plan to publish what is prepared at this moment. Nothing happens before another director confirms it."""
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        if publish_at < now + SOONEST:
            raise Invalid({"dag": "Kies een moment dat ten minste een kwartier later is."})
        if publish_at > now + LATEST:
            raise Invalid({"dag": "Deze dag is meer dan een jaar weg. Kijk het jaartal na."})
        draft = await _ready(round_, now)
        if await plan_of(round_id) is not None:
            raise Conflict("Er staat al een moment vast. Trek dat eerst in.")
        await PublicationPlan.insert(
            PublicationPlan(
                round=round_id,
                version=draft.version,
                publish_at=publish_at,
                press="\n".join(press),
                planned_by=actor.person_id,
                planned_at=now,
            )
        )
        await tell_many(
            person_ids=await other_directors(actor, today=dutch_day(now)),
            kind=Kind.ASKED,
            subject=wording("Bevestig de bekendmaking van %(ronde)s", ronde=round_.name),
            body=wording(
                "%(naam)s plande de bekendmaking op %(moment)s. Zij gaat alleen door als een tweede regisseur"
                " bevestigt. Lees eerst de teksten.",
                naam=actor.name,
                moment=moment_in_words(publish_at),
            ),
            path=f"/vng/publicatie/{round_.code}",
            once=f"bekendmaking {round_id} {draft.version} {now.isoformat()}",
            now=now,
        )
        await record(
            actor=actor,
            act="bekendmaking plannen",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"versie": draft.version, "pers": len(press)},
        )


async def confirm_publication(*, actor: Actor, round_id: int, now: datetime, read: str | None = None) -> int:
    """The second director confirms; the press gets the texts under embargo at once. How many addresses.

    `read`: the `stand` of the texts that this director has seen; Conflict when they are others by now. Who changed
    them after the moment was planned does not confirm them: two people stand behind every word.
    """
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        plan = await _planned(round_id)
        if plan.confirmed_at is not None:
            raise Conflict("Dit moment is al bevestigd.")
        own = wording("U plande dit zelf. Een andere regisseur bevestigt.")
        await require_second_director(actor, asker=plan.planned_by, now=now, own=own)
        if plan.publish_at <= now:
            raise Conflict("Dit moment is voorbij. Trek het in en kies een nieuw moment.")
        draft = await _ready(round_, now)
        if read is not None and read != draft.stand:
            raise Conflict("De teksten zijn gewijzigd nadat u ze zag. Lees ze opnieuw en bevestig dan.")
        if draft.prepared_by == actor.person_id and draft.prepared_at > plan.planned_at:
            raise Conflict(
                "U wijzigde de teksten nadat dit moment was gepland. Trek het in en plan het zelf;"
                " uw collega bevestigt."
            )
        await PublicationPlan.update(
            {PublicationPlan.confirmed_by: actor.person_id, PublicationPlan.confirmed_at: now}
        ).where(PublicationPlan.id == plan.id)
        text = await _press_text(round_, draft, plan, now)
        subject = wording("Onder embargo: de uitslag van %(ronde)s", ronde=round_.name)
        await _tell_press(plan, round_, subject, text, key="embargo", now=now)
        await record(
            actor=actor,
            act="bekendmaking bevestigen",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"versie": plan.version, "pers": len(plan.press_list)},
        )
    return len(plan.press_list)


async def withdraw_plan(*, actor: Actor, round_id: int, now: datetime) -> None:
    """The planned moment does not go through; the press hears that if it had been told."""
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        plan = await _planned(round_id)
        await PublicationPlan.update({PublicationPlan.ended_at: now}).where(PublicationPlan.id == plan.id)
        await _take_back_from_press(plan, round_, now)
        await record(actor=actor, act="bekendmaking intrekken", object_kind="ronde", object_id=round_.code, now=now)


async def publish_due(*, now: datetime) -> list[int]:
    """Publish what two directors agreed on and whose moment has come; the numbers of the rounds.

    What cannot be published any more ends, and the directors hear why: nobody waits in vain.
    """
    published = []
    for plan in await due_plans(now=now):
        try:
            async with transaction():
                _round, at = await locked(round_id=plan.round, now=now)
                still = await plan_of(plan.round)  # a director may have taken it back while this waited
                if still is None or still.id != plan.id or still.confirmed_at is None or still.publish_at > at:
                    continue
                await PublicationPlan.update({PublicationPlan.ended_at: at}).where(PublicationPlan.id == plan.id)
                await publish(actor=SYSTEM, round_id=plan.round, now=now)
            published.append(plan.round)
        except DomainError as error:
            await _give_up(plan, error, now)
    return published


async def _give_up(plan: PlannedPublication, error: DomainError, now: datetime) -> None:
    round_ = await round_by_id(plan.round, now=now)
    async with transaction():
        await PublicationPlan.update({PublicationPlan.ended_at: now}).where(PublicationPlan.id == plan.id)
        await tell_many(
            person_ids=await _directors(now),
            kind=Kind.ASKED,
            subject=wording("De bekendmaking van %(ronde)s ging niet door", ronde=round_.name),
            body=error.message,
            path=f"/vng/publicatie/{round_.code}",
            once=f"bekendmaking mislukt {plan.id}",
            now=now,
        )
        await _take_back_from_press(plan, round_, now)  # else they publish at the moment that did not come


async def _ready(round_: RoundDetail, now: datetime) -> Draft:
    """The draft, when nothing stands in the way of publishing it. Conflict or Invalid otherwise."""
    if round_.ended_at is not None:
        raise Conflict("Deze ronde is beëindigd zonder uitslag. Er is niets bekend te maken.")
    if not round_.has_reached(Phase.RESULT):
        raise Conflict("Publiceren kan vanaf de fase uitslag. Open die eerst.")
    draft = await draft_of(round_.id)
    if draft is None:
        raise Conflict("Er is niets voorbereid om te publiceren.")
    check_texts(draft, await _chosen(round_, now))
    return draft


async def _chosen(round_: RoundDetail, now: datetime) -> dict[str, str]:
    """The title of each winner by the number of its group."""
    vote = await result(round_.code, now=now)
    if vote is None or vote.result is None:
        raise Conflict("De eindstemming is nog niet geteld. Tel eerst.")
    return {code: vote.title(code) for code in vote.result.weighted.chosen}


async def _planned(round_id: int) -> PlannedPublication:
    plan = await plan_of(round_id)
    if plan is None:
        raise NotFound("Er staat geen moment vast.")
    return plan


async def _press_text(round_: RoundDetail, draft: Draft, plan: PlannedPublication, now: datetime) -> Wording:
    until = moment_in_words(plan.publish_at)
    winners = (await _chosen(round_, now)).values()
    return paragraphs(
        wording("Onder embargo tot %(moment)s. Publiceer dit niet eerder en stuur het niet door.", moment=until),
        wording("Winnaar: %(plannen)s.", plannen=", ".join(winners) if winners else wording("geen")),
        as_written(draft.press),
        as_written(draft.decision),
        wording(
            "Vanaf dat moment staat alles openbaar op de pagina hieronder, met de stemmen en het pakket om na te"
            " tellen."
        ),
    )


async def _tell_press(
    plan: PlannedPublication, round_: RoundDetail, subject: Wording, text: Wording, *, key: str, now: datetime
) -> None:
    for address in plan.press_list:
        details = {
            "naam": wording("redactie"),
            "onderwerp": subject,
            "tekst": text,
            "pad": f"/rondes/{round_.code}/uitslag",
        }
        await outbox.put(
            kind="bericht", address=address, details=details, now=now, once=f"pers {plan.id} {key} {address}"
        )


async def _take_back_from_press(plan: PlannedPublication, round_: RoundDetail, now: datetime) -> None:
    """Who got the texts under embargo hears that the moment does not go through."""
    if plan.confirmed_at is None:
        return
    text = paragraphs(
        wording(
            "De uitslag van %(ronde)s wordt niet bekendgemaakt op %(moment)s.",
            ronde=round_.name,
            moment=moment_in_words(plan.publish_at),
        ),
        wording("Wat u kreeg, mag u niet gebruiken. U hoort het nieuwe moment."),
    )
    subject = wording("Ingetrokken: de uitslag van %(ronde)s", ronde=round_.name)
    await _tell_press(plan, round_, subject, text, key="ingetrokken", now=now)


async def _directors(now: datetime) -> list[int]:
    return await people_of_audience(Role.VNG_DIRECTOR.value, today=dutch_day(now))
