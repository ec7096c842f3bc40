"""May a plan take part in a round? VNG admits it, asks for more, or excludes it with a reason; who differs appeals."""

from datetime import datetime, timedelta
from enum import StrEnum

from innovatie.domain.phases import Phase
from innovatie.domain.wording import wording


class Verdict(StrEnum):
    """A step in judging an entry; the last one holds."""

    ADMITTED = "toegelaten"
    ASKED_BACK = "teruggevraagd"
    EXCLUDED = "uitgesloten"
    APPEALED = "bezwaar"
    RESTORED = "hersteld"
    UPHELD = "afgewezen"


LABELS: dict[Verdict, str] = {
    Verdict.ADMITTED: wording("Toegelaten"),
    Verdict.ASKED_BACK: wording("Teruggevraagd"),
    Verdict.EXCLUDED: wording("Uitgesloten"),
    Verdict.APPEALED: wording("Bezwaar gemaakt"),
    Verdict.RESTORED: wording("Doet weer mee"),
    Verdict.UPHELD: wording("Bezwaar afgewezen"),
}

APPEAL_WITHIN = timedelta(days=14)
"""How long a municipality may appeal after an exclusion."""
JUDGED_IN = frozenset({Phase.SUBMIT, Phase.GROUP})
"""Phases in which entries are judged: until the groups of the round are settled."""
OUT = frozenset({Verdict.EXCLUDED, Verdict.APPEALED, Verdict.UPHELD})
"""While one of these is the last, the plan does not take part and cannot enter that round again."""

_BY_VNG: dict[Verdict | None, tuple[Verdict, ...]] = {
    None: (Verdict.ADMITTED, Verdict.ASKED_BACK, Verdict.EXCLUDED),
    Verdict.ADMITTED: (Verdict.ASKED_BACK, Verdict.EXCLUDED),
    Verdict.ASKED_BACK: (Verdict.ADMITTED, Verdict.ASKED_BACK, Verdict.EXCLUDED),
    Verdict.EXCLUDED: (Verdict.RESTORED,),
    Verdict.APPEALED: (Verdict.RESTORED, Verdict.UPHELD),
    Verdict.RESTORED: (Verdict.ADMITTED, Verdict.ASKED_BACK, Verdict.EXCLUDED),
    Verdict.UPHELD: (),
}


def choices_after(last: Verdict | None) -> tuple[Verdict, ...]:
    """What VNG may decide next."""
    return _BY_VNG[last]


def needs_reason(verdict: Verdict) -> bool:
    """Whether the municipality must be told why."""
    return verdict is not Verdict.ADMITTED


def may_be_judged(verdict: Verdict, *, settled: bool) -> bool:
    """Whether this may still be decided. Once the groups are settled only an exclusion can be looked at again: who is
    back gets a group when VNG settles them once more.
    """
    return not settled or verdict in {Verdict.RESTORED, Verdict.UPHELD}


def may_appeal(last: Verdict | None, at: datetime | None, now: datetime) -> bool:
    """Whether the municipality may still appeal against the last decision, of the moment `at`."""
    return last is Verdict.EXCLUDED and at is not None and now <= at + APPEAL_WITHIN
