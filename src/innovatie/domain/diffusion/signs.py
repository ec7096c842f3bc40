"""Leading signs: what municipalities said before they used a solution, and how often that came true.

No weight is given to a sign: none has been judged yet, so a weight would be invented. Signs stand beside the forecast
and are counted; what they turn out to be worth is what `came_true` says, a year later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from innovatie.domain.adoption_states import Source, Stage, Status
from innovatie.domain.vocabulary import LeadingSign
from innovatie.domain.wording import Wording, wording

_ON_THE_LADDER = {Stage.DECIDED: LeadingSign.DECIDED, Stage.INTRODUCING: LeadingSign.INTRODUCING}
_CAME_BACK_ON_IT = (Stage.STOPPED, Stage.DECLINED)

SIGN_LABELS: dict[LeadingSign, str] = {
    LeadingSign.DECIDED: wording("Besloten"),
    LeadingSign.INTRODUCING: wording("In invoering"),
    LeadingSign.WITHIN_A_YEAR: wording("Bij de stemming: binnen een jaar"),
    LeadingSign.PILOT: wording("Een plan dat als pilot loopt"),
}

_SENTENCES: dict[LeadingSign, tuple[Wording, Wording]] = {
    LeadingSign.DECIDED: (wording("1 gemeente heeft besloten"), wording("%(n)s gemeenten hebben besloten")),
    LeadingSign.INTRODUCING: (wording("1 gemeente is in invoering"), wording("%(n)s gemeenten zijn in invoering")),
    LeadingSign.WITHIN_A_YEAR: (
        wording("1 gemeente zei bij de stemming: binnen een jaar"),
        wording("%(n)s gemeenten zeiden bij de stemming: binnen een jaar"),
    ),
    LeadingSign.PILOT: (
        wording("1 gemeente heeft een plan dat als pilot loopt"),
        wording("%(n)s gemeenten hebben een plan dat als pilot loopt"),
    ),
}


FEWEST_FOR_A_SHARE = 10
"""Of fewer municipalities only the numbers are shown: 0 or 100 % of one says nothing."""


@dataclass(frozen=True, slots=True)
class KeptSign:
    """Which municipalities gave a sign for a solution on the day it was kept."""

    solution: int
    made_on: date
    sign: LeadingSign
    municipalities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SignScore:
    """Of `given` municipalities whose sign is a year old, `came_true` used the solution within that year."""

    sign: LeadingSign
    given: int
    came_true: int

    @property
    def label(self) -> str:
        return SIGN_LABELS[self.sign]

    @property
    def share_says_something(self) -> bool:
        return self.given >= FEWEST_FOR_A_SHARE


def year_later(day: date) -> date:
    """The same day of the next year; 29 February becomes 28 February."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def present_signs(
    statuses: Mapping[int, Status],
    answered_yes: Iterable[tuple[int, date]],
    pilots: Iterable[int],
    goes_to: Mapping[int, int],
    *,
    today: date,
) -> dict[LeadingSign, frozenset[int]]:
    """Who gives which sign today, out of those who never used it; signs that nobody gives are left out.

    `answered_yes`: who said "binnen een jaar", and when; it lapses after that year. `goes_to` leads from a municipality
    that merged to the one that stands in its place. A stage that only a register tells was not said by anybody. Who
    stopped or declined came back on what it said before.
    """
    found: dict[LeadingSign, set[int]] = {}
    for number, status in statuses.items():
        if status.stage in _ON_THE_LADDER and status.source is not Source.DERIVED and not status.ever_used:
            found.setdefault(_ON_THE_LADDER[status.stage], set()).add(number)
    elsewhere = [(LeadingSign.WITHIN_A_YEAR, number) for number, on in answered_yes if on <= today <= year_later(on)]
    elsewhere += [(LeadingSign.PILOT, number) for number in pilots]
    for sign, number in elsewhere:
        now = goes_to.get(number, number)
        known = statuses.get(now)
        if known is None or not (known.ever_used or known.stage in _CAME_BACK_ON_IT):
            found.setdefault(sign, set()).add(now)
    return {sign: frozenset(found[sign]) for sign in LeadingSign if sign in found}


def in_words(sign: LeadingSign, number: int) -> Wording:
    """How many gave this sign, as a part of a sentence."""
    one, more = _SENTENCES[sign]
    return one if number == 1 else Wording(more.template, {"n": number})


def came_true(
    kept: Iterable[KeptSign],
    first_used: Mapping[tuple[int, int], date],
    goes_to: Mapping[int, int],
    *,
    today: date,
) -> tuple[SignScore, ...]:
    """Per sign how many that gave it used the solution within a year; `first_used` by (solution, municipality).

    Signs are kept every night, so a municipality counts once per sign and solution: from the first day it was kept,
    and only when that is a year ago. Who turned out to have used it on that day already foretold nothing and is left
    out. Municipalities that merged since count as the one in their place.
    """
    firsts: dict[tuple[LeadingSign, int, int], date] = {}
    for item in kept:
        for number in item.municipalities:
            key = (item.sign, item.solution, goes_to.get(number, number))
            firsts[key] = min(item.made_on, firsts.get(key, item.made_on))
    counts: dict[LeadingSign, tuple[int, int]] = {}
    for (sign, solution, number), made_on in firsts.items():
        used = first_used.get((solution, number))
        if year_later(made_on) > today or (used is not None and used <= made_on):
            continue
        given, true = counts.get(sign, (0, 0))
        counts[sign] = given + 1, true + (used is not None and used <= year_later(made_on))
    return tuple(SignScore(sign, *counts[sign]) for sign in LeadingSign if sign in counts)
