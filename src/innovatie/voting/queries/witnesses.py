"""Which states of a log went to whom outside, and who said to keep them."""

from datetime import datetime

import msgspec

from innovatie.domain.whole_numbers import whole
from innovatie.domain.witnesses import domain_of
from innovatie.infra.database import fetch_as, fetch_one_as


class Asked(msgspec.Struct, frozen=True):
    """A published state of a log that the witness at `address` is asked to keep."""

    vote_id: int
    log: str
    size: int
    root: bytes
    time: str
    address: str
    acknowledged_at: datetime | None


class Acknowledged(msgspec.Struct, frozen=True):
    size: int
    root: bytes
    address: str
    acknowledged_at: datetime

    @property
    def witness(self) -> str:
        """As everybody may see it: the organisation, not the mailbox."""
        return domain_of(self.address)


class _Addresses(msgspec.Struct, frozen=True):
    heads_to: str


def once_for(log: str, size: int, address: str) -> str:
    """The key under which a state goes to a witness once."""
    return f"boomhoofd:{log}:{size}:{address}"


async def witnesses_of(vote_id: int) -> tuple[str, ...]:
    """Addresses of the witnesses, in the order in which they were named."""
    found = await fetch_one_as(_Addresses, "SELECT heads_to FROM round_vote WHERE id = $1", vote_id)
    return tuple(found.heads_to.split()) if found else ()


async def acknowledged(vote_id: int) -> tuple[Acknowledged, ...]:
    return tuple(
        await fetch_as(
            Acknowledged,
            "SELECT size, root, address, acknowledged_at FROM witness_acknowledgement WHERE vote = $1"
            " ORDER BY size, acknowledged_at, id",
            vote_id,
        )
    )


async def asked_of(token: str) -> Asked | None:
    """The state that a token names, whether its mark is right or not; None when there is no such state or witness."""
    parts = token.split("-")
    vote, size, number = (whole(part) for part in parts[:3]) if len(parts) == 4 else (None, None, None)
    if vote is None or size is None or number is None:
        return None
    return await fetch_one_as(
        Asked,
        """
        SELECT v.id AS vote_id, v.log, h.size, h.root, h.time, a.address, k.acknowledged_at
          FROM round_vote v JOIN tree_head h ON h.vote = v.id AND h.size = $2
          JOIN LATERAL (SELECT (string_to_array(v.heads_to, chr(10)))[$3 + 1] AS address) a ON a.address <> ''
          LEFT JOIN witness_acknowledgement k ON k.vote = v.id AND k.size = h.size AND k.address = a.address
         WHERE v.id = $1 ORDER BY h.id DESC LIMIT 1
        """,
        vote,
        size,
        number,
    )
