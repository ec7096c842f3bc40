"""How many clicks a whole round costs the two directors of VNG: each link, button, tick and question counts.

`python -m pytest tests/insight/test_clicks_of_a_round.py -s` prints them by part. The round is a usual one: its days
follow from its first day, its phases and votes open by themselves, one reviewer is reminded, and the final is a tie.
Typing is no click. Each part begins at the desk of VNG, where tasks wait; whoever takes part costs VNG nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import httpx
import msgspec
import pytest
from litestar import Litestar

from innovatie.domain.authority import Role
from innovatie.domain.dutch_dates import HERE
from innovatie.domain.phases import Phase
from innovatie.domain.voters import OfMunicipality
from innovatie.domain.winners import SecondWinner
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_exactly, fetch_values
from innovatie.insight.directing.actions import open_due_phases
from innovatie.insight.directing.opening_votes import open_due_votes
from innovatie.rounds.queries import round_by_code
from innovatie.rounds.settings import FinalSettings, RoundSettings, VoteSettings
from innovatie.voting import actions as voting
from innovatie.voting.queries import vote_of
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.journeys.unseen import Unseen
from tests.review import world

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

CODE, NAME = "2045-1", "Ronde van 2045"
MOST = 35
WITNESSES = "archief@streekarchief.example\nredactie@krant.example"


class Director(Unseen):
    """Somebody of VNG, whose clicks are counted by the part of the round that they are in."""

    counted: dict[str, int]
    part: str
    person: int
    sign_in: SignIn

    @classmethod
    async def at_work(cls, app: Litestar, sign_in: SignIn, name: str) -> "Director":
        one = cls.__new__(cls)
        transport = httpx.ASGITransport(app=app)
        one._client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", follow_redirects=True)
        one.text, one.counted, one.part = "", {}, ""
        one.person = await factories.person(Role.VNG_DIRECTOR, name=name)
        one.sign_in = sign_in
        return one

    async def begins(self, part: str) -> None:
        """Signed in and at the desk, with this part of the round."""
        self.part = part
        await self.sign_in(self._client, self.person)
        await self.goto("/vng")

    def clicked(self, times: int) -> None:
        self.counted[self.part] = self.counted.get(self.part, 0) + times

    async def follow(self, words: str) -> None:
        self.clicked(1)
        await super().follow(words)

    async def press(self, button: str, filled: Mapping[str, str | bool] | None = None) -> None:
        pressed = self._buttons(button)
        asks = bool(pressed) and any(one.get("data-confirm") for one in (pressed[0], *pressed[0].iterancestors("form")))
        ticked = sum(isinstance(value, bool) for value in (filled or {}).values())
        self.clicked(1 + asks + ticked)
        await super().press(button, filled)


async def plans(towns: list[int], now: datetime) -> list[int]:
    """Two plans in the round, each in a group of its own; the groups."""
    round_id = (await round_by_code(CODE, now=now)).id
    groups = [await world.group(town, title=title) for town, title in zip(towns, ("Tegels", "Linde"), strict=False)]
    await execute(
        'UPDATE idea SET round = $1 WHERE id IN (SELECT idea FROM group_member WHERE "group" = ANY($2))',
        round_id,
        groups,
    )
    return groups


async def test_a_round_costs_the_directors_of_vng_no_more_than_35_clicks(
    app: Litestar, sign_in: SignIn, clock: Clock
) -> None:
    clock.shift = NOW - clock.now()
    towns = [await factories.municipality(f"Stad {number}") for number in range(12)]
    for part in range(3):
        await factories.partnership(*towns[part::3])
    voters = [await factories.actor(Role.VOTER, municipality_id=town) for town in towns]
    reviewers = [await world.reviewer(town, now=clock.now()) for town in towns[2:]]
    vera = await Director.at_work(app, sign_in, "Vera")
    rik = await Director.at_work(app, sign_in, "Rik")

    async def until_the_end_of(phase: Phase) -> None:
        """The phase lapses, and what opens by itself does."""
        last = (await round_by_code(CODE, now=clock.now())).row_of(phase).deadline
        assert last is not None
        clock.shift += last + timedelta(minutes=1) - clock.now()
        await open_due_phases(now=clock.now())
        clock.shift += timedelta(minutes=6)
        await open_due_votes(now=clock.now())

    async def counted(vote_part: str) -> None:
        await vera.begins(vote_part)
        await vera.follow(NAME)
        await vera.press("Vraag een collega te tellen")
        await rik.begins(vote_part)
        await rik.follow(NAME)
        await rik.press("Sluit het logboek en tel")
        assert "De stemming is gesloten en geteld." in rik.text

    await vera.begins("maken")
    await vera.follow("Maak een ronde")
    first = clock.now().astimezone(HERE).date() + timedelta(days=1)
    filled = {"Code": CODE, "Naam": NAME, "Eerste dag": first.isoformat(), "Getuigen": WITNESSES}
    await vera.press("Stel de dagen voor", filled)
    await vera.press("Maak en toon de ronde")
    assert "Iedereen ziet nu deze ronde" in vera.text
    one_winner = RoundSettings(vote=VoteSettings(final=FinalSettings(second_winner=SecondWinner.ONE_ONLY)))
    await execute("UPDATE round SET settings = $1", msgspec.json.encode(one_winner).decode())
    clock.shift += timedelta(days=2)
    assert await open_due_phases(now=clock.now()) == [f"{CODE} inzenden"]
    groups = await plans(towns, clock.now())
    await until_the_end_of(Phase.SUBMIT)

    await vera.begins("groeperen")
    await vera.follow(NAME)
    await vera.press("Stel de groepen vast")
    await until_the_end_of(Phase.GROUP)

    await vera.begins("toewijzen")
    await vera.follow(NAME)
    await vera.press("Maak een voorstel", {"Starttekst": "De trekking van vandaag"})
    await vera.press("Verstuur dit voorstel")
    assert "Verstuurd: 6 beoordelingen." in vera.text

    await vera.begins("herinneren")
    await vera.follow("0 van 6")
    await vera.press("Bekijk de herinnering", {"Kies": True})
    await vera.press("Verstuur de herinnering")
    for number in await fetch_values(int, "SELECT id FROM assignment ORDER BY id"):
        person = await fetch_exactly(
            int, "SELECT r.person FROM assignment a JOIN reviewer r ON r.id = a.reviewer WHERE a.id = $1", number
        )
        assert person in {one for _, one in reviewers}
        await world.hand_in(number, person, 5, now=clock.now())

    await vera.begins("shortlist")
    await vera.follow(NAME)
    await vera.press("Stel de shortlist vast")
    await until_the_end_of(Phase.REVIEW)

    vote = await vote_of(CODE, "voorselectie", now=clock.now())
    for town, voter in zip(towns, voters, strict=True):
        await voting.cast_ballot(
            actor=voter, vote_id=vote.id, voter=OfMunicipality(town), approved=[str(one) for one in groups],
            expected=None, now=clock.now(),
        )  # fmt: skip
    await until_the_end_of(Phase.PRESELECT)
    await counted("voorselectie")
    await until_the_end_of(Phase.PRESELECT)
    for group in groups:
        await execute(
            "INSERT INTO elaboration (round, \"group\", version, content, saved_at) SELECT id, $1, 1, '{}', $2 FROM round",
            group,
            clock.now(),
        )
    await until_the_end_of(Phase.DEVELOP)

    vote = await vote_of(CODE, "finale", now=clock.now())
    for number, (town, voter) in enumerate(zip(towns, voters, strict=True)):
        order = groups if number % 2 else groups[::-1]
        await voting.cast_ballot(
            actor=voter, vote_id=vote.id, voter=OfMunicipality(town),
            places={str(one): place for place, one in enumerate(order, 1)}, expected=None, now=clock.now(),
        )  # fmt: skip
    await until_the_end_of(Phase.VOTE)
    await counted("eindstemming")
    clock.shift += timedelta(days=2)

    drawn_on = clock.now().astimezone(HERE).date()
    await vera.begins("loten")
    await vera.follow(NAME)
    read = {"Het getal van de bron": "12345", "Dag van de trekking": drawn_on.isoformat(), "Waar te zien": "De krant"}
    await vera.press("Noteer het getal", read)
    await rik.begins("loten")
    await rik.follow(NAME)
    await rik.press("Bevestig en loot", {"Het getal van de bron": "12345"})
    assert "De loting is gehouden." in rik.text
    await open_due_phases(now=clock.now())

    await vera.begins("bekendmaken")
    await vera.follow(NAME)
    reasons = dict.fromkeys(vera.names("reden-"), "Dit wil iedereen.")
    await vera.press("Bewaar en bekijk het voorbeeld", {**reasons, "Besluit": "Het bestuur stelt de uitslag vast."})
    await vera.press("Vraag een collega te lezen")
    await rik.begins("bekendmaken")
    await rik.follow(NAME)
    await rik.press("Maak de uitslag bekend")
    assert "De uitslag is bekendgemaakt." in rik.text
    await until_the_end_of(Phase.RESULT)
    assert (await round_by_code(CODE, now=clock.now())).open_phase is Phase.ADOPT

    clicks = {part: number + rik.counted.get(part, 0) for part, number in vera.counted.items()}
    print(*(f"{part}: {number}" for part, number in clicks.items()), f"samen: {sum(clicks.values())}", sep="\n")
    assert sum(clicks.values()) <= MOST
