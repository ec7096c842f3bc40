"""A result in the words and figures of a page: from uitslag.json and analysis to what a template shows."""

from fractions import Fraction

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.voting.queries import Vote
from innovatie.voting.result_files import (
    Analysis,
    Count,
    Details,
    FinalAnalysis,
    FinalDetails,
    PreselectionCount,
    PreselectionDetails,
)


class CandidateRow(msgspec.Struct, frozen=True):
    """One candidate of a preselection."""

    title: str
    group_id: int
    weight: int
    municipalities: int
    kringen: int
    eligible: bool
    chosen: bool
    own_support: Fraction | None
    needed: Fraction | None


class AcceptRow(msgspec.Struct, frozen=True):
    """One option against "Geen van deze"."""

    title: str
    group_id: int | None
    for_option: int
    for_none: int
    accepted: bool
    first_choices: int


class Check(msgspec.Struct, frozen=True):
    """One "what if": `outcome` is what would have been chosen; `pivotal` how many single ballots decide."""

    name: str
    same: bool
    outcome: tuple[str, ...]
    pivotal: int


class Step(msgspec.Struct, frozen=True):
    """One step of a tie-break."""

    name: str
    values: tuple[tuple[str, str], ...]
    left: tuple[str, ...]


class Explained(msgspec.Struct, frozen=True):
    """Everything a result page tells, in the order in which it tells it."""

    cast: int
    electorate: int
    cast_weight: int
    electorate_weight: int
    quorum_met: bool
    quorum_needed: int
    chosen: tuple[str, ...]
    chosen_ids: tuple[int, ...]
    unweighted: tuple[str, ...]
    weights_matter: bool
    draw_among: tuple[str, ...]
    outcome: str
    candidates: tuple[CandidateRow, ...]
    runner_up: tuple[str, ...]
    score: Fraction
    runner_up_score: Fraction
    tied: tuple[tuple[str, ...], ...]
    order: tuple[tuple[str, ...], ...]
    duel_heads: tuple[str, ...]
    duels: tuple[tuple[str, tuple[int | None, ...]], ...]
    unweighted_duels: tuple[tuple[str, tuple[int | None, ...]], ...]
    accepted: tuple[AcceptRow, ...]
    steps: tuple[Step, ...]
    checks: tuple[Check, ...]
    margin: str


def explain(vote: Vote) -> Explained:
    """The explanation of a counted vote; NotFound before the count."""
    if vote.result is None or vote.analysis is None:
        raise NotFound("De stemming is nog niet geteld. Tot dan ziet niemand wat gemeenten stemden.")
    official, plain = vote.result.weighted, vote.result.unweighted
    analysis = vote.analysis
    electorate = analysis.electorate
    preselection = analysis.weighted if isinstance(analysis.weighted, PreselectionDetails) else _NO_DETAILS
    return Explained(
        cast=official.cast,
        electorate=electorate,
        cast_weight=official.weight,
        electorate_weight=analysis.electorate_weight,
        quorum_met=official.quorum_met,
        quorum_needed=-int(-Fraction(vote.rules.quorum) * electorate // 1),
        chosen=_titles(vote, official.chosen),
        chosen_ids=tuple(int(code) for code in official.chosen),
        unweighted=_titles(vote, plain.chosen),
        weights_matter=set(official.chosen) != set(plain.chosen),
        draw_among=tuple(_named(vote, one) for one in official.draw_among),
        outcome=_outcome(vote, official, analysis.weighted),
        candidates=_candidates(vote, preselection, official.chosen),
        runner_up=_titles(vote, preselection.runner_up),
        score=Fraction(official.score if isinstance(official, PreselectionCount) else 0),
        runner_up_score=Fraction(preselection.runner_up_score or 0),
        tied=tuple(_titles(vote, one) for one in preselection.tied),
        order=tuple(_titles(vote, tied) for tied in official.order),
        duel_heads=tuple(option.title for option in vote.options) if vote.is_final else (),
        duels=_duels(vote, official),
        unweighted_duels=_duels(vote, plain),
        accepted=_accepted(vote, analysis),
        steps=tuple(
            Step(
                step.name,
                tuple((_named(vote, code), value) for code, value in step.values),
                tuple(_named(vote, code) for code in step.left),
            )
            for step in analysis.weighted.steps
        ),
        checks=tuple(
            Check(one.name, one.same, _titles(vote, one.outcome), len(one.pivotal)) for one in analysis.variants
        ),
        margin=_margin(vote, official),
    )


_NO_DETAILS = PreselectionDetails(candidates=(), own_support=(), runner_up=(), runner_up_score=None, tied=(), steps=())
"""What a final has of a preselection."""


def _titles(vote: Vote, codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(vote.title(code) for code in codes)


def _outcome(vote: Vote, official: Count, details: Details) -> str:
    """geen-quorum, loting (still to be held), geloot, geen, een, twee, gelijk; for a preselection geen-quorum, loting,
    or the number chosen.
    """
    if not official.quorum_met:
        return "geen-quorum"
    if official.draw_among:
        return "loting"
    number = len(official.chosen)
    if not isinstance(details, FinalDetails):
        return str(number)
    if number and vote.draw_value is not None and details.steps:
        return "geloot"
    if number == 2 and details.reason == "gelijk bovenaan":
        return "gelijk"
    return {0: "geen", 1: "een"}.get(number, "twee")


def _candidates(vote: Vote, details: PreselectionDetails, chosen: tuple[str, ...]) -> tuple[CandidateRow, ...]:
    own = {one.code: one for one in details.own_support}
    rows = [
        CandidateRow(
            title=vote.title(one.code),
            group_id=int(one.code),
            weight=one.weight,
            municipalities=one.municipalities,
            kringen=one.kringen,
            eligible=one.eligible,
            chosen=one.code in chosen,
            own_support=Fraction(own[one.code].score) if one.code in own else None,
            needed=Fraction(own[one.code].needed) if one.code in own else None,
        )
        for one in details.candidates
    ]
    return tuple(sorted(rows, key=lambda row: (not row.chosen, -row.weight, row.title)))


def _accepted(vote: Vote, analysis: Analysis) -> tuple[AcceptRow, ...]:
    if not isinstance(analysis, FinalAnalysis):
        return ()
    groups = {option.code: option.group_id for option in vote.options}
    return tuple(
        AcceptRow(
            title=vote.title(one.code),
            group_id=groups[one.code],
            for_option=one.for_option,
            for_none=one.for_none,
            accepted=one.accepted,
            first_choices=analysis.first_choices.get(one.code, 0),
        )
        for one in analysis.weighted.against_none
    )


def _duels(vote: Vote, count: Count) -> tuple[tuple[str, tuple[int | None, ...]], ...]:
    duels = count.duels
    codes = [option.code for option in vote.options]
    return tuple((vote.title(a), tuple(None if a == b else duels[a][b] for b in codes)) for a in codes if duels)


def _margin(vote: Vote, official: Count) -> str:
    """By how much the winner won its duel with the next in the order, as "112 tegen 97"; empty when there is no
    such.
    """
    order = official.order
    if not vote.is_final or len(order) < 2 or len(order[0]) != 1 or len(order[1]) != 1:
        return ""
    one, other = order[0][0], order[1][0]
    return f"{official.duels[one][other]} tegen {official.duels[other][one]}"


def _named(vote: Vote, code: str) -> str:
    """The title of an option, or those of a committee that is named as 4+12+31."""
    return ", ".join(vote.title(part) for part in code.split("+"))
