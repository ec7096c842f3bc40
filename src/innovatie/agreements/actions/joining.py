"""Parties of an agreement: who joins, who signed for whom and when, who leaves."""

from datetime import date, datetime

import msgspec

from innovatie.accounts.queries import people_who_may
from innovatie.agreements.actions.notifications import tell_role
from innovatie.agreements.actions.recording import lock, note
from innovatie.agreements.queries import Agreement, Party, agreement, heirs, parties, party, signatures, tasks
from innovatie.agreements.rights import arranges, keeper, keeping_towns
from innovatie.agreements.tables import AgreementParty, AgreementSignature
from innovatie.domain.agreement_words import PartyRole
from innovatie.domain.agreements import months_after
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import day_in_words, dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.wording import counted, wording
from innovatie.infra.database import transaction
from innovatie.infra.moments import moment
from innovatie.municipalities.queries import municipality, successor_of
from innovatie.municipalities.queries import partnership as partnership_of
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind

MOST_PARTIES = 400
"""More than there are municipalities."""


class Who(msgspec.Struct, frozen=True):
    """One of the three: a municipality, a partnership, or the name of another organisation."""

    town: int | None = None
    partnership: int | None = None
    organisation: str | None = None


async def add_party(
    *, actor: Actor, number: int, who: Who, role: PartyRole, joined_on: date | None = None, now: datetime
) -> int:
    """Somebody becomes a party from `joined_on` (None: from the beginning); its number. Conflict when it is one."""
    async with transaction():
        await lock(number=number)
        found = await agreement(number)
        keeps = await keeper(actor=actor, found=found, today=dutch_day(now))
        await _check_who(who, dutch_day(now))
        present = await parties(number)
        if len(present) >= MOST_PARTIES:
            raise Conflict("Er kunnen geen partijen meer bij.")
        if any(one.leaves_on is None and _same(one, who) for one in present):
            raise Conflict("Deze partij staat al in de overeenkomst.")
        begin = joined_on or found.starts_on
        if found.ends_on is not None and begin > found.ends_on:
            raise Invalid({"vanaf": "Deze dag ligt na het einde van de overeenkomst."})
        made = AgreementParty(
            agreement=number,
            role=role.value,
            town=who.town,
            partnership=who.partnership,
            organisation=who.organisation,
            joined_on=begin,
        )
        await made.save()
        details = {"partij": made.id}
        await note(actor=actor, found=found, act=wording("partij toevoegen"), town=keeps, now=now, details=details)
    return int(made.id)


async def remove_party(*, actor: Actor, number: int, party_id: int, now: datetime) -> None:
    """Take out a party that was added by mistake. One that signed or does a task leaves instead."""
    async with transaction():
        await lock(number=number)
        found = await agreement(number)
        keeps = await keeper(actor=actor, found=found, today=dutch_day(now))
        await party(number, party_id)
        if any(one.party == party_id for one in await signatures(number)):
            raise Conflict("Deze partij heeft getekend. Leg vast dat zij vertrekt.")
        if any(party_id in (one.done_by, one.successor) for one in await tasks(number)):
            raise Conflict("Deze partij heeft een taak. Geef die eerst aan een ander.")
        await AgreementParty.update({AgreementParty.removed_at: now}).where(AgreementParty.id == party_id)
        details = {"partij": party_id}
        await note(actor=actor, found=found, act=wording("partij weghalen"), town=keeps, now=now, details=details)


async def note_signature(
    *, actor: Actor, number: int, party_id: int, signer: str, capacity: str, signed_on: date, now: datetime
) -> int:
    """That somebody signed for a party on a day; its number. Only parties see who it was."""
    today = dutch_day(now)
    if not signer.strip():
        raise Invalid({"naam": "Schrijf wie tekende."})
    if signed_on > today:
        raise Invalid({"getekend_op": "Deze dag is nog niet geweest."})
    async with transaction():
        await lock(number=number)
        found = await agreement(number)
        keeps = await keeper(actor=actor, found=found, today=today)
        await party(number, party_id)
        made = AgreementSignature(
            party=party_id,
            signer=signer.strip(),
            capacity=capacity.strip(),
            signed_on=signed_on,
            noted_at=now,
            noted_by=actor.person_id,
        )
        await made.save()
        details = {"partij": party_id, "handtekening": made.id}
        await note(actor=actor, found=found, act=wording("handtekening noteren"), town=keeps, now=now, details=details)
    return int(made.id)


