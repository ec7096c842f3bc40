"""With which secret of the installation the votes that are under way were opened."""

import msgspec

from innovatie.infra.database import fetch_as
from innovatie.voting import signing


class _Signed(msgspec.Struct, frozen=True):
    log: str
    public_key: bytes


class KeysInUse(msgspec.Struct, frozen=True):
    """Names of logs that are still written in: opened with an earlier secret, and with one that is not here at all."""

    earlier: tuple[str, ...]
    lost: tuple[str, ...]


async def keys_in_use() -> KeysInUse:
    """A log is written in until the result of its vote may be seen by everybody."""
    rows = await fetch_as(_Signed, "SELECT log, public_key FROM round_vote WHERE revealed_at IS NULL ORDER BY id")
    others = [row for row in rows if signing.public_key(row.log) != row.public_key]
    return KeysInUse(
        earlier=tuple(row.log for row in others if signing.can_sign(row.log, row.public_key)),
        lost=tuple(row.log for row in others if not signing.can_sign(row.log, row.public_key)),
    )
