"""Rate limits kept in PostgreSQL, so that they hold over all processes: a token bucket in one statement.

A bucket holds at most `size` tokens and gains `size` tokens per `period`. Each try takes one; an empty bucket refuses.
A refused try takes nothing, so waiting always helps. Keys are digests: no address or mail address is kept.
"""

import hashlib
import ipaddress
import math
from datetime import datetime, timedelta
from typing import NoReturn

import msgspec

from innovatie.domain.errors import DomainError
from innovatie.domain.wording import counted, wording
from innovatie.infra.database import execute, fetch_one_value

_TAKE = """
WITH given AS (
    SELECT $1::bytea AS key, $2::float8 AS size, $3::float8 AS speed, $4::timestamptz AS now, $5::float8 AS cost
)
INSERT INTO rate_bucket AS bucket (key, tokens, filled_at) SELECT key, size - cost, now FROM given WHERE size >= cost
ON CONFLICT (key) DO UPDATE SET
    tokens = LEAST($2, bucket.tokens + GREATEST(0, extract(epoch FROM $4 - bucket.filled_at)) * $3) - $5,
    filled_at = GREATEST(bucket.filled_at, $4)
WHERE LEAST($2, bucket.tokens + GREATEST(0, extract(epoch FROM $4 - bucket.filled_at)) * $3) >= $5
RETURNING tokens
"""
_HELD = """
SELECT LEAST($2::float8, tokens + GREATEST(0, extract(epoch FROM $4::timestamptz - filled_at)) * $3::float8)
  FROM rate_bucket WHERE key = $1
"""
_SWEEP = "DELETE FROM rate_bucket WHERE filled_at < $1"
_LONGEST_PERIOD = timedelta(days=1)
_LONG = 2 * 3600
"""Seconds from which hours are told instead of minutes."""


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """`size` tries at once, and as many again in each `period` (at most a day)."""

    name: str
    size: int
    period: timedelta

    @property
    def per_second(self) -> float:
        return self.size / self.period.total_seconds()

    def wait_seconds(self, missing: float) -> int:
        """How long until so many tokens have come, in whole seconds: who comes back then is not refused for it."""
        return max(1, math.ceil(missing / self.per_second - 1e-6))


class TooMany(DomainError):
    """Too many tries; `wait_seconds` says when to come back."""

    status = 429

    def __init__(self, wait_seconds: int) -> None:
        minutes, hours = -(-wait_seconds // 60), -(-wait_seconds // 3600)
        when = counted(wording("1 seconde"), wording("%(n)s seconden", n=wait_seconds), wait_seconds)
        if wait_seconds >= _LONG:
            when = counted(wording("1 uur"), wording("%(n)s uur", n=hours), hours)
        elif wait_seconds >= 60:
            when = counted(wording("1 minuut"), wording("%(n)s minuten", n=minutes), minutes)
        super().__init__(wording("Dit is te vaak geprobeerd. Wacht %(duur)s en probeer het dan opnieuw.", duur=when))
        self.wait_seconds = wait_seconds


def bucket_key(limit: Limit, *of: object) -> bytes:
    text = "\x1f".join([limit.name, *(str(part) for part in of)])
    return hashlib.sha256(text.encode()).digest()[:16]


async def try_take(limit: Limit, *of: object, now: datetime, cost: int = 1) -> bool:
    """Take `cost` tokens from the bucket of `of` (an address, a person ...); False when there are too few."""
    return await tokens_left(limit, *of, now=now, cost=cost) is not None


async def tokens_left(limit: Limit, *of: object, now: datetime, cost: int = 1) -> float | None:
    """As `try_take`: how many tokens are left after it, None when there were too few."""
    return await fetch_one_value(
        float, _TAKE, bucket_key(limit, *of), float(limit.size), limit.per_second, now, float(cost)
    )


async def take(limit: Limit, *of: object, now: datetime, cost: int = 1) -> None:
    """As `try_take`; raises TooMany."""
    if not await try_take(limit, *of, now=now, cost=cost):
        await refuse(limit, *of, now=now, cost=cost)


async def refuse(limit: Limit, *of: object, now: datetime, cost: int = 1) -> NoReturn:
    """Raises TooMany with the time until the bucket of `of` holds `cost` tokens."""
    held = await fetch_one_value(float, _HELD, bucket_key(limit, *of), float(limit.size), limit.per_second, now)
    raise TooMany(limit.wait_seconds(cost - (held or 0.0)))


async def sweep(now: datetime) -> int:
    """Forget buckets that have been full for long; gives how many. Run by the daily job."""
    tag = await execute(_SWEEP, now - 2 * _LONGEST_PERIOD)
    return int(tag.rsplit(" ", 1)[-1])


def network_of(address: str | None) -> str:
    """The network of an IP address: one address of IPv4, the /64 of IPv6 (which one home or office has).

    A proxy that listens to both writes IPv4 as IPv6 (::ffff:192.0.2.1); all of those would be one network.
    """
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "onbekend"
    found = getattr(found, "ipv4_mapped", None) or found
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