async def take_back_signature(*, actor: Actor, number: int, signature: int, now: datetime) -> None:
    """It was noted by mistake. NotFound when this agreement has no such signature."""
    async with transaction():
        await lock(number=number)
        found = await agreement(number)
        keeps = await keeper(actor=actor, found=found, today=dutch_day(now))
        if all(one.id != signature for one in await signatures(number)):
            raise NotFound("Deze handtekening staat niet (meer) in de overeenkomst.")
        await AgreementSignature.update(
            {AgreementSignature.taken_back_at: now, AgreementSignature.taken_back_by: actor.person_id}
        ).where(AgreementSignature.id == signature)
        details = {"handtekening": signature}
        await note(
            actor=actor, found=found, act=wording("handtekening terugnemen"), town=keeps, now=now, details=details
        )


async def leave(
    *,
    actor: Actor,
    number: int,
    party_id: int,
    notice_on: date,
    leaves_on: date,
    reason: str = "",
    agreed: bool = False,
    now: datetime,
) -> None:
    """A party leaves after its last day. By who keeps the agreement, or by the party itself.

    `agreed`: all parties are content with an earlier day than the period of notice gives. Invalid otherwise. The
    people of the party and of who keeps the agreement hear of it, with the list of what must be arranged.
    """
    today = dutch_day(now)
    async with transaction():
        await lock(number=number)
        found = await agreement(number)
        one = await party(number, party_id)
        keeps = await _keeper_or_party(actor, found, one, today)
        if one.leaves_on is not None:
            raise Conflict("Van deze partij is al vastgelegd dat zij vertrekt.")
        _check_leaving(found, one, notice_on=notice_on, leaves_on=leaves_on, agreed=agreed, today=today)
        await AgreementParty.update(
            {
                AgreementParty.notice_on: notice_on,
                AgreementParty.leaves_on: leaves_on,
                AgreementParty.reason: reason.strip(),
            }
        ).where(AgreementParty.id == party_id)
        details = {"partij": party_id, "laatste_dag": leaves_on.isoformat()}
        await note(actor=actor, found=found, act=wording("vertrek vastleggen"), town=keeps, now=now, details=details)
        await _tell_leaving(found, one, leaves_on, now)


async def stay(*, actor: Actor, number: int, party_id: int, now: datetime) -> None:
    """A party does not leave after all. Conflict when its last day has passed."""
    async with transaction():
        await lock(number=number)
        now = await moment(now)
        today = dutch_day(now)
        found = await agreement(number)
        one = await party(number, party_id)
        keeps = await _keeper_or_party(actor, found, one, today)
        if one.leaves_on is None or one.has_left(today):
            raise Conflict("Deze partij vertrekt niet, of is al weg.")
        await AgreementParty.update(
            {AgreementParty.notice_on: None, AgreementParty.leaves_on: None, AgreementParty.reason: ""}
        ).where(AgreementParty.id == party_id)
        details = {"partij": party_id}
        await note(actor=actor, found=found, act=wording("vertrek intrekken"), town=keeps, now=now, details=details)


