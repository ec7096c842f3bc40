"""The ballot log of a vote: its summary and signed heads for everybody, a receipt for whoever cast, all of it after
close.
"""

from datetime import datetime

import msgspec

from innovatie.domain.ballot_log import LogRow, inclusion_path
from innovatie.domain.errors import NotFound
from innovatie.domain.mandates import Effective
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_values
from innovatie.voting.log_events import BallotContent, counted, read_event
from innovatie.voting.package import Dossier, DrawFile, HeadLine, HeadsFile, ListedVoter, LogLine
from innovatie.voting.queries.draws import confirmed_reading
from innovatie.voting.queries.votes import Vote


class LogSummary(msgspec.Struct, frozen=True):
    """The state of a log: how many rows, and the root over them (hexadecimal)."""

    size: int
    root: str
    public_key: str


class Head(msgspec.Struct, frozen=True):
    """A published tree head; `occasion` is opening, uur or sluiting."""

    size: int
    root: str
    time: str
    signature: str
    occasion: str
    published_at: datetime


class Receipt(msgspec.Struct, frozen=True):
    """What proves that this ballot stands in the log. `nonce` belongs to whoever cast it."""

    log: str
    sequence: int
    event: str
    nonce: str
    leaf: str
    size: int
    path: tuple[str, ...]
    root: str
    time: str
    signature: str
    public_key: str
    municipality_id: int | None
    partnership_id: int | None

    def file(self) -> "ReceiptFile":
        """The receipt as it is handed out and as "Controleer uw stem" reads it."""
        return ReceiptFile(
            log=self.log,
            sequence=self.sequence,
            event=msgspec.Raw(self.event),
            nonce=self.nonce,
            leaf=self.leaf,
            size=self.size,
            path=self.path,
            root=self.root,
            time=self.time,
            signature=self.signature,
            key=self.public_key,
        )


class ReceiptFile(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename={
        "format": "formaat",
        "log": "logboek",
        "sequence": "volgnummer",
        "event": "gebeurtenis",
        "leaf": "blad",
        "size": "grootte",
        "path": "pad",
        "root": "wortel",
        "time": "tijd",
        "signature": "handtekening",
        "key": "sleutel",
    },
):
    """ontvangstbewijs.json; every digest and signature is hexadecimal."""

    format: str = "innovatie-ontvangstbewijs/1"
    log: str
    sequence: int
    event: msgspec.Raw
    nonce: str
    leaf: str
    size: int
    path: tuple[str, ...]
    root: str
    time: str
    signature: str
    key: str


class _State(msgspec.Struct, frozen=True):
    log_size: int
    log_root: bytes
    public_key: bytes


class _Head(msgspec.Struct, frozen=True):
    size: int
    root: bytes
    time: str
    signature: bytes
    occasion: str
    published_at: datetime


class _Row(msgspec.Struct, frozen=True):
    sequence: int
    kind: str
    time: str
    event: str
    nonce: bytes
    leaf: bytes
    root: bytes
    signature: bytes
    municipality: int | None
    partnership: int | None


async def summary(vote_id: int) -> LogSummary:
    state = await fetch_one_as(_State, "SELECT log_size, log_root, public_key FROM round_vote WHERE id = $1", vote_id)
    if state is None:
        raise NotFound("Deze stemming bestaat niet.")
    return LogSummary(state.log_size, state.log_root.hex(), state.public_key.hex())


async def heads(vote_id: int) -> tuple[Head, ...]:
    """Published tree heads, the oldest first."""
    rows = await fetch_as(_Head, "SELECT * FROM tree_head WHERE vote = $1 ORDER BY size, id", vote_id)
    return tuple(
        Head(row.size, row.root.hex(), row.time, row.signature.hex(), row.occasion, row.published_at) for row in rows
    )


async def leaves(vote_id: int, size: int) -> list[bytes]:
    """The first `size` leaf hashes. They tell nothing of what they commit to."""
    sql = "SELECT leaf FROM ballot_event WHERE vote = $1 AND sequence <= $2 ORDER BY sequence"
    return await fetch_values(bytes, sql, vote_id, size)


