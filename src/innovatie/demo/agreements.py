"""An agreement about each winner of the demo that is followed: its makers, a company, tasks with who takes over."""

from datetime import datetime, timedelta

import msgspec

from innovatie.agreements import actions
from innovatie.agreements.actions import AgreementText, TaskText, Who
from innovatie.demo import people
from innovatie.domain.agreement_words import AgreementKind, PartyRole
from innovatie.domain.dutch_dates import dutch_day
from innovatie.grouping.queries import municipalities_of
from innovatie.infra.database import fetch_as

MOST = 6
"""Municipalities that are party, beside the one that keeps the agreement."""
TASKS = (
    ("Servers en updates", "De code en de inrichting gaan mee; reken op vier weken."),
    ("Vragen van gemeenten beantwoorden", ""),
)


class _Won(msgspec.Struct, frozen=True):
    id: int
    title: str
    group: int
    maker: int


async def load(*, now: datetime) -> None:
    """With the municipality that made the winner as penvoerder. The newest one ends soon."""
    rows = await fetch_as(
        _Won,
        'SELECT id, title, grp AS "group", maker FROM solution WHERE is_winner AND grp IS NOT NULL'
        " AND maker IS NOT NULL ORDER BY id DESC",
    )
    for place, won in enumerate(rows):
        await _agreement(won, ends_in=timedelta(days=200 if place == 0 else 900), now=now)


async def _agreement(won: _Won, *, ends_in: timedelta, now: datetime) -> None:
    today = dutch_day(now)
    keeper = await people.civil_servant_of(won.maker, today=today)
    begin = today - timedelta(days=300)
    text = AgreementText(
        kind=AgreementKind.COVENANT,
        title=f"Samen beheren: {won.title}"[:160],
        starts_on=begin,
        ends_on=today + ends_in,
        notice_months=6,
        about="De partijen betalen samen het beheer, naar aantal inwoners, en beslissen elk half jaar wat verandert.",
    )
    number = await actions.make_agreement(actor=keeper, text=text, solution=won.id, partnership=None, now=now)
    others = [town.id for town in await municipalities_of(won.group) if town.id != won.maker][:MOST]
    whos = [(Who(town=won.maker), PartyRole.SECRETARY), *((Who(town=one), PartyRole.MEMBER) for one in others)]
    whos.append((Who(organisation="Leverancier na openbare aanbesteding"), PartyRole.CONTRACTOR))
    parties = [await actions.add_party(actor=keeper, number=number, who=who, role=role, now=now) for who, role in whos]
    for party in parties[: len(others) or None]:
        await actions.note_signature(
            actor=keeper,
            number=number,
            party_id=party,
            signer="De burgemeester",
            capacity="",
            signed_on=begin,
            now=now,
        )
    for (title, handover), done_by in zip(TASKS, parties, strict=False):
        heir = next((one for one in parties if one != done_by), None) if handover else None
        await actions.add_task(actor=keeper, number=number, text=TaskText(title, done_by, heir, handover), now=now)
    if len(parties) > 1:
        await actions.show_agreement(actor=keeper, number=number, now=now)
