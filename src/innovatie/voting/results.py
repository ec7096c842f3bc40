"""From the ballots that count to the published result: count twice, weighted and one each, and keep every figure.

What comes out is what uitslag.json holds and recount.py must find again, and the explanation around it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from innovatie.domain.final_vote import NONE_OF_THESE, RankedBallot, duels_of, final_variants, ranks_of
from innovatie.domain.mandates import Effective, Elector
from innovatie.domain.preselection import ApprovalBallot, PreselectionOutcome, decide_finalists
from innovatie.domain.preselection import variants as preselection_variants
from innovatie.domain.ties import TieStep
from innovatie.domain.winners import FinalOutcome, Turnout, decide_winners
from innovatie.voting.log_events import BallotContent
from innovatie.voting.result_files import (
    AcceptLine,
    Analysis,
    CandidateLine,
    FinalAnalysis,
    FinalCount,
    FinalDetails,
    FinalResult,
    PreselectionAnalysis,
    PreselectionCount,
    PreselectionDetails,
    PreselectionResult,
    Result,
    StepLine,
    SupportLine,
    VariantLine,
)
from innovatie.voting.rules import FixedFinal, FixedPreselection, Rules

Ballots = Sequence[Effective[BallotContent]]


def count(
    rules: Rules, options: Sequence[str], electorate: Mapping[str, Elector], effective: Ballots, seed: bytes | None
) -> tuple[Result, Analysis]:
    """The result and the analysis of a vote with these rules."""
    if isinstance(rules, FixedPreselection):
        return _preselection(rules, options, electorate, effective, seed)
    return _final(rules, options, electorate, effective, seed)


def _preselection(
    rules: FixedPreselection,
    options: Sequence[str],
    electorate: Mapping[str, Elector],
    effective: Ballots,
    seed: bytes | None,
) -> tuple[PreselectionResult, PreselectionAnalysis]:
    settings = rules.domain()
    means = {one: Fraction(value, 100) for one, value in rules.review.items()}
    ballots = [
        ApprovalBallot(
            one.municipality,
            one.weight,
            frozenset(one.ballot.approved or ()),
            electorate[one.municipality].kringen,
        )
        for one in effective
    ]
    official, plain = (
        decide_finalists(options, cast, len(electorate), settings, review_means=means, seed=seed)
        for cast in (ballots, [replace(ballot, weight=1) for ballot in ballots])
    )
    checks = (
        preselection_variants(
            options, ballots, len(electorate), settings, official.finalists, review_means=means, seed=seed
        )
        if official.quorum_met and not official.draw_needed
        else ()
    )
    analysis = PreselectionAnalysis(
        weighted=_preselection_details(official),
        unweighted=_preselection_details(plain),
        electorate=len(electorate),
        electorate_weight=_whole_weight(electorate),
        variants=tuple(VariantLine(str(one.name), one.finalists, one.same, one.pivotal) for one in checks),
    )
    return PreselectionResult(_preselection_count(official), _preselection_count(plain)), analysis


def _preselection_count(outcome: PreselectionOutcome) -> PreselectionCount:
    return PreselectionCount(
        cast=outcome.cast,
        weight=outcome.cast_weight,
        quorum_met=outcome.quorum_met,
        finalists=outcome.finalists,
        score=str(outcome.score),
        draw_among=tuple(sorted(outcome.draw_needed.among)) if outcome.draw_needed else (),
    )


def _preselection_details(outcome: PreselectionOutcome) -> PreselectionDetails:
    return PreselectionDetails(
        candidates=tuple(
            CandidateLine(test.candidate, test.weight, test.municipalities, test.kringen, test.eligible)
            for test in outcome.candidates
        ),
        own_support=tuple(SupportLine(one.candidate, str(one.score), str(one.needed)) for one in outcome.own_support),
        runner_up=outcome.runner_up or (),
        runner_up_score=str(outcome.runner_up_score) if outcome.runner_up_score is not None else None,
        tied=outcome.tied,
        steps=_steps(outcome.tie_steps),
    )


def _final(
    rules: FixedFinal,
    options: Sequence[str],
    electorate: Mapping[str, Elector],
    effective: Ballots,
    seed: bytes | None,
) -> tuple[FinalResult, FinalAnalysis]:
    """`options` end with "Geen van deze"."""
    settings = rules.domain()
    ballots = [RankedBallot(one.municipality, one.weight, one.ballot.order or ()) for one in effective]
    whole = _whole_weight(electorate)
    official, plain = (
        decide_winners(
            duels_of(options, ((ranks_of(ballot.order, options), ballot.weight) for ballot in cast)),
            Turnout(len(electorate), electors, len(cast), sum(ballot.weight for ballot in cast)),
            settings,
            seed=seed,
        )
        for cast, electors in (
            (ballots, whole),
            ([replace(ballot, weight=1) for ballot in ballots], len(electorate)),
        )
    )
    analysis = FinalAnalysis(
        weighted=_final_details(official),
        unweighted=_final_details(plain),
        electorate=len(electorate),
        electorate_weight=whole,
        variants=tuple(
            VariantLine(str(one.name), one.top, one.same, one.pivotal)
            for one in (final_variants(options, ballots) if ballots else ())
        ),
        first_choices=_first_choices(options, ballots),
    )
    return FinalResult(_final_count(official), _final_count(plain)), analysis


def _final_count(outcome: FinalOutcome) -> FinalCount:
    options = outcome.duels.options
    return FinalCount(
        cast=outcome.turnout.cast,
        weight=outcome.turnout.cast_weight,
        quorum_met=outcome.quorum_met,
        duels={one: {other: outcome.duels.of(one, other) for other in options if other != one} for one in options},
        order=tuple(tuple(tied) for tied in outcome.ranking.order),
        winners=outcome.winners,
        draw_among=outcome.draw_needed.among if outcome.draw_needed else (),
    )


def _final_details(outcome: FinalOutcome) -> FinalDetails:
    return FinalDetails(
        reason=str(outcome.reason),
        against_none=tuple(
            AcceptLine(one.option, one.for_option, one.for_none, one.ranked_before, one.accepted)
            for one in outcome.acceptance
        ),
        steps=_steps(outcome.tie_steps),
    )


def _whole_weight(electorate: Mapping[str, Elector]) -> int:
    return sum(elector.weight for elector in electorate.values())


def _steps(steps: Sequence[TieStep]) -> tuple[StepLine, ...]:
    return tuple(StepLine(str(step.name), step.values, step.left) for step in steps)


def _first_choices(options: Sequence[str], ballots: Sequence[RankedBallot]) -> dict[str, int]:
    """Weight that puts each option on top, alone or shared: the plain count that readers ask for."""
    totals = {option: 0 for option in options if option != NONE_OF_THESE}
    for ballot in ballots:
        for option in ballot.order[0] if ballot.order else ():
            if option in totals:
                totals[option] += ballot.weight
    return totals
