"""uitslag.json and the analysis around it, as values. Each vote is counted twice: weighted, and one vote each."""

import msgspec

from innovatie.domain.vote_kinds import VoteKind

_COUNT = {"cast": "uitgebracht", "weight": "gewicht", "quorum_met": "quorum", "draw_among": "loting_nodig"}
_TWICE = {"weighted": "gewogen", "unweighted": "ongewogen"}


class PreselectionCount(msgspec.Struct, frozen=True, kw_only=True, rename={**_COUNT, "finalists": "finalisten"}):
    """One count of a preselection. `score` is an exact fraction; `draw_among` names committees as 4+12+31."""

    cast: int
    weight: int
    quorum_met: bool
    finalists: tuple[str, ...]
    score: str
    draw_among: tuple[str, ...]

    @property
    def chosen(self) -> tuple[str, ...]:
        return self.finalists

    @property
    def order(self) -> tuple[tuple[str, ...], ...]:
        """A preselection has none."""
        return ()

    @property
    def duels(self) -> dict[str, dict[str, int]]:
        """A preselection has none."""
        return {}


class FinalCount(
    msgspec.Struct, frozen=True, kw_only=True, rename={**_COUNT, "order": "volgorde", "winners": "winnaars"}
):
    """One count of a final. `duels[one][other]` is the weight that puts one above the other."""

    cast: int
    weight: int
    quorum_met: bool
    duels: dict[str, dict[str, int]]
    order: tuple[tuple[str, ...], ...]
    winners: tuple[str, ...]
    draw_among: tuple[str, ...]

    @property
    def chosen(self) -> tuple[str, ...]:
        return self.winners


Count = PreselectionCount | FinalCount


class PreselectionResult(msgspec.Struct, frozen=True, rename=_TWICE):
    """uitslag.json of a preselection."""

    weighted: PreselectionCount
    unweighted: PreselectionCount


class FinalResult(msgspec.Struct, frozen=True, rename=_TWICE):
    """uitslag.json of a final."""

    weighted: FinalCount
    unweighted: FinalCount


Result = PreselectionResult | FinalResult


class StepLine(msgspec.Struct, frozen=True, rename={"name": "naam", "values": "waarden", "left": "over"}):
    """One step of a tie-break: the value of each of those still tied, and who were left."""

    name: str
    values: tuple[tuple[str, str], ...]
    left: tuple[str, ...]


class VariantLine(
    msgspec.Struct,
    frozen=True,
    rename={"name": "naam", "outcome": "uitkomst", "same": "gelijk", "pivotal": "beslissend"},
):
    """One "what if"; `pivotal` names the municipalities whose single ballot decides."""

    name: str
    outcome: tuple[str, ...]
    same: bool
    pivotal: tuple[str, ...]


class CandidateLine(
    msgspec.Struct,
    frozen=True,
    rename={"code": "id", "weight": "gewicht", "municipalities": "gemeenten", "eligible": "voldoet"},
):
    """The support of one candidate."""

    code: str
    weight: int
    municipalities: int
    kringen: int
    eligible: bool


class SupportLine(msgspec.Struct, frozen=True, rename={"code": "id", "needed": "nodig"}):
    """What the committee would lose without this finalist, and what it needs; exact fractions."""

    code: str
    score: str
    needed: str


class AcceptLine(
    msgspec.Struct,
    frozen=True,
    rename={
        "code": "id",
        "for_option": "voor",
        "for_none": "geen",
        "ranked_before": "erboven",
        "accepted": "aanvaard",
    },
):
    """One option against "Geen van deze"."""

    code: str
    for_option: int
    for_none: int
    ranked_before: bool
    accepted: bool


class PreselectionDetails(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename={
        "candidates": "kandidaten",
        "own_support": "eigen_steun",
        "runner_up": "tweede",
        "runner_up_score": "tweede_score",
        "tied": "gelijk",
        "steps": "stappen",
    },
):
    """How one count of a preselection came about."""

    candidates: tuple[CandidateLine, ...]
    own_support: tuple[SupportLine, ...]
    runner_up: tuple[str, ...]
    runner_up_score: str | None
    tied: tuple[tuple[str, ...], ...]
    steps: tuple[StepLine, ...]


class FinalDetails(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename={"reason": "reden", "against_none": "tegen_geen", "steps": "stappen"},
):
    """How one count of a final came about."""

    reason: str
    against_none: tuple[AcceptLine, ...]
    steps: tuple[StepLine, ...]


Details = PreselectionDetails | FinalDetails
_AROUND = {
    **_TWICE,
    "electorate": "stemgerechtigd",
    "electorate_weight": "stemgerechtigd_gewicht",
    "variants": "bestendig",
}


class PreselectionAnalysis(msgspec.Struct, frozen=True, kw_only=True, rename=_AROUND):
    """The explanation around a preselection."""

    weighted: PreselectionDetails
    unweighted: PreselectionDetails
    electorate: int
    electorate_weight: int
    variants: tuple[VariantLine, ...]


class FinalAnalysis(
    msgspec.Struct, frozen=True, kw_only=True, rename={**_AROUND, "first_choices": "eerste_voorkeuren"}
):
    """The explanation around a final. `first_choices`: the weight that puts each option on top, alone or shared."""

    weighted: FinalDetails
    unweighted: FinalDetails
    electorate: int
    electorate_weight: int
    variants: tuple[VariantLine, ...]
    first_choices: dict[str, int]


Analysis = PreselectionAnalysis | FinalAnalysis


def read_result(kind: VoteKind, text: str | bytes) -> Result:
    """The result as it is stored."""
    if kind is VoteKind.FINAL:
        return msgspec.json.decode(text, type=FinalResult)
    return msgspec.json.decode(text, type=PreselectionResult)


def read_analysis(kind: VoteKind, text: str | bytes) -> Analysis:
    """The analysis as it is stored."""
    if kind is VoteKind.FINAL:
        return msgspec.json.decode(text, type=FinalAnalysis)
    return msgspec.json.decode(text, type=PreselectionAnalysis)
