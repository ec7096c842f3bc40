"""Taking a step on the ladder: telling people, or noting a call, for the municipalities that VNG chose."""

from collections.abc import Sequence
from datetime import date, datetime

from innovatie.accounts.queries import people_who_may
from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.escalation import LETTERS, PATHS, EscalationRung
from innovatie.infra.database import fetch_values, transaction
from innovatie.insight.directing.waiting import Waiting, waiting_in
from innovatie.insight.tables import EscalationStep
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.queries import people_of_audience
from innovatie.rounds.queries import RoundDetail, round_by_id


async def escalate(
    *, actor: Actor, round_id: int, municipalities: Sequence[int], rung: EscalationRung, text: str, now: datetime
) -> int:
    """Take this step for these municipalities; how many people were told.

    `text` goes in the message in place of the usual one, and is what was said when somebody was called. Conflict when
    none of them is waited for any more; those that reacted meanwhile are left out.
    """
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_ = await round_by_id(round_id, now=now)
        chosen = [one for one in await waiting_in(round_, now=now) if one.id in set(municipalities)]
        if not municipalities:
            raise Invalid({"gemeenten": "Kies ten minste één gemeente."})
        if not chosen or round_.phase is None:
            raise Conflict("Deze gemeenten hebben intussen gereageerd. Niemand kreeg bericht.")
        if rung is EscalationRung.CALLED and not text.strip():
            raise Invalid({"tekst": "Schrijf met wie u belde en wat u afsprak."})
        whole = 0
        for one in chosen:
            told = await _tell(round_, one, rung, text.strip(), now)
            whole += told
            await EscalationStep.insert(
                EscalationStep(
                    round=round_id,
                    municipality=one.id,
                    phase=round_.phase.value,
                    rung=rung.value,
                    note=text.strip(),
                    told=told,
                    taken_at=now,
                    taken_by=actor.person_id,
                )
            )
        await record(
            actor=actor,
            act="gemeenten achterna gaan",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"stap": rung.value, "gemeenten": len(chosen), "mensen": whole},
        )
    return whole


async def _tell(round_: RoundDetail, one: Waiting, rung: EscalationRung, text: str, now: datetime) -> int:
    people = await people_for(one.id, rung, today=dutch_day(now))
    return await tell_many(
        person_ids=people,
        kind=Kind.ASKED,
        subject=subject_of(round_, one, rung),
        body=text or letter_of(round_, one),
        path=PATHS[one.lack].format(code=round_.code),
        once=f"achterna {round_.id} {one.id} {rung.value} {now.isoformat()}",
        now=now,
    )


def subject_of(round_: RoundDetail, one: Waiting, rung: EscalationRung) -> str:
    """To the municipality itself what it is about; to others also which municipality."""
    about = f"{round_.name}: wij wachten op "
    return about + ("u" if rung in {EscalationRung.REMINDER, EscalationRung.SECOND_CONTACT} else one.name)


def letter_of(round_: RoundDetail, one: Waiting) -> str:
    """The usual message."""
    letter = LETTERS[one.lack].format(ronde=round_.name)
    return f"{letter}\n\nHet gaat om: {one.detail}." if one.detail else letter


async def people_for(municipality: int, rung: EscalationRung, *, today: date) -> list[int]:
    """Who is told at this step; nobody for a call."""
    match rung:
        case EscalationRung.CALLED:
            return []
        case EscalationRung.DIRECTOR:
            return await people_of_audience(Role.VNG_DIRECTOR.value, today=today)
        case EscalationRung.KRING:
            return await fetch_values(
                int,
                "SELECT DISTINCT h.person FROM role_grant h JOIN partnership k ON k.id = h.partnership"
                " JOIN partnership_member m ON m.partnership = k.id JOIN person p ON p.id = h.person AND p.active"
                " WHERE k.kind = 'kring' AND m.municipality = $1 AND m.starts <= $2"
                " AND (m.ends IS NULL OR m.ends >= $2)"
                " AND h.revoked_at IS NULL AND h.starts <= $2 AND (h.ends IS NULL OR h.ends >= $2) ORDER BY h.person",
                municipality,
                today,
            )
        case EscalationRung.SECOND_CONTACT:
            return await people_who_may(Act.NAME_VOTER, [municipality], today=today)
        case EscalationRung.REMINDER:
            return await people_who_may(Act.POST_IDEA, [municipality], today=today)