async def hand_over(*, actor: Actor, number: int, party_id: int, heir: int, now: datetime) -> None:
    """The party `heir` has the role of a party that leaves from now on: by who keeps the agreement, or by the party
    itself while it is asked to arrange that. Invalid when `heir` is none of `queries.heirs`.
    """
    async with transaction():
        await lock(number=number)
        now = await moment(now)
        found = await agreement(number)
        keeps = await _keeper_or_party(actor, found, leaver := await party(number, party_id), dutch_day(now))
        if leaver.leaves_on is None:
            raise Conflict("Leg eerst vast dat deze partij vertrekt.")
        to = next((one for one in heirs(leaver, await parties(number)) if one.id == heir), None)
        if to is None:
            raise Invalid({"opvolger": "Kies een gemeente van de overeenkomst die blijft."})
        await AgreementParty.update({AgreementParty.role: leaver.role.value}).where(AgreementParty.id == heir)
        details = {"van": party_id, "naar": heir}
        await note(actor=actor, found=found, act=wording("rol overdragen"), town=keeps, now=now, details=details)
        await tell_role(found=found, heir=to, leaver=leaver, by=actor, now=now)


async def _keeper_or_party(actor: Actor, found: Agreement, one: Party, today: date) -> int | None:
    if await arranges(actor=actor, party=one, today=today):
        return await successor_of(one.town, day=today) if one.town is not None else None
    return await keeper(actor=actor, found=found, today=today)


def _check_leaving(
    found: Agreement, one: Party, *, notice_on: date, leaves_on: date, agreed: bool, today: date
) -> None:
    earliest = months_after(notice_on, found.notice_months)
    if notice_on > today:
        raise Invalid({"opgezegd_op": "Deze dag is nog niet geweest."})
    if leaves_on < one.joined_on:
        raise Invalid({"laatste_dag": "Deze dag ligt voor het begin van de deelname."})
    if leaves_on < notice_on:
        raise Invalid({"laatste_dag": "Deze dag ligt voor de dag van de opzegging."})
    if found.ends_on is not None and leaves_on > found.ends_on:
        raise Invalid({"laatste_dag": "De overeenkomst loopt dan niet meer. Kies een eerdere dag."})
    if leaves_on < earliest and not agreed:
        first, months = day_in_words(earliest), found.notice_months
        said = counted(
            wording(
                "De opzegtermijn is 1 maand: het kan vanaf %(dag)s. Eerder mag als alle partijen dat goed vinden.",
                dag=first,
            ),
            wording(
                "De opzegtermijn is %(n)s maanden: het kan vanaf %(dag)s."
                " Eerder mag als alle partijen dat goed vinden.",
                n=months,
                dag=first,
            ),
            months,
        )
        raise Invalid({"laatste_dag": said})


async def _tell_leaving(found: Agreement, one: Party, leaves_on: date, now: datetime) -> None:
    today = dutch_day(now)
    towns = await keeping_towns(found, today=today)
    if one.town is not None:
        towns.append(await successor_of(one.town, day=today))
    await tell_many(
        person_ids=await people_who_may(Act.KEEP_AGREEMENT, towns, today=today),
        kind=Kind.ASKED,
        subject=wording("%(partij)s vertrekt uit ‘%(titel)s’", partij=one.name, titel=found.title),
        body=wording(
            "De laatste dag is %(dag)s. Bekijk de lijst van wat er voor die dag geregeld moet zijn: welke taken gaan"
            " over, en naar wie?",
            dag=day_in_words(leaves_on),
        ),
        path=f"{found.base}/partijen/{one.id}/regelen",
        once=f"vertrek {one.id} {leaves_on}",
        now=now,
    )


def _same(one: Party, who: Who) -> bool:
    if who.organisation is not None:
        return one.town is None and one.partnership is None and one.name.casefold() == who.organisation.casefold()
    return (one.town, one.partnership) == (who.town, who.partnership)


async def _check_who(who: Who, today: date) -> None:
    given = [one for one in (who.town, who.partnership, who.organisation) if one]
    if len(given) != 1:
        raise Invalid({"wie": "Kies één partij: een gemeente, een samenwerkingsverband of een organisatie."})
    if who.town is not None:
        await municipality(who.town, day=today)
    if who.partnership is not None:
        await partnership_of(who.partnership, day=today)
