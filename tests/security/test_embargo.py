"""What is not public yet leaves no trace in anything that is: each public address before and after, to the byte.

Every address of the table of routes that lets everybody in, and what a visitor is led to, is asked without and with the
hidden thing, or with one hidden thing and another: a draft, a judgement, the content of a ballot, a count, a result that
is being prepared. The answers are equal: text, state, ETag, Last-Modified and length.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, NamedTuple

import asyncpg
import httpx
import pytest

from innovatie.audit import read_cache
from innovatie.domain.idea_content import IdeaContent
from innovatie.domain.voters import OfMunicipality
from innovatie.domain.withdrawn_finalists import FinalistGround
from innovatie.ideas import actions as ideas
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute
from innovatie.publication import actions as publication
from innovatie.review import actions as review
from innovatie.rounds import actions as rounds
from innovatie.voting import actions as voting
from innovatie.voting.queries.votes import votes_of
from innovatie.web import page_cache
from tests import factories
from tests.connection import undone
from tests.queue import run_due
from tests.review.world import judgement
from tests.security.people_of_routes import CIVIL_OWN, EVERYBODY, REVIEWER, VISITOR, VNG_DIRECTOR, VOTER_OWN
from tests.security.route_table import TABLE
from tests.security.test_others_things import STARTS, Sight
from tests.security.test_routes import row_of
from tests.security.walk import Moment, Walk

pytestmark = pytest.mark.anyio
Act = Callable[[Walk], Awaitable[object]]
RARE: Final = "Kwintelantaarn"
MORE: Final = (f"/zoeken?q={RARE}", f"/zoeken/suggesties?q={RARE}", f"/ideeen?q={RARE}", f"/api/v1/zoeken?q={RARE}",
               "/data/ideeen.csv", "/data/rondes.csv", "/sitemap/ideeen-1.xml", "/api/v1/wijzigingen?aantal=100",
               f"/zoeken/atom.xml?q={RARE}")  # fmt: skip
_SALTED: Final = re.compile(r"[A-Za-z0-9+/_=-]{40,}")
"""Hashes, signatures and salts of the log of a vote."""


class Answer(NamedTuple):
    status: int
    headers: tuple[str, ...]
    text: str


async def nothing(walk: Walk) -> None:
    """The world as it is."""


async def a_draft(walk: Walk) -> None:
    content = IdeaContent(
        title=f"{RARE} op straat", summary="Licht.", problem="Donker.", stage="plan", theme="veiligheid", contact="Jan"
    )
    await ideas.save_draft(
        actor=await walk.as_(CIVIL_OWN), municipality_id=walk.towns[0], content=content, co_submitters=[walk.towns[1]],
        form_token=None, now=walk.now,
    )  # fmt: skip


async def a_plan(walk: Walk) -> None:
    await factories.idea(walk.towns[0], title=RARE)


async def a_letter(walk: Walk) -> None:
    await execute(
        "INSERT INTO bulk_mail (author, audience, subject, body, created_at) VALUES ($1, 'allen', $2, 'Tekst.', $3)",
        walk.people[VNG_DIRECTOR], RARE, walk.now,
    )  # fmt: skip


async def a_hidden_round(walk: Walk) -> None:
    made = await factories.round_in(None)
    await execute("UPDATE round SET name = $2 WHERE id = $1", made, RARE)


def judged(score: int) -> Act:
    async def act(walk: Walk) -> None:
        await review.hand_in(
            actor=await walk.as_(REVIEWER), assignment_id=int(walk.places["taak"]), judgement=judgement(score), draft=0,
            now=walk.now,
        )  # fmt: skip

    return act


def ballot(*order: str, count: bool = False) -> Act:
    async def act(walk: Walk) -> None:
        vote = next(one for one in await votes_of(walk.places["code"], now=walk.now) if one.is_final)
        named = [walk.places["groep"] if one == "groep" else one for one in order]
        await voting.cast_ballot(
            actor=await walk.as_(VOTER_OWN), vote_id=vote.id, voter=OfMunicipality(walk.towns[0]), expected=None,
            places={one: place for place, one in enumerate(named, start=1)}, now=walk.now,
        )  # fmt: skip
        if count:
            vng = await walk.as_(VNG_DIRECTOR)
            await rounds.close_phase(actor=vng, round_id=walk.round, reason="", now=walk.now)
            await voting.ask_count(actor=await factories.vng(), vote_id=vote.id, now=walk.now)
            await voting.close_and_count(actor=vng, vote_id=vote.id, now=walk.now)

    return act


async def a_withdrawal_that_waits(walk: Walk) -> None:
    """Straight into the table: the walk has one finalist, and the last one does not withdraw."""
    await execute(
        "INSERT INTO finalist_withdrawal (finalist, ground, reason, asked_by, asked_at)"
        " SELECT id, $1, $2, $3, $4 FROM finalist WHERE round = $5",
        FinalistGround.OWN_WISH.value, RARE, walk.people[VNG_DIRECTOR], walk.now, walk.round,
    )  # fmt: skip


async def other_texts(walk: Walk) -> None:
    await publication.prepare(
        actor=await factories.vng(), round_id=walk.round, decision=RARE, press=RARE, correction="",
        reasons={walk.places["groep"]: RARE}, next_steps={}, now=walk.now,
    )  # fmt: skip


HIDDEN: Final[dict[Moment, tuple[tuple[Act, Act], ...]]] = {
    Moment.SUBMIT: ((nothing, a_draft), (nothing, a_letter), (nothing, a_hidden_round)),
    Moment.REVIEW_SENT: ((judged(1), judged(5)), (nothing, judged(5))),
    Moment.VOTE: (
        (ballot("groep", "geen"), ballot("geen", "groep")),
        (ballot("groep", "geen", count=True), ballot("geen", "groep", count=True)),
        (nothing, a_withdrawal_that_waits),
    ),
    Moment.VOTE_SHUT: ((nothing, a_draft),),
    Moment.RESULT: ((nothing, other_texts),),
}


async def faces(walk: Walk, sight: Sight, act: Act, addresses: list[str]) -> dict[str, Answer]:
    """What a visitor gets at each address after this act and all that its jobs do."""
    found = {}
    async with undone():
        await act(walk)
        await run_due()
        read_cache.clear()
        page_cache.clear()
        for address in addresses:
            answer = await sight.ask(VISITOR, "GET", address)
            kept = tuple(answer.headers.get(name, "") for name in ("etag", "last-modified", "content-length", "link"))
            found[address] = Answer(answer.status_code, kept, answer.text)
    read_cache.clear()
    page_cache.clear()
    return found


def differences(one: dict[str, Answer], other: dict[str, Answer], steady: set[str]) -> list[str]:
    wrong = []
    for address in sorted(steady):
        first, second = one[address], other[address]
        if first == second:
            continue
        masked = [_SALTED.sub("#", each.text) for each in (first, second)]
        if masked[0] == masked[1] and first.text != second.text and first.status == second.status:
            continue
        lines = [
            pair for pair in zip(masked[0].splitlines(), masked[1].splitlines(), strict=False) if len(set(pair)) > 1
        ]
        wrong.append(f"{address}: {first.status} {second.status} {first.headers} {second.headers} {lines[:2]}"[:600])
    return wrong


async def public_addresses(walk: Walk, sight: Sight) -> list[str]:
    """Each route that lets everybody in, filled in from this world, and what a visitor is led to."""
    rows = {route[4:]: row_of(route) for route in TABLE if route.startswith("GET ")}
    filled = {
        re.sub(r"{(\w+)}", lambda found, row=row: (walk.places | row.places).get(found[1], "1"), path)
        for path, row in rows.items() if row.who == EVERYBODY
    }  # fmt: skip
    plain = [
        one for one in filled if "{" not in one and not one.startswith(("/taal", "/static", "/inloggen", "/sessie"))
    ]
    starts = [re.sub(r"{(\w+)}", lambda found: walk.places.get(found[1], "1"), one) for one in STARTS]
    led = await sight.look(VISITOR, starts)
    return sorted({*plain, *led.pages, *MORE})


async def compared(walk: Walk, sight: Sight, pairs: Sequence[tuple[Act, Act]], step: int) -> list[list[str]]:
    """What differs in each `step`-th address, for each pair; those that differ by themselves are left out, and few."""
    addresses = (await public_addresses(walk, sight))[::step]
    first, again = [await faces(walk, sight, nothing, addresses) for _ in range(2)]
    steady = {one for one in addresses if first[one] == again[one]}
    assert len(addresses) - len(steady) <= 2 and len(addresses) > 100 / step
    wrong = []
    for before, after in pairs:
        base = first if before is nothing else await faces(walk, sight, before, addresses)
        wrong.append(differences(base, await faces(walk, sight, after, addresses), steady))
    return wrong


async def test_a_ballot_and_a_draft_change_no_byte_of_what_is_public(
    client: httpx.AsyncClient, db: asyncpg.Connection, clock: Clock
) -> None:
    """A sample of the proof below, which sees a plan that is public."""
    walk = await Walk.begin(clock)
    async for moment in walk.moments():
        if moment is Moment.VOTE:
            break
    pairs = (HIDDEN[Moment.VOTE][0], (nothing, a_draft), (nothing, a_plan))
    ballots, draft, plan = await compared(walk, Sight(client, walk), pairs, step=5)
    assert ballots == draft == []
    assert plan != []


@pytest.mark.slow
async def test_what_is_hidden_changes_no_byte_of_what_is_public(
    client: httpx.AsyncClient, db: asyncpg.Connection, clock: Clock
) -> None:
    walk, wrong = await Walk.begin(clock), []
    async for moment in walk.moments():
        if moment in HIDDEN:
            found = await compared(walk, Sight(client, walk), HIDDEN[moment], step=1)
            wrong += [f"{moment}: {one}" for each in found for one in each]
    assert wrong == [], "\n".join(wrong)
