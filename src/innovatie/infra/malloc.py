"""Fewer heaps: the C library keeps eight for each processor, and what threads free in one is no use in another.

The web process works in a dozen threads for a moment each; two heaps hold the same in 20 MB less.
"""

import ctypes
from contextlib import suppress
from typing import Final

_ARENA_MAX: Final = -8
HEAPS: Final = 2


def use_few_heaps() -> None:
    """At the start of a process, before it has threads. Without the C library of GNU it does nothing."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, HEAPS)
