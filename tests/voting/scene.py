"""A round with municipalities, a Kring, groups on the shortlist and an open vote, made with the real actions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from innovatie.accounts.queries import actor_of
from innovatie.domain.authority import Actor, Role
from innovatie.domain.draws import DrawSource
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.phases import Phase
from innovatie.domain.vote_kinds import FINAL, PRESELECTION, VoteKind
from innovatie.domain.voters import OfMunicipality
from innovatie.infra.database import execute, fetch_value
from innovatie.rounds import actions as rounds
from innovatie.rounds.settings import RoundSettings, Weighting
from innovatie.voting import actions, queries, signing
from innovatie.voting.defaults import rules_for
from innovatie.voting.rules import Rules
from tests import factories
from tests.conftest import SECRET
from tests.factories import NOW

LATER = NOW + timedelta(hours=1)
EQUAL = Weighting()
SOURCE = "De trekking van morgen"
DRAW = DrawSource(SOURCE, 4, date(2026, 11, 22))
WITNESSES = ("archief@voorbeeld.nl", "redactie@krant.example")
EASY = {"kandidaat_gemeenten": 1, "kandidaat_kringen": 1, "quorum": "0"}


@dataclass
class Scene:
    round_id: int
    code: str
    towns: list[int]
    kring: int
    groups: list[int]
    vng: Actor
    vote_id: int = 0

    async def town_code(self, town: int) -> str:
        code: str = await fetch_value("SELECT code FROM municipality WHERE id = $1", self.towns[town])
        return code

    async def voter(self, town: int) -> Actor:
        return await factories.actor(Role.VOTER, municipality_id=self.towns[town])

    async def representative(self) -> Actor:
        return await factories.actor(Role.KRING_REPRESENTATIVE, partnership_id=self.kring)

    async def vote(self, now: datetime = LATER) -> queries.Vote:
        from innovatie.voting.queries.votes import vote_by_id

        return await vote_by_id(self.vote_id, now=now)

    async def approve(self, town: int, *chosen: int, now: datetime = LATER, expected: int | None = None) -> int:
        return await actions.cast_ballot(
            actor=await self.voter(town),
            vote_id=self.vote_id,
            voter=OfMunicipality(self.towns[town]),
            approved=[str(self.groups[one]) for one in chosen],
            expected=expected,
            now=now,
        )

    async def rank(self, town: int, *order: int | str, now: datetime = LATER, expected: int | None = None) -> int:
        """Options in order; a number is a group of the scene, "geen" is Geen van deze."""
        places = {
            str(self.groups[one]) if isinstance(one, int) else one: place for place, one in enumerate(order, start=1)
        }
        return await actions.cast_ballot(
            actor=await self.voter(town),
            vote_id=self.vote_id,
            voter=OfMunicipality(self.towns[town]),
            places=places,
            expected=expected,
            now=now,
        )

    async def close(self, now: datetime = LATER) -> None:
        await rounds.close_phase(actor=self.vng, round_id=self.round_id, reason="", now=now)
        await actions.ask_count(actor=await factories.vng(), vote_id=self.vote_id, now=now)
        await actions.close_and_count(actor=self.vng, vote_id=self.vote_id, now=now)

    async def draw(self, value: str, now: datetime = LATER + timedelta(days=1)) -> None:
        """One director reads it, another confirms it."""
        await actions.read_draw(
            actor=self.vng,
            vote_id=self.vote_id,
            value=value,
            drawn_on=dutch_day(now),
            evidence="https://x.example",
            now=now,
        )
        await actions.confirm_draw(actor=await factories.vng(), vote_id=self.vote_id, value=value, now=now)

    async def open_final(self, now: datetime = LATER, **rules: Any) -> None:
        """Straight to the phase of the final vote, and open it."""
        await rounds.open_next_phase(actor=self.vng, round_id=self.round_id, deadline=None, now=now)
        await rounds.open_next_phase(actor=self.vng, round_id=self.round_id, deadline=None, now=now)
        self.vote_id = await open_kind(self, FINAL, now, **rules)


def changed(kind: VoteKind, rules: Mapping[str, Any]) -> Rules:
    """The usual rules of `kind`, with what `rules` says by its name in regels.json."""
    usual = rules_for(kind, RoundSettings())
    return msgspec.convert({**msgspec.to_builtins(usual), **rules}, type(usual))


async def open_kind(scene: Scene, kind: VoteKind, now: datetime, weighing: Any = None, **rules: Any) -> int:
    return await actions.open_vote(
        actor=scene.vng,
        round_id=scene.round_id,
        rules=changed(kind, rules),
        weighing=msgspec.convert(weighing, Weighting) if weighing else EQUAL,
        draw=DRAW,
        heads_to=WITNESSES,
        now=now,
    )


async def group(title: str, lead: int) -> int:
    idea = await factories.idea(lead, title=title)
    made: int = await fetch_value(
        "INSERT INTO idea_group (title, summary, theme, lead, founding_idea, created_at)"
        " VALUES ($1, 'Samenvatting', 'dienstverlening', $2, $3, $4) RETURNING id",
        title,
        lead,
        idea,
        NOW,
    )
    await execute(
        'INSERT INTO group_member ("group", idea, how, added_at) VALUES ($1, $2, $3, $4)', made, idea, "founder", NOW
    )
    return made


async def shortlist(round_id: int, groups: list[int]) -> None:
    number = await fetch_value(
        "INSERT INTO shortlist (round, seed, threshold, longer_by, report, settled_at)"
        " VALUES ($1, 'proef', 3.0, 0, $2, $3) RETURNING id",
        round_id,
        json.dumps({"beoordeeld": len(groups), "geloot": []}),
        NOW,
    )
    for place, one in enumerate(groups, start=1):
        await execute(
            'INSERT INTO shortlist_group (shortlist, "group", place, calibrated_mean) VALUES ($1, $2, $3, $4)',
            number,
            one,
            place,
            4.1 - place / 10,
        )


async def preselection(*, towns: int = 6, groups: int = 4, open_it: bool = True, **rules: Any) -> Scene:
    """A round in its preselection. The first three municipalities form a Kring."""
    signing.configure(SECRET)
    ids = [await factories.municipality(f"Stad {n}", inhabitants=10_000 * (n + 1)) for n in range(towns)]
    kring = await factories.partnership(*ids[:3])
    round_id = await factories.round_in(Phase.PRESELECT)
    made = [await group(f"Idee {letter}", ids[0]) for letter in "ABCDEFGH"[:groups]]
    await shortlist(round_id, made)
    code: str = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
    scene = Scene(round_id, code, ids, kring, made, await factories.vng())
    if open_it:
        scene.vote_id = await open_kind(scene, PRESELECTION, NOW, **{**EASY, **rules})
    return scene


async def final(*, towns: int = 6, **rules: Any) -> Scene:
    """A round in its final vote, with three finalists."""
    scene = await preselection(towns=towns)
    for town in range(towns):
        await scene.approve(town, town % 3)
    await scene.close()
    await scene.open_final(**rules)
    return scene


async def someone(person_id: int, now: datetime = datetime(2026, 11, 21, tzinfo=UTC)) -> Actor:
    found = await actor_of(person_id=person_id, municipality_id=None, today=dutch_day(now))
    assert found is not None
    return found
