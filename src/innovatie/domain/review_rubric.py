"""The rubric: three criteria with anchored scales, an own total, and how sure the reviewer is of the field.

After Moore's triangle of public value, legitimacy and support, and capacity. The total is the reviewer's own
judgement, not computed from the criteria; "kan ik niet beoordelen" is a missing answer, never a 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from innovatie.domain.wording import wording

LOWEST, HIGHEST = 1, 5
COMMENT_AT = frozenset({LOWEST, HIGHEST})
SHORTEST_COMMENT = 20
WEAK_CORNER = 2.5
DISCUSS_FROM = 3


@dataclass(frozen=True, slots=True)
class Criterion:
    """A question with the meaning of 1, 3 and 5; 2 and 4 lie between. `weight`: in the mean that stands beside them."""

    key: str
    name: str
    question: str
    anchors: Mapping[int, str]
    weight: int = 1


CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "waarde",
        wording("Publieke waarde"),
        wording("Welk maatschappelijk probleem wordt kleiner, voor wie, en hoe toonbaar is dat?"),
        {1: wording("onduidelijk"), 3: wording("aannemelijk"), 5: wording("groot en aangetoond")},
    ),
    Criterion(
        "steun",
        wording("Legitimiteit en steun"),
        wording("Is er bestuurlijk, juridisch en maatschappelijk draagvlak, ook in andere gemeenten?"),
        {1: wording("botst of is onbekend"), 3: wording("te regelen"), 5: wording("aanwezig en overdraagbaar")},
    ),
    Criterion(
        "uitvoering",
        wording("Uitvoeringskracht"),
        wording("Kan een gemiddelde gemeente dit, met haar mensen, geld en ICT?"),
        {1: wording("nee"), 3: wording("met hulp"), 5: wording("ja, en het is herbruikbaar")},
    ),
)

TOTAL = Criterion(
    "totaal",
    wording("Uw totaaloordeel"),
    wording("Verdient dit een landelijke stem?"),
    {1: wording("zeker niet"), 3: wording("misschien"), 5: wording("zeker wel")},
)

CONFIDENCE: dict[int, str] = {1: wording("Buiten mijn terrein"), 2: wording("Redelijk bekend"), 3: wording("Deskundig")}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one criterion: a score with a comment, or `unable` ("kan ik niet beoordelen")."""

    score: int | None = None
    comment: str = ""
    unable: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A whole review. `total_comment` explains the total; `advice` says what would make the plan stronger."""

    answers: Mapping[str, Answer]
    total: Answer
    confidence: int | None
    advice: str = ""


def faults(judgement: Judgement, criteria: Iterable[Criterion] = CRITERIA) -> dict[str, str]:
    """What must still be done before handing in: message by field name, in the order of the form."""
    found: dict[str, str] = {}
    for criterion in criteria:
        _fault(criterion, judgement.answers.get(criterion.key, Answer()), found)
    _fault(TOTAL, judgement.total, found)
    if judgement.confidence not in CONFIDENCE:
        found["zekerheid"] = "Kies hoe goed u dit onderwerp kent."
    return found


def _fault(criterion: Criterion, answer: Answer, found: dict[str, str]) -> None:
    if answer.unable:
        return
    if answer.score is None:
        found[f"score_{criterion.key}"] = wording(
            "Geef een score voor ‘%(criterium)s’, of kies ‘Kan ik niet beoordelen’.", criterium=criterion.name
        )
    elif not LOWEST <= answer.score <= HIGHEST:
        found[f"score_{criterion.key}"] = "Kies een score van 1 tot en met 5."
    elif answer.score in COMMENT_AT and len(answer.comment.strip()) < SHORTEST_COMMENT:
        found[f"toelichting_{criterion.key}"] = wording(
            "Schrijf bij een %(score)s waarom u dat vindt, in ten minste %(n)s tekens.",
            score=answer.score,
            n=SHORTEST_COMMENT,
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is: questions answered of all that are asked, and what is still open: (field, its name)."""

    answered: int
    asked: int
    open: tuple[tuple[str, str], ...]

    @property
    def whole(self) -> bool:
        return not self.open


KNOWLEDGE = wording("Hoe goed kent u dit onderwerp?")


def progress(judgement: Judgement, criteria: Sequence[Criterion] = CRITERIA) -> Progress:
    """How far this review is; a question whose explanation is missing counts as open."""
    missing = faults(judgement, criteria)
    names = {criterion.key: criterion.name for criterion in (*criteria, TOTAL)}
    found = tuple((field, names.get(field.partition("_")[2], KNOWLEDGE)) for field in missing)
    asked = len(names) + 1
    return Progress(asked - len(found), asked, found)


def calls_for_discussion(totals: Iterable[int | None]) -> bool:
    """Whether the highest and the lowest total lie 3 or more apart."""
    given = [t for t in totals if t is not None]
    return len(given) >= 2 and max(given) - min(given) >= DISCUSS_FROM


def weak_corners(means: Mapping[str, float | None], criteria: Iterable[Criterion] = CRITERIA) -> tuple[str, ...]:
    """The criteria whose mean lies below 2,5: named, but never weighed against the others."""
    return tuple(c.key for c in criteria if (mean := means.get(c.key)) is not None and mean < WEAK_CORNER)


def weighted_mean(means: Mapping[str, float | None], criteria: Iterable[Criterion]) -> float | None:
    """The mean over the criteria that somebody could judge, each by its weight: to read beside the total, no more."""
    given = [(mean, c.weight) for c in criteria if (mean := means.get(c.key)) is not None]
    whole = sum(weight for _, weight in given)
    return sum(mean * weight for mean, weight in given) / whole if whole else None
