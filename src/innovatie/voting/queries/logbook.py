"""The ballot log of a vote: its summary and signed heads for everybody, a receipt for whoever cast, all of it after
close.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from innovatie.domain.ballot_log import LogRow, inclusion_path
from innovatie.domain.errors import NotFound
from innovatie.domain.mandates import Effective
from innovatie.infra.database import fetch, fetch_row
from innovatie.voting.package import Dossier, ListedVoter
from innovatie.voting.queries.votes import Vote
from innovatie.voting.results import replay

Json = dict[str, Any]


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

    def file(self) -> Json:
        """The receipt as it is handed out and as "Controleer uw stem" reads it."""
        return {
            "formaat": "innovatie-ontvangstbewijs/1",
            "logboek": self.log,
            "volgnummer": self.sequence,
            "gebeurtenis": json.loads(self.event),
            "nonce": self.nonce,
            "blad": self.leaf,
            "grootte": self.size,
            "pad": list(self.path),
            "wortel": self.root,
            "tijd": self.time,
            "handtekening": self.signature,
            "sleutel": self.public_key,
        }


async def summary(vote_id: int) -> LogSummary:
    row = await fetch_row("SELECT log_size, log_root, public_key FROM round_vote WHERE id = $1", vote_id)
    assert row is not None
    return LogSummary(row["log_size"], row["log_root"].hex(), row["public_key"].hex())


async def heads(vote_id: int) -> tuple[Head, ...]:
    """Published tree heads, the oldest first."""
    rows = await fetch("SELECT * FROM tree_head WHERE vote = $1 ORDER BY size, id", vote_id)
    return tuple(
        Head(
            row["size"],
            row["root"].hex(),
            row["time"],
            row["signature"].hex(),
            row["occasion"],
            row["published_at"],
        )
        for row in rows
    )


async def leaves(vote_id: int, size: int) -> list[bytes]:
    """The first `size` leaf hashes. They tell nothing of what they commit to."""
    rows = await fetch(
        "SELECT leaf FROM ballot_event WHERE vote = $1 AND sequence <= $2 ORDER BY sequence", vote_id, size
    )
    return [row["leaf"] for row in rows]


async def receipt(vote: Vote, sequence: int) -> Receipt:
    """The receipt of one row, as of the moment it was added. Pages check whose it is."""
    row = await fetch_row("SELECT * FROM ballot_event WHERE vote = $1 AND sequence = $2", vote.id, sequence)
    if row is None or row["kind"] not in ("stem", "stem-ingetrokken"):
        raise NotFound("Dit ontvangstbewijs bestaat niet.")
    before = await leaves(vote.id, sequence)
    return Receipt(
        log=vote.log,
        sequence=sequence,
        event=row["event"],
        nonce=row["nonce"].hex(),
        leaf=row["leaf"].hex(),
        size=sequence,
        path=tuple(node.hex() for node in inclusion_path(before, sequence - 1)),
        root=row["root"].hex(),
        time=row["time"],
        signature=row["signature"].hex(),
        public_key=vote.public_key.hex(),
        municipality_id=row["municipality"],
        partnership_id=row["partnership"],
    )


async def log_rows(vote_id: int, log: str) -> list[LogRow]:
    """Every row as stored, in the order of the table (not of its numbers: a moved row must show)."""
    rows = await fetch("SELECT * FROM ballot_event WHERE vote = $1 ORDER BY sequence, id", vote_id)
    return [
        LogRow(
            log,
            row["sequence"],
            row["kind"],
            row["time"],
            row["event"].encode(),
            row["nonce"],
            row["leaf"],
            row["root"],
            row["signature"],
        )
        for row in rows
    ]


async def listed_voters(vote_id: int) -> tuple[ListedVoter, ...]:
    """The electorate as frozen, by code."""
    rows = await fetch("SELECT * FROM elector WHERE vote = $1 ORDER BY code", vote_id)
    return tuple(
        ListedVoter(row["code"], row["name"], row["weight"], row["inhabitants"], tuple(row["kringen"].split()))
        for row in rows
    )


async def effective_ballots(vote_id: int, log: str) -> tuple[Effective[Any], ...]:
    """The ballots that count, rebuilt from the log. Only for the count and for what is public after it."""
    voters = {voter.code: voter.voter() for voter in await listed_voters(vote_id)}
    events: list[Mapping[str, Any]] = [json.loads(row.event) for row in await log_rows(vote_id, log)]
    return replay(voters, events).effective()


async def dossier(vote: Vote) -> Dossier:
    """All that the recount package holds. NotFound before the count: until then nobody may see it."""
    if vote.result is None:
        raise NotFound("Het natelpakket komt er na de telling.")
    rows = await log_rows(vote.id, vote.log)
    return Dossier(
        rules=vote.rules_file,
        voters=await listed_voters(vote.id),
        log=tuple(
            {"nonce": row.nonce.hex(), "blad": row.leaf.hex(), "gebeurtenis": json.loads(row.event)} for row in rows
        ),
        heads={
            "sleutel": vote.public_key.hex(),
            "hoofden": [
                {"grootte": head.size, "wortel": head.root, "tijd": head.time, "handtekening": head.signature}
                for head in await heads(vote.id)
            ],
        },
        draw={"bron": vote.draw_source, "waarde": vote.draw_value},
        effective=await effective_ballots(vote.id, vote.log),
        result=vote.result,
    )
