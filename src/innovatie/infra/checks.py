"""Rules that the database keeps, whoever writes: CHECK constraints of tables, from the words of the domain."""

from collections.abc import Iterable
from itertools import pairwise

from piccolo.constraints import Check


def one_of(column: str, words: Iterable[str], *, or_empty: bool = False) -> Check:
    """`column` holds one of `words` (an enum of the domain), or nothing at all when it may be NULL."""
    known = [*words, ""] if or_empty else list(words)
    return Check(f"{column} IN ({', '.join(_quoted(word) for word in known)})")


def at_least(lowest: int, *columns: str) -> Check:
    """Each of `columns` is `lowest` or more (or NULL)."""
    return Check(" AND ".join(f"{column} >= {lowest}" for column in columns))


def between(lowest: int, highest: int, *columns: str) -> Check:
    """Each of `columns` lies from `lowest` up to and including `highest` (or is NULL)."""
    return Check(" AND ".join(f"{column} BETWEEN {lowest} AND {highest}" for column in columns))


def in_order(*columns: str) -> Check:
    """No moment of `columns` lies before the one that stands before it; NULL lies nowhere."""
    return Check(" AND ".join(f"{later} >= {earlier}" for earlier, later in pairwise(columns)))


def exactly_one(*columns: str) -> Check:
    return Check(f"num_nonnulls({', '.join(columns)}) = 1")


def differ(column: str, other: str) -> Check:
    return Check(f"{column} <> {other}")


def together(*conditions: str) -> Check:
    """Either all of `conditions` hold or none of them does."""
    return Check(" AND ".join(f"({first}) = ({then})" for first, then in pairwise(conditions)))


def where(column: str, words: Iterable[str], *, then: str) -> Check:
    """In rows in which `column` holds one of `words`, `then` holds too."""
    return Check(f"{column} NOT IN ({', '.join(_quoted(word) for word in sorted(words))}) OR {then}")


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"
