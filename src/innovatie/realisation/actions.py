"""Keeping the plan of realisation: its milestones, who has which role, and its risks."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.vocabulary import MilestoneState, RealisationRole, RiskSize
from innovatie.grouping.queries import municipalities_of
from innovatie.infra.database import execute, fetch_one_value, transaction
from innovatie.realisation.notifications import tell_owner, tell_rest_is_done, tell_step
from innovatie.realisation.queries import milestone, owners, standing, winner_number
from innovatie.realisation.queries import parts as present_parts
from innovatie.realisation.rights import keeper
from innovatie.realisation.tables import RealisationMilestone, RealisationPart, RealisationRisk


class MilestoneText(msgspec.Struct, frozen=True):
    """What is said of a milestone. `expected_on` None: as promised. `person` is somebody of `town`."""

    title: str
    starts_on: date
    promised_on: date
    expected_on: date | None = None
    state: MilestoneState = MilestoneState.PLANNED
    done_on: date | None = None
    town: int | None = None
    organisation: str = ""
    person: int | None = None
    note: str = ""
    evidence: str = ""
    evidence_url: str = ""


async def _one_at_a_time(group_id: int) -> None:
    """Writers of one plan come one after the other: who finishes the last milestone sees that the others are done."""
    await execute("SELECT pg_advisory_xact_lock(4303, $1)", group_id)


async def add_milestone(*, actor: Actor, group_id: int, text: MilestoneText, now: datetime) -> int:
    """A new milestone of this winner; its number. The day in it is the promise, which stays."""
    async with transaction():
        winner = await winner_number(group_id)
        town = await keeper(actor=actor, group_id=group_id)
        await _one_at_a_time(group_id)
        await _check(group_id, text, promised_on=text.promised_on, now=now)
        made = RealisationMilestone(
            winner=winner,
            title=text.title,
            starts_on=text.starts_on,
            promised_on=text.promised_on,
            expected_on=text.expected_on or text.promised_on,
            state=text.state.value,
            done_on=text.done_on,
            town=text.town,
            organisation=text.organisation,
            person=text.person,
            note=text.note,
            evidence=text.evidence,
            evidence_url=text.evidence_url,
            changed_at=now,
            changed_by=actor.person_id,
        )
        await made.save()
        await record(
            actor=actor,
            act="mijlpaal plannen",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=town,
            details={"mijlpaal": made.id},
            now=now,
        )
        await tell_step(group_id=group_id, number=made.id, before=None, by=actor, now=now)
        await tell_owner(group_id=group_id, number=made.id, by=actor, now=now)
    return made.id


async def change_milestone(
    *, actor: Actor, group_id: int, number: int, version: int, text: MilestoneText, now: datetime
) -> None:
    """Bring a milestone up to date; the promised day in `text` is not looked at: a promise stays.

    `version` is what the writer saw. Conflict when somebody changed it meanwhile.
    """
    async with transaction():
        town = await keeper(actor=actor, group_id=group_id)
        await _one_at_a_time(group_id)
        before = await milestone(group_id, number)
        await _check(group_id, text, promised_on=before.promised_on, now=now)
        changed = await (
            RealisationMilestone.update(
                {
                    RealisationMilestone.version: version + 1,
                    RealisationMilestone.title: text.title,
                    RealisationMilestone.starts_on: text.starts_on,
                    RealisationMilestone.expected_on: text.expected_on or before.promised_on,
                    RealisationMilestone.state: text.state.value,
                    RealisationMilestone.done_on: text.done_on,
                    RealisationMilestone.town: text.town,
                    RealisationMilestone.organisation: text.organisation,
                    RealisationMilestone.person: text.person,
                    RealisationMilestone.note: text.note,
                    RealisationMilestone.evidence: text.evidence,
                    RealisationMilestone.evidence_url: text.evidence_url,
                    RealisationMilestone.changed_at: now,
                    RealisationMilestone.changed_by: actor.person_id,
                }
            )
            .where(RealisationMilestone.id == number, RealisationMilestone.version == version)
            .returning(RealisationMilestone.id)
        )
        if not changed:
            raise Conflict("Iemand anders werkte deze mijlpaal intussen bij. Vergelijk, en bewaar dan opnieuw.")
        await record(
            actor=actor,
            act="mijlpaal bijwerken",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=town,
            details={"mijlpaal": number, "stand": text.state.value},
            now=now,
        )
        await tell_step(group_id=group_id, number=number, before=before.state, by=actor, now=now)
        if (before.town, before.person) != (text.town, text.person):
            await tell_owner(group_id=group_id, number=number, by=actor, now=now)


async def remove_milestone(*, actor: Actor, group_id: int, number: int, now: datetime) -> None:
    """Take a milestone that was a mistake out of the plan. Conflict once it is a promise: it was done, brought up to
    date, or has stood there for a week. What does not go on is said with its reason instead.
    """
    async with transaction():
        town = await keeper(actor=actor, group_id=group_id)
        await _one_at_a_time(group_id)
        refusal = (await milestone(group_id, number)).why_it_stays(dutch_day(now))
        if refusal is not None:
            raise Conflict(refusal)
        await RealisationMilestone.update({RealisationMilestone.removed_at: now}).where(
            RealisationMilestone.id == number
        )
        await record(
            actor=actor,
            act="mijlpaal weghalen",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=town,
            details={"mijlpaal": number},
            now=now,
        )
        await tell_rest_is_done(group_id=group_id, by=actor, now=now)


async def set_parts(
    *,
    actor: Actor,
    group_id: int,
    parts: Mapping[RealisationRole, tuple[str, str, str]],
    now: datetime,
    seen: str | None = None,
) -> None:
    """Who has which role: (name, organisation, contact) for each. A role that is not named stays as it is.

    `seen`: the `standing` of the roles that the writer began with; Conflict when somebody kept others since.
    """
    async with transaction():
        winner = await winner_number(group_id)
        town = await keeper(actor=actor, group_id=group_id)
        await fetch_one_value(
            int, "SELECT 1 FROM winner WHERE id = $1 FOR UPDATE", winner
        )  # writers come one after the other
        if seen is not None and seen != standing(await present_parts(group_id)):
            raise Conflict("Iemand anders bewaarde intussen andere rollen. Vergelijk, en bewaar dan opnieuw.")
        for role, (name, organisation, contact) in parts.items():
            row = RealisationPart(
                winner=winner,
                role=role.value,
                name=name,
                organisation=organisation,
                contact=contact,
                set_at=now,
                set_by=actor.person_id,
            )
            await RealisationPart.insert(row).on_conflict(
                target=(RealisationPart.winner, RealisationPart.role),
                action="DO UPDATE",
                values=[
                    RealisationPart.name,
                    RealisationPart.organisation,
                    RealisationPart.contact,
                    RealisationPart.set_at,
                    RealisationPart.set_by,
                ],
            )
        await record(
            actor=actor,
            act="rollen van realisatie vastleggen",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=town,
            now=now,
        )


async def add_risk(
    *, actor: Actor, group_id: int, title: str, measure: str, chance: RiskSize, harm: RiskSize, now: datetime
) -> int:
    """Note a risk and what is done about it; its number."""
    if not title.strip():
        raise Invalid({"risico": "Schrijf wat er mis kan gaan."})
    async with transaction():
        winner = await winner_number(group_id)
        town = await keeper(actor=actor, group_id=group_id)
        made = RealisationRisk(
            winner=winner,
            title=title.strip(),
            measure=measure.strip(),
            chance=chance.value,
            harm=harm.value,
            added_at=now,
            added_by=actor.person_id,
        )
        await made.save()
        await record(
            actor=actor,
            act="risico noteren",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=town,
            details={"risico": made.id},
            now=now,
        )
    return made.id


async def close_risk(*, actor: Actor, group_id: int, number: int, now: datetime) -> None:
    """The risk is past. NotFound when there is no open one with this number."""
    async with transaction():
        winner = await winner_number(group_id)
        town = await keeper(actor=actor, group_id=group_id)
        closed = await (
            RealisationRisk.update({RealisationRisk.closed_at: now, RealisationRisk.closed_by: actor.person_id})
            .where(RealisationRisk.id == number, RealisationRisk.winner == winner, RealisationRisk.closed_at.is_null())
            .returning(RealisationRisk.id)
        )
        if not closed:
            raise NotFound("Dit risico is er niet (meer).")
        await record(
            actor=actor,
            act="risico afsluiten",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=town,
            details={"risico": number},
            now=now,
        )


async def _check(group_id: int, text: MilestoneText, *, promised_on: date, now: datetime) -> None:
    """Raises Invalid with everything that does not hold together."""
    today = dutch_day(now)
    wrong = _wrong_days(text, promised_on=promised_on, today=today)
    towns = [town.id for town in await municipalities_of(group_id)]
    if (text.town is None) == (not text.organisation):
        wrong["eigenaar"] = "Kies één eigenaar: een gemeente, of de naam van een andere organisatie."
    elif text.town is not None and text.town not in towns:
        wrong["eigenaar"] = "Deze gemeente doet niet mee aan het plan."
    if text.person is not None and all(
        (one.id, one.town) != (text.person, text.town) for one in await owners(towns, today=today)
    ):
        wrong["persoon"] = "Kies iemand van de gemeente die eigenaar is."
    if wrong:
        raise Invalid(wrong)


def _wrong_days(text: MilestoneText, *, promised_on: date, today: date) -> dict[str, str]:
    """What is wrong with days and state, by field. Who is later than promised says why; what is done is shown."""
    wrong: dict[str, str] = {}
    expected = text.expected_on or promised_on
    is_done = text.state is MilestoneState.DONE
    if promised_on < text.starts_on:
        wrong["begin"] = "Het begin ligt na de beloofde dag."
    elif expected < text.starts_on:
        wrong["verwacht"] = "Deze dag ligt voor het begin."
    if not text.note and text.state is MilestoneState.DROPPED:
        wrong["toelichting"] = "Schrijf waarom dit niet doorgaat. Iedereen kan dat lezen."
    elif not text.note and expected > promised_on and not is_done:
        wrong["toelichting"] = "Schrijf waarom het later wordt. Iedereen kan dat lezen."
    if is_done and (text.done_on is None or not text.starts_on <= text.done_on <= today):
        wrong["klaar_op"] = "Vul de dag in waarop het klaar was: na het begin, en vandaag of eerder."
    elif not is_done and text.done_on is not None:
        wrong["klaar_op"] = "Vul deze dag alleen in als de mijlpaal klaar is."
    if is_done and not (text.evidence or text.evidence_url):
        wrong["bewijs"] = "Schrijf waaraan iedereen ziet dat dit klaar is, of geef een link."
    return wrong
