"""The list of words that this process uses: the shipped one with VNG's changes, as of some version."""

import asyncio
from dataclasses import dataclass
from functools import cache

from innovatie.search.language import apply_changes
from innovatie.search.queries import changes, changes_version


@dataclass(slots=True)
class _Applied:
    version: int = 0


@cache
def _applied() -> _Applied:
    return _Applied()


def version() -> int:
    """The version in use; 0 is the shipped list."""
    return _applied().version


async def refresh() -> None:
    """Use the list as it is now. Other processes do so within the half minute in which they look at the statistics."""
    now = await changes_version()
    if now != _applied().version:
        await asyncio.to_thread(apply_changes, await changes())
        _applied().version = now