async def receipt(vote: Vote, sequence: int) -> Receipt:
    """The receipt of one row, as of the moment it was added. Pages check whose it is."""
    row = await fetch_one_as(_Row, "SELECT * FROM ballot_event WHERE vote = $1 AND sequence = $2", vote.id, sequence)
    if row is None or row.kind not in ("stem", "stem-ingetrokken"):
        raise NotFound("Dit ontvangstbewijs bestaat niet.")
    before = await leaves(vote.id, sequence)
    return Receipt(
        log=vote.log,
        sequence=sequence,
        event=row.event,
        nonce=row.nonce.hex(),
        leaf=row.leaf.hex(),
        size=sequence,
        path=tuple(node.hex() for node in inclusion_path(before, sequence - 1)),
        root=row.root.hex(),
        time=row.time,
        signature=row.signature.hex(),
        public_key=vote.public_key.hex(),
        municipality_id=row.municipality,
        partnership_id=row.partnership,
    )


async def log_rows(vote_id: int, log: str) -> list[LogRow]:
    """Every row as stored, in the order of the table (not of its numbers: a moved row must show)."""
    rows = await fetch_as(_Row, "SELECT * FROM ballot_event WHERE vote = $1 ORDER BY sequence, id", vote_id)
    return [
        LogRow(log, row.sequence, row.kind, row.time, row.event.encode(), row.nonce, row.leaf, row.root, row.signature)
        for row in rows
    ]


class LaterAct(msgspec.Struct, frozen=True):
    """Something done in a vote after a row, in the name of the same municipality or Kring."""

    sequence: int
    kind: str


async def latest_act(vote_id: int, sequence: int) -> LaterAct | None:
    """The last thing done after row `sequence` in the name of whoever that row is of; it is what counts."""
    return await fetch_one_as(
        LaterAct,
        "SELECT later.sequence, later.kind FROM ballot_event own JOIN ballot_event later ON later.vote = own.vote"
        " AND later.sequence > own.sequence AND (later.municipality = own.municipality"
        " OR (own.municipality IS NULL AND later.municipality IS NULL AND later.partnership = own.partnership))"
        " WHERE own.vote = $1 AND own.sequence = $2 ORDER BY later.sequence DESC LIMIT 1",
        vote_id,
        sequence,
    )


async def listed_voters(vote_id: int) -> tuple[ListedVoter, ...]:
    """The electorate as frozen, by code."""
    sql = """
        SELECT code, name, weight, inhabitants, array_remove(string_to_array(kringen, ' '), '') AS kringen
          FROM elector WHERE vote = $1 ORDER BY code
        """
    return tuple(await fetch_as(ListedVoter, sql, vote_id))


async def effective_ballots(vote_id: int, log: str) -> tuple[Effective[BallotContent], ...]:
    """The ballots that count, rebuilt from the log. Only for the count and for what is public after it."""
    electorate = {voter.code: voter.elector() for voter in await listed_voters(vote_id)}
    return counted(electorate, [read_event(row.event) for row in await log_rows(vote_id, log)])


async def dossier(vote: Vote) -> Dossier:
    """All that the recount package holds. NotFound before the count: until then nobody may see it."""
    if vote.result is None:
        raise NotFound("Het natelpakket komt er na de telling.")
    rows = await log_rows(vote.id, vote.log)
    return Dossier(
        rules=vote.rules_text,
        voters=await listed_voters(vote.id),
        log=tuple(LogLine(row.leaf.hex(), msgspec.Raw(row.event), row.nonce.hex()) for row in rows),
        heads=await heads_file(vote),
        draw=await _draw_file(vote),
        effective=await effective_ballots(vote.id, vote.log),
        result=vote.result,
    )


async def _draw_file(vote: Vote) -> DrawFile:
    held = await confirmed_reading(vote.id)
    if held is None:
        return DrawFile(vote.draw_source, vote.draw_digits, vote.draw_from)
    return DrawFile(vote.draw_source, vote.draw_digits, vote.draw_from, held.value, held.drawn_on, held.evidence)


async def heads_file(vote: Vote) -> HeadsFile:
    """boomhoofden.json."""
    lines = (HeadLine(head.size, head.root, head.time, head.signature) for head in await heads(vote.id))
    return HeadsFile(vote.public_key.hex(), tuple(lines))
