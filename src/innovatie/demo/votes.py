"""The votes of the demo: preselection and final, with mandates, Kringen and a turnout that differs per vote.

What is random in life follows here from a checksum of names, so that every demo is the same.
"""

from datetime import datetime, timedelta
from typing import TypedDict
from zlib import crc32

import msgspec

from innovatie.demo import people, rounds
from innovatie.demo.rounds import Step, during
from innovatie.domain.authority import Actor, Grant, Role
from innovatie.domain.draws import DrawSource
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.final_vote import NONE_OF_THESE
from innovatie.domain.vote_kinds import FINAL, PRESELECTION, VoteKind
from innovatie.domain.vote_weights import Weighing
from innovatie.domain.voters import OfKring, OfMunicipality
from innovatie.infra.database import fetch_as, fetch_one_value, fetch_values, transaction
from innovatie.rounds.queries import RoundDetail
from innovatie.rounds.settings import Weighting
from innovatie.settings import SettingsError, current
from innovatie.voting import actions, queries, signing
from innovatie.voting.defaults import DRAW_DIGITS, DRAW_SOURCE, rules_for

TURNOUT = {PRESELECTION: 58, FINAL: 64}
"""Percentage of the municipalities that vote themselves when a vote runs to its end."""
TURNOUT_SO_FAR = 37
NOT_YET = ("GM0828",)
"""The persona of Oss still has to vote in the vote that is open."""
WITNESSES = ("archief@streekarchief.example", "redactie@binnenlandsbestuur.example")
WEIGHING = Weighting(kind=Weighing.PER_1000)
EQUAL = Weighting()


class _Member(msgspec.Struct, frozen=True):
    municipality: int
    code: str


class _Elector(msgspec.Struct, frozen=True):
    municipality: int
    code: str
    person: int
    name: str


def mandating(now: datetime) -> Step:
    """Before a preselection opens, municipalities of one Kring let it vote for them in that round."""

    async def step(round_: RoundDetail, at: datetime) -> None:
        today = dutch_day(at)
        for representative in await people.kring_representatives(today=today):
            for kring in representative.partnerships(Role.KRING_REPRESENTATIVE):
                members = await fetch_as(
                    _Member,
                    "SELECT m.municipality, g.code FROM partnership_member m"
                    " JOIN municipality g ON g.id = m.municipality JOIN partnership p ON p.id = m.partnership"
                    " WHERE m.partnership = $1 AND p.kind = 'kring'"
                    " AND m.starts <= $2 AND (m.ends IS NULL OR m.ends >= $2) ORDER BY g.code",
                    kring,
                    today,
                )
                for place, member in enumerate(members):
                    if place % 2 == 0 and member.code not in NOT_YET:
                        await actions.grant_mandate(
                            actor=_voter(await people.voter_of(member.municipality, today=today), member.municipality),
                            round_id=round_.id,
                            municipality_id=member.municipality,
                            partnership_id=kring,
                            scope="ronde",
                            starts=today,
                            ends=None,
                            document=f"Collegebesluit van {today:%d-%m-%Y}",
                            instruction="",
                            now=at + timedelta(minutes=place),
                        )

    return step


def preselecting(now: datetime) -> Step:
    """The preselection of each round, to its end."""

    async def step(round_: RoundDetail, at: datetime) -> None:
        await _vote(round_, PRESELECTION, at, now)

    return step


def voting(now: datetime) -> Step:
    """The final of each round; the one that is open now has part of its ballots."""

    async def step(round_: RoundDetail, at: datetime) -> None:
        await _vote(round_, FINAL, at, now)

    return step


async def _vote(round_: RoundDetail, kind: VoteKind, at: datetime, now: datetime) -> None:
    _sign_with_own_secret()
    director = await people.vng(today=dutch_day(at))
    row = round_.current
    assert row is not None
    over = row.deadline is not None and row.deadline < now
    first = round_.code == rounds.scripts(now).finished.code
    async with transaction():
        vote_id = await actions.open_vote(
            actor=director,
            round_id=round_.id,
            rules=rules_for(kind, round_.settings),
            weighing=WEIGHING if first else EQUAL,
            draw=DrawSource(DRAW_SOURCE, DRAW_DIGITS, dutch_day(row.deadline or at) + timedelta(days=1)),
            heads_to=WITNESSES,
            now=at,
        )
        await _ballots(round_, vote_id, TURNOUT[kind] if over else TURNOUT_SO_FAR, now)
        if over and row.deadline is not None:
            colleague = await people.second_director(today=dutch_day(row.deadline))
            await actions.ask_count(actor=colleague, vote_id=vote_id, now=row.deadline)
            await actions.close_and_count(actor=director, vote_id=vote_id, now=row.deadline)
            vote = await queries.vote_of(round_.code, kind, now=row.deadline)
            if vote.draw_needed:
                await _draw(director, vote_id, row.deadline + timedelta(days=1))


