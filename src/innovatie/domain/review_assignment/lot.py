"""Public chance: bits and orders that follow from a published seed, the same on every machine for ever.

Never a random generator of a library: those may change between versions (NumPy says so in NEP 19).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

RING_COLOURS = 3


def number(seed: str, *labels: object) -> int:
    """A number of 256 bits, fixed by the seed and the labels: SHA-256 of them joined by "|"."""
    text = "|".join((seed, *map(str, labels)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")


def bit(seed: str, *labels: object) -> int:
    """0 or 1, each as likely as the other."""
    return number(seed, *labels) & 1


def ring_colours(kringen: Iterable[str], seed: str) -> dict[str, int]:
    """Deal the Kringen in drawn order into three colours; colour c reviews only colour c + 1 (modulo 3).

    So nobody reviews a group of the own Kring, and no two Kringen review each other.
    """
    order = sorted(set(kringen) - {""}, key=lambda k: (number(seed, "kring", k), k))
    return {kring: place % RING_COLOURS for place, kring in enumerate(order)}


def ring_allows(reviewer_kring: str, group_kring: str, colours: dict[str, int]) -> bool:
    """May this Kring review that one? Whoever has no Kring stands outside the ring and may."""
    if not reviewer_kring or not group_kring:
        return True
    return (colours[reviewer_kring] + 1) % RING_COLOURS == colours[group_kring]
