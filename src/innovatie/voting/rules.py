"""regels.json: what is fixed when a vote opens. Its digest stands in the log, so its names and values never change."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

import msgspec

from innovatie.domain.ballot_log import canonical
from innovatie.domain.preselection import PreselectionRules
from innovatie.domain.vote_kinds import VoteKind
from innovatie.domain.winners import FinalRules
from innovatie.rounds.settings import FinalSettings, PreselectionSettings, Weighting

FORMAT = "innovatie-natellen/1"
_FILE = {"format": "formaat", "log": "logboek", "options": "opties", "rules": "regels", "weighting": "weging"}


class FixedPreselection(
    PreselectionSettings, frozen=True, kw_only=True, rename={"related": "verwant", "review": "beoordeling"}
):
    """The rules of one preselection. `related`: pairs of groups that are never finalists together; `review`: the mean
    of the reviews by group, in hundredths.
    """

    related: tuple[tuple[str, str], ...] = ()
    review: dict[str, int] = msgspec.field(default_factory=dict)

    def domain(self) -> PreselectionRules:
        """For the count; ValueError or ZeroDivisionError when a share is no fraction."""
        return PreselectionRules(
            seats=self.seats,
            max_approvals=self.max_approvals,
            quorum=Fraction(self.quorum),
            candidate_share=Fraction(self.candidate_share),
            candidate_municipalities=self.candidate_municipalities,
            candidate_kringen=self.candidate_kringen,
            own_support=Fraction(self.own_support),
            related=self.related,
        )


class FixedFinal(
    FinalSettings, frozen=True, kw_only=True, rename={"weighted": "gewogen", "withdrawn": "teruggetrokken"}
):
    """The rules of one final. `weighted`: the quorum holds for weight too. `withdrawn`: what becomes of a finalist that
    withdraws while the vote is open; votes opened before 1 December 2026 fixed nothing of that.
    """

    weighted: bool = True
    withdrawn: Literal["van-elk-biljet"] | msgspec.UnsetType = msgspec.UNSET

    def domain(self) -> FinalRules:
        """For the count; ValueError or ZeroDivisionError when a share is no fraction."""
        return FinalRules(
            second_winner=self.second_winner,
            quorum=Fraction(self.quorum),
            second_majority=Fraction(self.second_majority),
            second_near=Fraction(self.second_near),
            weighted=self.weighted,
        )


Rules = FixedPreselection | FixedFinal


class FixedWeighting(Weighting, frozen=True, kw_only=True, rename={"source": "bron", "date": "datum"}):
    """The weights of one vote: of which figures, as they stood on which day."""

    source: str
    date: str


class OptionLine(msgspec.Struct, frozen=True, rename={"code": "id", "name": "naam"}):
    """An option on the ballot."""

    code: str
    name: str


class PreselectionFile(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="soort", tag=VoteKind.PRESELECTION.value, rename=_FILE
):
    """regels.json of a preselection."""

    format: str = FORMAT
    log: str
    options: tuple[OptionLine, ...]
    rules: FixedPreselection
    weighting: FixedWeighting


class FinalFile(msgspec.Struct, frozen=True, kw_only=True, tag_field="soort", tag=VoteKind.FINAL.value, rename=_FILE):
    """regels.json of a final."""

    format: str = FORMAT
    log: str
    options: tuple[OptionLine, ...]
    rules: FixedFinal
    weighting: FixedWeighting


RulesFile = PreselectionFile | FinalFile


def rules_file(log: str, options: Iterable[tuple[str, str]], rules: Rules, weighting: FixedWeighting) -> RulesFile:
    """What is fixed of a vote, with its options as (code, name)."""
    lines = tuple(OptionLine(code, str(name)) for code, name in options)
    if isinstance(rules, FixedPreselection):
        return PreselectionFile(log=log, options=lines, rules=rules, weighting=weighting)
    return FinalFile(log=log, options=lines, rules=rules, weighting=weighting)


def rules_bytes(file: RulesFile) -> bytes:
    """regels.json, to the byte."""
    return canonical(msgspec.to_builtins(file))


def read_rules(text: str | bytes) -> RulesFile:
    """From regels.json; msgspec.ValidationError when it is none."""
    file: RulesFile = msgspec.json.decode(text, type=RulesFile)
    return file
