"""What a process remembers of a database is forgotten before each test that gets one.

The next test has another database, in which acts, versions and lists have the same numbers: whether it saw what an
earlier test put there would depend on which tests this worker got, and on how fast.
"""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


def _emptied(name: str) -> Callable[[ModuleType], Any]:
    return lambda module: getattr(module, name).clear()


def _shipped_words(wording: ModuleType) -> None:
    if wording.version():
        wording.apply_changes(())
        wording._applied.cache_clear()


FORGOTTEN: dict[str, dict[str, Callable[[ModuleType], Any]]] = {
    "innovatie.adoption.queries.boundaries": {"_KEPT": _emptied("_KEPT")},
    "innovatie.audit.read_cache": {
        "_kept": _emptied("_kept"),
        "_kept_of_people": _emptied("_kept_of_people"),
        "_under_way": _emptied("_under_way"),
    },
    "innovatie.changes.counting": {"_kept": _emptied("_kept")},
    "innovatie.grouping.model": {"_present": lambda model: model._present.cache_clear()},
    "innovatie.ideas.pages.filters": {"_cached_boxes": _emptied("_cached_boxes")},
    "innovatie.ideas.queries.listing": {"_cache": lambda listing: listing.clear_facets()},
    "innovatie.search.engine_selection": {"_second": lambda selection: selection._second.cache_clear()},
    "innovatie.search.postgres.labels": {"_cache": lambda labels: setattr(labels, "_cache", labels._Cache())},
    "innovatie.search.statistics": {"_cache": lambda statistics: statistics._cache.cache_clear()},
    "innovatie.search.wording": {"_applied": _shipped_words},
    "innovatie.web.page_cache": {"_pages": lambda page_cache: page_cache.clear()},
}
"""Of each module what it keeps, and how that is forgotten. `tests/house/test_memory.py` knows when something is missing."""


def forget() -> None:
    """As in a process that has answered nothing yet."""
    for name, kept in FORGOTTEN.items():
        if (module := sys.modules.get(name)) is not None:
            for empty in kept.values():
                empty(module)
