"""Judging the entries of a round: accepted, asked back, excluded with a reason; and appealing against that."""

from datetime import datetime

from innovatie.accounts.queries import people_who_may
from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.admission import (
    APPEAL_WITHIN,
    JUDGED_IN,
    OUT,
    Verdict,
    choices_after,
    may_appeal,
    needs_reason,
)
from innovatie.domain.authority import Act, Actor, Role
from innovatie.domain.dutch_dates import day_in_words, dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.slugs import numbered
from innovatie.domain.wording import as_written, paragraphs, wording
from innovatie.ideas.queries import IdeaDetail
from innovatie.ideas.queries.admission import excluded_by, last_decision, of_a_contestant
from innovatie.ideas.records import locked, require_owner
from innovatie.ideas.tables import EntryDecision, Idea
from innovatie.infra.database import transaction
from innovatie.infra.retrying import retried
from innovatie.municipalities.queries import successor_of
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.queries import people_of_audience
from innovatie.rounds.actions import during
from innovatie.rounds.queries import RoundDetail


@retried
async def judge_entry(
    *, actor: Actor, idea_id: int, round_id: int, verdict: Verdict, reason: str, note: str, now: datetime
) -> None:
    """Decide about an entry. The municipality reads `reason`; `note` is for VNG alone.

    An excluded plan takes no part from now on; one that is restored does again. Conflict when the round is past it;
    NotAllowed for who excluded a plan and turns the appeal against that down, and for who works for a municipality
    that takes part: they would judge their own plan, or its rivals.
    """
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await during(round_id=round_id, now=now)
        idea = await locked(idea_id)
        last = await last_decision(idea_id, round_id)
        if round_.phase not in JUDGED_IN or round_.ended_at is not None:
            raise Conflict("Toelaten kan tot de groepen van de ronde vaststaan.")
        if last is None and idea.round_id != round_id:
            raise Conflict("Dit plan doet niet mee aan deze ronde.")
        if verdict not in choices_after(last.verdict if last else None):
            raise Conflict("Iemand anders besliste intussen over dit plan. Kijk eerst wat.")
        if verdict is Verdict.UPHELD and actor.person_id == await excluded_by(idea_id, round_id):
            raise NotAllowed("U sloot dit plan zelf uit. Een andere regisseur wijst het bezwaar af, of niet.")
        if await of_a_contestant(actor.municipalities(), round_id):
            raise NotAllowed("U werkt ook voor een gemeente die aan deze ronde meedoet. Een andere regisseur beslist.")
        if needs_reason(verdict) and not reason.strip():
            raise Invalid({"reden": "Schrijf waarom. De gemeente leest dit."})
        if verdict is Verdict.RESTORED and idea.round_id not in {None, round_id}:
            raise Conflict("Dit plan doet intussen mee aan een andere ronde.")
        await EntryDecision.insert(
            EntryDecision(
                idea=idea_id,
                round=round_id,
                verdict=verdict.value,
                reason=reason.strip(),
                note=note.strip(),
                at=now,
                by=actor.person_id,
            )
        )
        if verdict is Verdict.EXCLUDED:
            await Idea.update({Idea.round: None}).where(Idea.id == idea_id)
        if verdict is Verdict.RESTORED:
            await Idea.update({Idea.round: round_id}).where(Idea.id == idea_id)
        if verdict is not Verdict.ADMITTED:
            await _tell_municipality(idea, round_, verdict, reason.strip(), now)
        await record(
            actor=actor,
            act="inzending beoordelen",
            object_kind="idee",
            object_id=idea_id,
            now=now,
            details={"ronde": round_.code, "besluit": verdict.value},
        )


@retried
async def appeal(*, actor: Actor, idea_id: int, round_id: int, reason: str, now: datetime) -> None:
    """The municipality disagrees with its exclusion; VNG decides again. Conflict when it is too late."""
    async with transaction():
        round_, now = await during(round_id=round_id, now=now)
        idea = await locked(idea_id)
        acting = await require_owner(actor, idea, Act.EDIT_IDEA, now)
        last = await last_decision(idea_id, round_id)
        if last is None or not may_appeal(last.verdict, last.at, now):
            raise Conflict("Bezwaar maken kan niet (meer).")
        if not reason.strip():
            raise Invalid({"bezwaar": "Schrijf waarom uw plan wel mee zou moeten doen."})
        if round_.phase not in JUDGED_IN or round_.ended_at is not None:
            raise Conflict(
                "Het beoordelen van deze ronde is begonnen of zij is beëindigd. Bezwaar maken kan niet meer."
            )
        await EntryDecision.insert(
            EntryDecision(
                idea=idea_id,
                round=round_id,
                verdict=Verdict.APPEALED.value,
                reason=reason.strip(),
                at=now,
                by=actor.person_id,
            )
        )
        await tell_many(
            person_ids=await people_of_audience(Role.VNG_DIRECTOR.value, today=dutch_day(now)),
            kind=Kind.ASKED,
            subject=wording("Bezwaar: ‘%(plan)s’ in %(ronde)s", plan=idea.title, ronde=round_.name),
            body=as_written(reason.strip()),
            path=f"/vng/rondes/{round_.code}/inzendingen",
            once=f"bezwaar {idea_id} {round_id} {now.isoformat()}",
            now=now,
        )
        await record(
            actor=actor,
            act="bezwaar maken",
            object_kind="idee",
            object_id=idea_id,
            on_behalf_of=acting,
            now=now,
            details={"ronde": round_.code},
        )


async def require_not_excluded(*, idea_id: int, round_id: int) -> None:
    """Conflict when VNG excluded this plan from this round."""
    last = await last_decision(idea_id, round_id)
    if last is not None and last.verdict in OUT:
        raise Conflict("VNG sloot dit plan uit van deze ronde. In uw berichten staat waarom, en hoe u bezwaar maakt.")


_SUBJECTS = {
    Verdict.ASKED_BACK: wording("Een vraag over uw plan ‘%(plan)s’"),
    Verdict.EXCLUDED: wording("Uw plan ‘%(plan)s’ doet niet mee aan %(ronde)s"),
    Verdict.RESTORED: wording("Uw plan ‘%(plan)s’ doet weer mee aan %(ronde)s"),
    Verdict.UPHELD: wording("Uw bezwaar over ‘%(plan)s’ is afgewezen"),
}


async def _tell_municipality(
    idea: IdeaDetail, round_: RoundDetail, verdict: Verdict, reason: str, now: datetime
) -> None:
    town = await successor_of(idea.municipality_id, day=dutch_day(now))
    appeal = wording(
        "Bent u het er niet mee eens? Maak bezwaar tot en met %(dag)s. Dit kan tot het beoordelen van de ronde begint.",
        dag=day_in_words(now + APPEAL_WITHIN),
    )
    await tell_many(
        person_ids=await people_who_may(Act.EDIT_IDEA, [town], today=dutch_day(now)),
        kind=Kind.ASKED,
        subject=_SUBJECTS[verdict].filled(plan=idea.title, ronde=round_.name),
        body=paragraphs(as_written(reason), appeal if verdict is Verdict.EXCLUDED else None),
        path=f"/ideeen/{numbered(idea.id, idea.title)}/toelating",
        once=f"toelating {idea.id} {round_.id} {verdict.value} {now.isoformat()}",
        now=now,
    )
