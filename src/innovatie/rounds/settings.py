"""The rules of a round as it starts with them. What a round leaves out is as here; a vote fixes its own when it opens.

The names in JSON are those of regels.json in the recount package, so they are Dutch. Shares are fractions written as
text, so that they stay exact.
"""

import msgspec

from innovatie.domain.vote_weights import Weighing, WeightRule
from innovatie.domain.winners import SecondWinner

_PRESELECTION = {
    "seats": "zetels",
    "max_approvals": "hoogstens",
    "candidate_share": "kandidaat_aandeel",
    "candidate_municipalities": "kandidaat_gemeenten",
    "candidate_kringen": "kandidaat_kringen",
    "own_support": "eigen_steun",
}
_FINAL = {
    "second_winner": "tweede_winnaar",
    "second_majority": "tweede_meerderheid",
    "second_near": "tweede_nabij",
}


class PreselectionSettings(msgspec.Struct, frozen=True, kw_only=True, rename=_PRESELECTION):
    """How a preselection is decided; `domain.preselection` says what each figure means."""

    seats: int = 3
    max_approvals: int = 5
    quorum: str = "1/3"
    candidate_share: str = "1/10"
    candidate_municipalities: int = 5
    candidate_kringen: int = 2
    own_support: str = "1/20"


class FinalSettings(msgspec.Struct, frozen=True, kw_only=True, rename=_FINAL):
    """How a final is decided; `domain.winners` says what each figure means."""

    second_winner: SecondWinner = SecondWinner.TWO_IF_MAJORITY
    quorum: str = "1/2"
    second_majority: str = "1/2"
    second_near: str = "9/20"


class Weighting(
    msgspec.Struct, frozen=True, kw_only=True, rename={"kind": "soort", "cap": "maximum", "table": "tabel"}
):
    """How many votes a municipality has. `table`: from so many inhabitants, so many votes."""

    kind: Weighing = Weighing.EQUAL
    cap: int = 75
    table: tuple[tuple[int, int], ...] = ()

    def rule(self) -> WeightRule:
        """Raises ValueError when the table or the cap cannot be."""
        return WeightRule(self.kind, cap=self.cap, table=self.table)


class VoteSettings(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename={"preselection": "voorselectie", "final": "finale", "weighting": "weging"},
):
    """What both votes of a round start from."""

    preselection: PreselectionSettings = PreselectionSettings()
    final: FinalSettings = FinalSettings()
    weighting: Weighting = Weighting()


_CRITERION = {
    "name": "naam",
    "question": "vraag",
    "lowest": "betekenis_1",
    "middle": "betekenis_3",
    "highest": "betekenis_5",
    "weight": "gewicht",
}


class CriterionSettings(msgspec.Struct, frozen=True, kw_only=True, rename=_CRITERION):
    """A question that reviewers of a round answer from 1 to 5, with what 1, 3 and 5 mean."""

    name: str
    question: str
    lowest: str
    middle: str
    highest: str
    weight: int = 1


class RoundSettings(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    rename={
        "template": "sjabloon",
        "proven": "bewezen",
        "vote": "stemming",
        "reviewers": "beoordelaars",
        "audience": "publieksprijs",
    },
):
    """The rules of a round. `template` names what it started from.

    `proven` is what a plan must have shown to take part (empty: nothing); `shortlist` how many groups pass the review
    (None: as usual), `reviewers` how many judge each group. `audience`: for how many days the audience votes for its
    award (0: there is none). `criteria` are what plans are judged by (none: as usual).

    Each rule here is read somewhere and changes what people see; a test holds it to that.
    """

    template: str = ""
    proven: str = ""
    shortlist: int | None = None
    reviewers: int | None = None
    criteria: tuple[CriterionSettings, ...] = ()
    audience: int = 0
    vote: VoteSettings = VoteSettings()