async def _draw(director: Actor, vote_id: int, at: datetime) -> None:
    """One director reads the number, another confirms it."""
    value, day = "28491", dutch_day(at)
    where = "https://trekking.example/uitslagen"
    await actions.read_draw(actor=director, vote_id=vote_id, value=value, drawn_on=day, evidence=where, now=at)
    colleague = await people.second_director(today=dutch_day(at))
    await actions.confirm_draw(actor=colleague, vote_id=vote_id, value=value, now=at)


async def _ballots(round_: RoundDetail, vote_id: int, turnout: int, now: datetime) -> None:
    """Ballots of municipalities in an order of their own, and of the Kringen somewhere in the middle."""
    electors = await fetch_as(
        _Elector,
        "SELECT e.municipality, e.code, g.person, p.name FROM elector e"
        " JOIN role_grant g ON g.municipality = e.municipality AND g.role = $2 AND g.starts <= $3"
        " JOIN person p ON p.id = g.person WHERE e.vote = $1 ORDER BY e.code, g.id",
        vote_id,
        Role.VOTER.value,
        dutch_day(now),
    )
    mandated = set(
        await fetch_values(int, "SELECT municipality FROM mandate WHERE round = $1 AND revoked_at IS NULL", round_.id)
    )
    by_code = {row.code: row for row in reversed(electors)}
    voters = [
        row
        for code, row in sorted(by_code.items(), key=lambda item: _chance(round_.code, item[0]))
        if code not in NOT_YET and row.municipality not in mandated and _chance("opkomst", round_.code, code) < turnout
    ]
    vote = await queries.vote_of(round_.code, await _kind(vote_id), now=now)
    moments = during(round_, len(voters) + 2, now=now)
    for voter, moment in zip(voters, moments, strict=False):
        actor = Actor(
            person_id=voter.person,
            name=voter.name,
            municipality_id=voter.municipality,
            grants=(Grant(Role.VOTER, municipality_id=voter.municipality),),
        )
        await actions.cast_ballot(
            actor=actor,
            vote_id=vote_id,
            voter=OfMunicipality(voter.municipality),
            expected=None,
            now=moment,
            **_choices(vote, voter.code),
        )
    for representative in await people.kring_representatives(today=dutch_day(moments[0])):
        for kring in representative.partnerships(Role.KRING_REPRESENTATIVE):
            if await queries.kring_turns(vote_id, [kring]):
                await actions.cast_ballot(
                    actor=representative,
                    vote_id=vote_id,
                    voter=OfKring(kring),
                    expected=None,
                    now=moments[-1],
                    **_choices(vote, f"kring{kring}"),
                )


class _Choices(TypedDict, total=False):
    """What `cast_ballot` takes: approvals in the preselection, places and answers in the final."""

    approved: list[str]
    places: dict[str, int | None]
    answers: dict[str, str]


def _choices(vote: queries.Vote, who: str) -> _Choices:
    """What this municipality votes: some ideas please more than others, and tastes differ."""
    liking = {
        option.code: _chance("idee", vote.round_code, option.code) + 1.6 * _chance("smaak", who, option.code)
        for option in vote.options
        if option.code != NONE_OF_THESE
    }
    ranked = sorted(liking, key=lambda code: -liking[code])
    if not vote.is_final:
        return {"approved": ranked[: 2 + _chance("aantal", who) % 4]}
    below = 1 + _chance("geen", who) % (len(ranked) + 1)
    order: list[list[str]] = [[code] for code in ranked]
    order.insert(min(below + 1, len(order)), [NONE_OF_THESE])
    if len(order) > 2 and _chance("gelijk", who) < 15:
        order[:2] = [[*order[0], *order[1]]]
    places: dict[str, int | None] = {code: place for place, tied in enumerate(order, start=1) for code in tied}
    answers = {code: "ja" if liking[code] > 150 else "misschien" if liking[code] > 110 else "nee" for code in ranked}
    return {"places": places, "answers": answers}


async def _kind(vote_id: int) -> str:
    return await fetch_one_value(str, "SELECT kind FROM round_vote WHERE id = $1", vote_id) or ""


def _voter(actor: Actor, municipality_id: int) -> Actor:
    """The same person, acting as the voter of this municipality."""
    return Actor(
        person_id=actor.person_id,
        name=actor.name,
        municipality_id=municipality_id,
        grants=(*actor.grants, Grant(Role.VOTER, municipality_id=municipality_id)),
    )


def _chance(*words: str) -> int:
    """0 up to and including 99, the same for the same words."""
    return crc32("|".join(words).encode()) % 100


def _sign_with_own_secret() -> None:
    """The secret of this installation signs the log; a test that loads the demo without one has set its own."""
    try:
        signing.configure(current().required_secret())
    except SettingsError:
        signing.public_key("")
