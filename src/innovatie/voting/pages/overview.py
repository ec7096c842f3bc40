"""A vote for everybody: what it is about, the turnout, the log; after the count the roll-call and the recount
package.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath

from innovatie.domain.authority import Actor, Role
from innovatie.domain.ballot_log import consistency_path
from innovatie.domain.dutch_dates import days_until
from innovatie.domain.municipality_names import folded
from innovatie.domain.picture_words import Pictured
from innovatie.domain.voters import OfKring, OfMunicipality, Voter
from innovatie.domain.witnesses import domain_of
from innovatie.municipalities.queries import provinces
from innovatie.pictures.queries import PictureRow, covers_of
from innovatie.rounds.queries import RoundDetail, round_by_code
from innovatie.voting import queries
from innovatie.voting.explain import Explained, explain
from innovatie.voting.package import HeadLine, build
from innovatie.voting.queries.witnesses import acknowledged, witnesses_of
from innovatie.voting.turnout_map import TurnoutMap, turnout_map
from innovatie.web.downloads import saved_as
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.render import show


class VoteView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "voting/vote.html"
    round: RoundDetail
    vote: queries.Vote | None
    turnout: queries.Turnout | None
    turns: tuple[queries.Turn, ...]
    kring_turns: tuple[queries.KringTurn, ...]
    earlier: tuple[queries.Vote, ...]
    witnesses: tuple[str, ...]
    kept: int
    result_open: bool
    finalists: tuple[queries.FinalistRow, ...]
    """Those of the final, as cards; none in a preselection."""
    photos: dict[int, PictureRow]
    changed: frozenset[str]
    """Own ballots that named a finalist that withdrew: a code of a municipality, or kring- and a number."""
    emptied: frozenset[str]
    """Those of them that are blank now."""
    days_left: int | None
    """Whole days until an open vote closes; 0: today is the last."""


class LogView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "voting/log.html"
    vote: queries.Vote
    log: queries.LogSummary
    heads: tuple[queries.Head, ...]
    witnesses: tuple[str, ...]
    witnessed: dict[int, list[str]]


class Continuation(msgspec.Struct, frozen=True, rename={"earlier": "van", "later": "naar", "proof": "bewijs"}):
    """The proof that the log of `later` rows continues that of `earlier` rows (hexadecimal nodes)."""

    earlier: int
    later: int
    proof: tuple[str, ...]


class LogFile(
    msgspec.Struct,
    frozen=True,
    rename={"log": "logboek", "key": "sleutel", "heads": "hoofden", "continuations": "samenhang"},
):
    """logboek.json: the signed heads, and that each continues the one before."""

    log: str
    key: str
    heads: tuple[HeadLine, ...]
    continuations: tuple[Continuation, ...]


class RollCallView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "voting/roll_call.html"
    vote: queries.Vote
    parts: tuple[tuple[str, tuple[queries.RollCallRow, ...]], ...]
    """By province; what was searched for stands in one part without a name."""
    search: str
    voted: int
    whole: int
    turnout: TurnoutMap | None


class PreselectionResultView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "voting/preselection_result.html"
    vote: queries.Vote
    explained: Explained


def require_public(vote: queries.Vote, actor: Actor) -> None:
    """As everybody, but VNG sees the counted final before it publishes it."""
    if vote.counted_at is None or not actor.has(Role.VNG_DIRECTOR):
        queries.require_revealed(vote)


class VotePages(Controller):
    path = "/stemmen"

    @get("/{code:str}")
    async def vote(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The vote of a round that was opened last, and the way to one's own ballot."""
        round_ = await round_by_code(code, now=now)
        votes = await queries.votes_of(code, now=now)
        vote = votes[-1] if votes else None
        named = await queries.finalists(round_.id) if vote and vote.is_final else ()
        turns = await queries.my_turns(vote.id, actor.municipalities(Role.VOTER)) if vote else ()
        kring_turns = await queries.kring_turns(vote.id, actor.partnerships(Role.KRING_REPRESENTATIVE)) if vote else ()
        touched = await _touched(vote, turns, kring_turns) if vote else {}
        view = VoteView(
            round=round_,
            vote=vote,
            turnout=await queries.turnout(vote.id) if vote else None,
            turns=turns,
            kring_turns=kring_turns,
            earlier=votes[:-1],
            witnesses=tuple(domain_of(one) for one in await witnesses_of(vote.id)) if vote else (),
            kept=max((one.size for one in await acknowledged(vote.id)), default=0) if vote else 0,
            result_open=bool(vote and vote.revealed_at),
            finalists=named,
            photos=await covers_of(Pictured.GROUP, [one.group_id for one in named]),
            changed=frozenset(touched),
            emptied=frozenset(who for who, ballot in touched.items() if ballot.is_emptied),
            days_left=_days_left(vote, now) if vote else None,
        )
        return show(request, view)

    @get("/{code:str}/{kind:str}/logboek")
    async def log(self, request: AnyRequest, code: FromPath[str], kind: FromPath[str], now: Now) -> Response[str]:
        """The state of the ballot log and its signed heads."""
        vote = await queries.vote_of(code, kind, now=now)
        heads = await queries.heads(vote.id)
        witnessed: dict[int, list[str]] = {head.size: [] for head in heads}
        for one in await acknowledged(vote.id):
            witnessed.setdefault(one.size, []).append(one.witness)
        view = LogView(
            vote=vote,
            log=await queries.summary(vote.id),
            heads=heads,
            witnesses=tuple(domain_of(one) for one in await witnesses_of(vote.id)),
            witnessed=witnessed,
        )
        return show(request, view)

    @get("/{code:str}/{kind:str}/logboek.json")
    async def log_json(self, code: FromPath[str], kind: FromPath[str], now: Now) -> Response[LogFile]:
        """Signed heads, and between each two the proof that the later one continues the earlier."""
        vote = await queries.vote_of(code, kind, now=now)
        published = await queries.heads(vote.id)
        leaves = await queries.leaves(vote.id, published[-1].size if published else 0)
        proofs = [
            Continuation(
                earlier.size,
                later.size,
                tuple(node.hex() for node in consistency_path(leaves[: later.size], earlier.size)),
            )
            for earlier, later in pairwise(published)
        ]
        heads = tuple(HeadLine(head.size, head.root, head.time, head.signature) for head in published)
        return Response(LogFile(vote.log, vote.public_key.hex(), heads, tuple(proofs)))

    @get("/{code:str}/{kind:str}/hoofdelijk")
    async def roll_call(
        self,
        request: AnyRequest,
        code: FromPath[str],
        kind: FromPath[str],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """What counted for every municipality, after the count."""
        vote = await queries.vote_of(code, kind, now=now)
        require_public(vote, actor)
        rows = await queries.roll_call(vote)
        places = await provinces()
        search = request.query_params.get("q", "")[:100].strip()
        wanted = folded(search)
        view = RollCallView(
            vote=vote,
            parts=_found(rows, wanted) if search else _by_province(rows, places),
            search=search,
            voted=sum(row.voted for row in rows),
            whole=len(rows),
            turnout=None if search else turnout_map(rows, places),
        )
        return show(request, view)

    @get("/{code:str}/{kind:str}/uitslag")
    async def preselection_result(
        self,
        request: AnyRequest,
        code: FromPath[str],
        kind: FromPath[str],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """Which ideas reached the final, and why. The final's own result is a page of the publication."""
        vote = await queries.vote_of(code, kind, now=now)
        require_public(vote, actor)
        return show(request, PreselectionResultView(vote=vote, explained=explain(vote)))

    @get("/{code:str}/{kind:str}/natellen.zip")
    async def package(
        self,
        code: FromPath[str],
        kind: FromPath[str],
        actor: By,
        now: Now,
    ) -> Response[bytes]:
        """The recount package, at an address that stays."""
        vote = await queries.vote_of(code, kind, now=now)
        require_public(vote, actor)
        return Response(
            build(await queries.dossier(vote)),
            media_type="application/zip",
            headers={"Content-Disposition": saved_as(f"natellen-{code}-{kind}.zip")},
        )


async def _touched(
    vote: queries.Vote, turns: Sequence[queries.Turn], kring_turns: Sequence[queries.KringTurn]
) -> dict[str, queries.OwnBallot]:
    """The ballots of who looks that named a finalist that withdrew since, by whose they are."""
    if not vote.withdrawn:
        return {}
    voters: dict[str, Voter] = {turn.code: OfMunicipality(turn.municipality_id) for turn in turns}
    voters |= {f"kring-{turn.partnership_id}": OfKring(turn.partnership_id) for turn in kring_turns}
    ballots = {who: await queries.own_ballot(vote, voter) for who, voter in voters.items()}
    return {who: ballot for who, ballot in ballots.items() if ballot is not None and ballot.lost}


def _days_left(vote: queries.Vote, now: datetime) -> int | None:
    if vote.state != "open" or vote.deadline is None:
        return None
    return max(0, days_until(vote.deadline, now))


_Parts = tuple[tuple[str, tuple[queries.RollCallRow, ...]], ...]


def _found(rows: Sequence[queries.RollCallRow], wanted: str) -> _Parts:
    found = tuple(row for row in rows if wanted in folded(row.name))
    return (("", found),) if found else ()


def _by_province(rows: Sequence[queries.RollCallRow], places: Mapping[str, str]) -> _Parts:
    """Municipalities that nobody knows the province of come last."""
    parts: dict[str, list[queries.RollCallRow]] = {}
    for row in rows:
        parts.setdefault(places.get(row.code, ""), []).append(row)
    return tuple((name, tuple(parts[name])) for name in sorted(parts, key=lambda name: (not name, name)))
