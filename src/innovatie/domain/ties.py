"""Ties are values, and each way to end one is a named step. The last step is a public draw anyone can repeat.

The draw (after RFC 3797): seed = SHA-256(root of the closed ballot log || public value), where the source of the public
value is named before the vote opens and falls after it closes. So neither the last voter nor the operator can aim it.
Each candidate's ticket is SHA-256(seed || "|" || id); the lowest tickets win.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class Draw:
    """A public draw that was held, with every ticket (hexadecimal), lowest first."""

    seed: str
    tickets: tuple[tuple[str, str], ...]
    winners: tuple[str, ...]


@dataclass(frozen=True)
class TieStep:
    """One step: what it looked at, the value of each of those still tied, and who were left."""

    name: str
    values: tuple[tuple[str, str], ...]
    left: tuple[str, ...]


@dataclass(frozen=True)
class DrawNeeded:
    """`places` of `among` must be drawn, and the value of the public source is not known yet."""

    among: tuple[str, ...]
    places: int


def draw_seed(log_root: bytes, public_value: str) -> bytes:
    """The 32-byte seed. `public_value` is taken as published, without surrounding blanks, in UTF-8."""
    if len(log_root) != 32:
        raise ValueError("a log root is 32 bytes")
    return sha256(log_root + public_value.strip().encode()).digest()


def draw(seed: bytes, among: Iterable[str], places: int) -> Draw:
    """Draw `places` ids. The order in which the ids are given does not matter."""
    ids = sorted(set(among))
    if not 0 < places <= len(ids):
        raise ValueError(f"{places} cannot be drawn from {len(ids)}")
    tickets = sorted((sha256(seed + b"|" + name.encode()).hexdigest(), name) for name in ids)
    winners = tuple(name for _, name in tickets[:places])
    return Draw(seed.hex(), tuple((name, ticket) for ticket, name in tickets), winners)


def narrow(
    tied: Sequence[str], name: str, value: Callable[[str], Any] | Mapping[str, Any]
) -> tuple[tuple[str, ...], TieStep]:
    """Keep those with the highest value; the step tells the value of each."""
    worth = {one: value(one) if callable(value) else value[one] for one in tied}
    top = max(worth.values())
    left = tuple(one for one in tied if worth[one] == top)
    return left, TieStep(name, tuple((one, str(worth[one])) for one in tied), left)
