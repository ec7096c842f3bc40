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


def lists(*columns: str) -> Check:
    """Each of `columns` is JSON with a list in it, or NULL."""
    return Check(" AND ".join(f"jsonb_typeof({column}) = 'array'" for column in columns))


def objects(*columns: str) -> Check:
    """Each of `columns` is JSON with names and values in it, or NULL."""
    return Check(" AND ".join(f"jsonb_typeof({column}) = 'object'" for column in columns))


def filled(*columns: str) -> Check:
    """There is something to read in each of `columns`; one that may be NULL says nothing in that way only."""
    return Check(" AND ".join(f"{column} ~ '[^[:space:]]'" for column in columns))


def finite(*columns: str) -> Check:
    """Each of `columns` is a number: neither NaN nor without end."""
    return Check(" AND ".join(f"{column} NOT IN ('NaN', 'Infinity', '-Infinity')" for column in columns))


def not_before(first: str, *later: str) -> Check:
    """None of the moments `later` lies before `first`, in whatever order they lie among themselves.

    A moment that a host told by its own clock may lie before: a host is out of service once its clock is `MOST_APART`
    off, but what it was asked before, and its worker, go on. Bookkeeping is no reason to refuse a person's work.
    """
    return Check(" AND ".join(f"{moment} >= {first} - interval '10 minutes'" for moment in later))


def with_moment(*acts: str) -> Check:
    """Who did one of `acts` (`ended`: the column `ended_by`) did so at a moment (`ended_at`)."""
    return Check(" AND ".join(f"({act}_by IS NULL OR {act}_at IS NOT NULL)" for act in acts))


def plain_address(column: str) -> Check:
    """A mail address or domain stands in one way only: in small letters, without blanks."""
    return Check(f"{column} = lower({column}) AND {column} !~ '[[:space:]]' AND {column} <> ''")


class AtMost(Check):
    """None of `columns` is longer than `longest` characters: a limit of domain/text_limits.py."""

    def __init__(self, longest: int, *columns: str) -> None:
        self.longest, self.columns = longest, columns
        super().__init__(" AND ".join(f"length({column}) <= {longest}" for column in columns))


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"
