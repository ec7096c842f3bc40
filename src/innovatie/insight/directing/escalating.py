"""Taking a step on the ladder: telling people, or noting a call, for the municipalities that VNG chose."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from innovatie.accounts.queries import people_who_may
from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.escalation import LACKS, LETTERS, OF_SEVERAL, PATHS, EscalationRung
from innovatie.domain.wording import Wording, as_written, lines, paragraphs, wording
from innovatie.infra.database import fetch_values, transaction
from innovatie.insight.directing.waiting import Waiting, waiting_in
from innovatie.insight.tables import EscalationStep
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.queries import people_of_audience
from innovatie.rounds.actions import locked
from innovatie.rounds.queries import RoundDetail


class Taken(msgspec.Struct, frozen=True):
    """For how many municipalities a step was taken, and how many messages went out."""

    municipalities: int
    people: int


async def escalate(
    *,
    actor: Actor,
    round_id: int,
    municipalities: Sequence[int],
    rung: EscalationRung,
    text: str,
    now: datetime,
    seen: int = 0,
) -> Taken:
    """Take this step for these municipalities.

    `text` goes in the message in place of the usual one, and is what was said when somebody was called. `seen` is the
    newest step that the director had before his eyes: who got this same step since then (a form that was sent twice,
    another director) is left out, as are those that reacted meanwhile. Conflict when nobody is left.
    """
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        waited_for = [one for one in await waiting_in(round_, now=now) if one.id in set(municipalities)]
        if not municipalities:
            raise Invalid({"gemeenten": "Kies ten minste één gemeente."})
        if not waited_for or round_.phase is None:
            raise Conflict("Deze gemeenten hebben intussen gereageerd. Niemand kreeg bericht.")
        if rung is EscalationRung.CALLED and not text.strip():
            raise Invalid({"tekst": "Schrijf met wie u belde en wat u afsprak."})
        chosen = [one for one in waited_for if not any(step.id > seen and step.rung is rung for step in one.steps)]
        if not chosen:
            raise Conflict("Deze stap is intussen al genomen. Niemand kreeg nog eens bericht.")
        told = await _tell(round_, chosen, rung, text.strip(), now)
        await EscalationStep.insert(
            *(
                EscalationStep(
                    round=round_id,
                    municipality=one.id,
                    phase=round_.phase.value,
                    rung=rung.value,
                    note=text.strip(),
                    told=told[one.id],
                    taken_at=now,
                    taken_by=actor.person_id,
                )
                for one in chosen
            )
        )
        taken = Taken(len(chosen), sum(told.values()))
        await record(
            actor=actor,
            act="gemeenten achterna gaan",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"stap": rung.value, "gemeenten": taken.municipalities, "mensen": taken.people},
        )
    return taken


async def _tell(
    round_: RoundDetail, chosen: Sequence[Waiting], rung: EscalationRung, text: str, now: datetime
) -> dict[int, int]:
    """Tell whom this step is for; how many people heard it, by municipality."""
    told: Counter[int] = Counter({one.id: 0 for one in chosen})
    for towns, people in await readers_of(chosen, rung, today=dutch_day(now)):
        heard = await tell_many(
            person_ids=people,
            kind=Kind.ASKED,
            subject=subject_of(round_, towns, rung),
            body=text_of(round_, towns, rung, text),
            path=path_of(round_, towns, rung),
            once=f"achterna {round_.id} {rung.value} {now.isoformat()} {towns[0].id}",
            now=now,
        )
        told.update({one.id: heard for one in towns})
    return dict(told)


async def readers_of(
    chosen: Sequence[Waiting], rung: EscalationRung, *, today: date
) -> list[tuple[tuple[Waiting, ...], list[int]]]:
    """The messages of a step: which municipalities each is about, and who gets it. Outside the municipality each
    person gets one, about all of theirs.
    """
    found = {one.id: await people_for(one.id, rung, today=today) for one in chosen}
    if rung not in OF_SEVERAL:
        return [((one,), found[one.id]) for one in chosen if found[one.id]]
    by_towns: dict[tuple[Waiting, ...], list[int]] = {}
    for person in sorted({person for people in found.values() for person in people}):
        by_towns.setdefault(tuple(one for one in chosen if person in found[one.id]), []).append(person)
    return list(by_towns.items())


def subject_of(round_: RoundDetail, towns: Sequence[Waiting], rung: EscalationRung) -> Wording:
    """To the municipality itself what it is about; to others also which municipalities."""
    if rung not in OF_SEVERAL:
        return wording("%(ronde)s: wij wachten op u", ronde=round_.name)
    if len(towns) == 1:
        return wording("%(ronde)s: wij wachten op %(gemeente)s", ronde=round_.name, gemeente=towns[0].name)
    return wording("%(ronde)s: wij wachten op %(n)s gemeenten", ronde=round_.name, n=len(towns))


def text_of(round_: RoundDetail, towns: Sequence[Waiting], rung: EscalationRung, text: str) -> Wording:
    """What the message says: `text`, or the usual words. To others it lists the municipalities and what they lack."""
    if rung not in OF_SEVERAL:
        return as_written(text) if text else letter_of(round_, towns[0])
    begin = as_written(text) if text else _TO_OTHERS[rung].filled(ronde=round_.name)
    return paragraphs(begin, lines(*map(_in_list, towns)))


def _in_list(one: Waiting) -> Wording:
    values = {"gemeente": one.name, "mist": LACKS[one.lack], "wat": one.detail}
    return Wording("- %(gemeente)s: %(mist)s (%(wat)s)" if one.detail else "- %(gemeente)s: %(mist)s", values)


def path_of(round_: RoundDetail, towns: Sequence[Waiting], rung: EscalationRung) -> str:
    """Where the reader goes on."""
    if rung is EscalationRung.DIRECTOR:
        return f"/vng/rondes/{round_.code}/wie-nog-niet"
    return f"/rondes/{round_.code}" if rung in OF_SEVERAL else PATHS[towns[0].lack].format(code=round_.code)


_TO_OTHERS = {
    EscalationRung.KRING: wording("Deze gemeenten van uw Kring reageren nog niet in %(ronde)s. Wilt u hen aanspreken?"),
    EscalationRung.DIRECTOR: wording(
        "Deze gemeenten reageren nog niet in %(ronde)s, ook niet na eerdere stappen. Beslis wat u doet."
    ),
}


def letter_of(round_: RoundDetail, one: Waiting) -> Wording:
    """The usual message to a municipality."""
    about = wording("Het gaat om: %(wat)s.", wat=one.detail) if one.detail else None
    return paragraphs(LETTERS[one.lack].filled(ronde=round_.name), about)


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
