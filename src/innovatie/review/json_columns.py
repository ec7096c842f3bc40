"""What the JSON columns of this stage hold, as values; their names in JSON are Dutch."""

from collections.abc import Iterable

import msgspec

from innovatie.domain.review_assignment import Outcome, Served
from innovatie.domain.review_calibration import Shortlist
from innovatie.domain.review_rubric import Answer, Criterion, Judgement

TOTAL_KEY = "totaal"


class StoredAnswer(msgspec.Struct, frozen=True, rename={"comment": "toelichting", "unable": "kan_niet"}):
    """The answer to one criterion."""

    score: int | None = None
    comment: str = ""
    unable: bool = False

    def answer(self) -> Answer:
        return Answer(self.score, self.comment, self.unable)


Answers = dict[str, StoredAnswer]
"""By criterion, and the comment of the total under `totaal`; the total score has a column of its own too."""
_NO_ANSWER = StoredAnswer()


def answer_to(key: str, answers: Answers) -> Answer:
    """The answer to one criterion; an empty one when it has none."""
    return answers.get(key, _NO_ANSWER).answer()


def answers_of(judgement: Judgement) -> Answers:
    """As they are stored."""
    return {
        key: StoredAnswer(one.score, one.comment, one.unable)
        for key, one in (*judgement.answers.items(), (TOTAL_KEY, judgement.total))
    }


def judgement_of(
    answers: Answers, total: int | None, confidence: int | None, advice: str, *, criteria: Iterable[Criterion]
) -> Judgement:
    """The review as it was stored, with an answer to each of `criteria`."""
    said = answer_to(TOTAL_KEY, answers)
    return Judgement(
        answers={criterion.key: answer_to(criterion.key, answers) for criterion in criteria},
        total=Answer(total, said.comment, said.unable),
        confidence=confidence,
        advice=advice,
    )


class ReviewContent(
    msgspec.Struct,
    frozen=True,
    rename={"answers": "antwoorden", "total": "totaal", "confidence": "zekerheid", "advice": "advies"},
):
    """A version of a review."""

    answers: Answers
    total: int | None
    confidence: int | None
    advice: str


def content_of(judgement: Judgement) -> ReviewContent:
    """As a version is stored."""
    return ReviewContent(answers_of(judgement), judgement.total.score, judgement.confidence, judgement.advice)


class DrawnPair(
    msgspec.Struct,
    frozen=True,
    rename={
        "group": "groep",
        "reviewer": "beoordelaar",
        "similarity": "verwantschap",
        "chance": "kans",
        "pinned": "vast",
        "candidates": "kandidaten",
    },
):
    """A pair of a draw; `chance`: how probable the draw made it, `candidates`: how many were in the running."""

    group: int
    reviewer: int
    similarity: float
    chance: float
    pinned: bool
    candidates: int


class DrawReport(
    msgspec.Struct,
    frozen=True,
    rename={
        "total": "totaal",
        "number": "aantal",
        "load": "belasting",
        "worst": "slechtst",
        "short": "tekort",
        "relaxed": "versoepeld",
        "without_lot": "zonder_loting",
        "needed": "nodig",
        "places": "plaatsen",
        "weak": "zwak",
        "lot": "loting",
    },
):
    """What the chair sees of the quality of a draw; `load`: so many reviews, for so many reviewers.

    `without_lot` is the total without a lot (None in draws from before it was kept), `needed` and `places` how many
    reviews were asked for and could be done, `weak` how many groups have reviewers that hardly know the subject.
    """

    total: float
    number: int
    load: tuple[tuple[int, int], ...]
    worst: tuple[Served, ...]
    short: tuple[Served, ...]
    relaxed: bool
    without_lot: float | None = None
    needed: int | None = None
    places: int | None = None
    weak: int = 0
    lot: bool = True

    @property
    def price(self) -> float | None:
        """The share of the similarity that the lot costs in this round."""
        if self.without_lot is None or not self.without_lot:
            return None
        return max(0.0, 1 - self.total / self.without_lot)


def pairs_of(outcome: Outcome) -> tuple[DrawnPair, ...]:
    return tuple(
        DrawnPair(
            int(a.group), int(a.reviewer), a.similarity, a.chance, a.pinned, len(outcome.running.get(a.group, ()))
        )
        for a in outcome.assignments
    )


def report_of(outcome: Outcome, *, lot: bool = True) -> DrawReport:
    return DrawReport(
        total=outcome.total_similarity,
        number=len(outcome.assignments),
        load=tuple(outcome.load.items()),
        worst=outcome.worst,
        short=outcome.short,
        relaxed=outcome.relaxed,
        without_lot=outcome.without_lot,
        needed=outcome.needed,
        places=outcome.places,
        weak=outcome.weak,
        lot=lot,
    )


class Spread(
    msgspec.Struct,
    frozen=True,
    rename={"group": "groep", "reviewer": "beoordelaar", "noise": "rest", "source": "bron"},
):
    """Standard deviations at the gate, and where they come from."""

    group: float
    reviewer: float
    noise: float
    source: str


class GroupAtGate(
    msgspec.Struct, frozen=True, rename={"group": "groep", "mean": "gemiddelde", "error": "fout", "raw": "ruw"}
):
    """One group as it was at the gate."""

    group: int
    mean: float
    error: float
    band: str
    raw: tuple[float, ...]


class GateReport(
    msgspec.Struct,
    frozen=True,
    rename={"reviewed": "beoordeeld", "drawn": "geloot", "quota": "quotum", "spread": "spreiding", "groups": "groepen"},
):
    """Scores and draws as they were when the shortlist was settled."""

    reviewed: int
    drawn: tuple[str, ...]
    quota: bool = False
    spread: Spread | None = None
    groups: tuple[GroupAtGate, ...] = ()


def drawn_by(chosen: Shortlist) -> tuple[str, ...]:
    return tuple(chosen.drawn)


def as_json(value: object) -> str:
    """The text of a JSON column."""
    return msgspec.json.encode(value, enc_hook=_plain).decode()


def _plain(value: object) -> object:
    """A text with its translation, or a number of NumPy, as what it is in JSON."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
