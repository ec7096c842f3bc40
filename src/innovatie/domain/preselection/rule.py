"""Which ideas become finalists: the rule of a round around exact PAV, step by step and with every figure kept.

1. Quorum: ballots from a share of the municipalities.
2. A candidate needs a share of the cast weight, and support from several municipalities and several Kringen.
3. The best committee in which every finalist has own support: score(W) - score(W without c) >= share of the cast
   weight. If no best committee of three has it, the best of two, of one, none. Fewer than three is a result, not a
failure. 4. Groups that people linked as related are never finalists together.
5. Ties: most approvals together, then the sum of the review means (hundredths), then a public draw.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from innovatie.domain.errors import Invalid
from innovatie.domain.preselection.approvals import Approvals
from innovatie.domain.preselection.pav import Committees, pav_committees, pav_score
from innovatie.domain.ties import Draw, DrawNeeded, TieStep, draw, narrow
from innovatie.domain.wording import wording


@dataclass(frozen=True)
class PreselectionRules:
    """The settings of a round, frozen when the preselection opens. Shares are of municipalities or of cast weight."""

    seats: int = 3
    max_approvals: int = 5
    quorum: Fraction = Fraction(1, 3)
    candidate_share: Fraction = Fraction(1, 10)
    candidate_municipalities: int = 5
    candidate_kringen: int = 2
    own_support: Fraction = Fraction(1, 20)
    related: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ApprovalBallot:
    """The ballot that counts for one municipality. Without a Kring a municipality stands for itself in rule 2."""

    municipality: str
    weight: int
    approved: frozenset[str]
    kringen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CandidateTest:
    """Rule 2 for one candidate."""

    candidate: str
    weight: int
    municipalities: int
    kringen: int
    eligible: bool


@dataclass(frozen=True)
class OwnSupport:
    """Rule 3 for one finalist: what the committee's score would lose without it."""

    candidate: str
    score: Fraction
    needed: Fraction


@dataclass(frozen=True)
class PreselectionOutcome:
    """`finalists` in the order of the shortlist: finalists have no rank. Empty with `quorum_met` False or
    `draw_needed`.
    """

    electorate: int
    cast: int
    cast_weight: int
    quorum_met: bool
    candidates: tuple[CandidateTest, ...]
    finalists: tuple[str, ...] = ()
    score: Fraction = Fraction(0)
    own_support: tuple[OwnSupport, ...] = ()
    runner_up: tuple[str, ...] | None = None
    runner_up_score: Fraction | None = None
    tied: tuple[tuple[str, ...], ...] = ()
    tie_steps: tuple[TieStep, ...] = ()
    draw: Draw | None = None
    draw_needed: DrawNeeded | None = None
    sizes_tried: tuple[int, ...] = field(default=())


def validate_approvals(approved: Sequence[str], shortlist: Collection[str], rules: PreselectionRules) -> frozenset[str]:
    """What one ballot may hold; an empty one is blank and counts for the quorum. Raises Invalid on `keuze`."""
    if unknown := [one for one in approved if one not in shortlist]:
        raise Invalid({"keuze": wording("Plan %(plan)s staat niet op de shortlist.", plan=unknown[0])})
    chosen = frozenset(approved)
    if len(chosen) > rules.max_approvals:
        raise Invalid(
            {
                "keuze": wording(
                    "Kies hooguit %(n)s plannen. U koos er %(gekozen)s.", n=rules.max_approvals, gekozen=len(chosen)
                )
            }
        )
    return chosen


def decide_finalists(
    shortlist: Sequence[str],
    ballots: Iterable[ApprovalBallot],
    electorate: int,
    rules: PreselectionRules,
    *,
    review_means: Mapping[str, Fraction] | None = None,
    seed: bytes | None = None,
) -> PreselectionOutcome:
    """Apply the whole rule. `electorate` counts municipalities; `seed` is the draw's, None while it is unknown."""
    cast = sorted(ballots, key=lambda ballot: ballot.municipality)
    approvals = Approvals.of(shortlist, ((ballot.approved, ballot.weight) for ballot in cast))
    tests = candidate_tests(shortlist, cast, approvals.weight, rules)
    quorum_met = Fraction(len(cast)) >= rules.quorum * electorate
    if not quorum_met:
        return PreselectionOutcome(electorate, len(cast), approvals.weight, False, tests)
    found, passing, tried = _best_supported(approvals, tests, rules)
    common = PreselectionOutcome(electorate, len(cast), approvals.weight, True, tests, sizes_tried=tuple(tried))
    if found is None:
        return common
    chosen, steps, drawn, needed = _break_tie(approvals, passing, review_means or {}, seed)
    names = approvals.candidates
    return PreselectionOutcome(
        common.electorate,
        common.cast,
        common.cast_weight,
        True,
        tests,
        finalists=tuple(names[i] for i in chosen) if chosen else (),
        score=found.score,
        own_support=own_support(approvals, chosen, rules) if chosen else (),
        runner_up=tuple(names[i] for i in found.runner_up) if found.runner_up else None,
        runner_up_score=found.runner_up_score,
        tied=tuple(tuple(names[i] for i in committee) for committee in passing) if len(passing) > 1 else (),
        tie_steps=steps,
        draw=drawn,
        draw_needed=needed,
        sizes_tried=common.sizes_tried,
    )


def candidate_tests(
    shortlist: Sequence[str], cast: Sequence[ApprovalBallot], cast_weight: int, rules: PreselectionRules
) -> tuple[CandidateTest, ...]:
    """Rule 2 for every candidate of the shortlist, in its order."""
    tests = []
    for candidate in shortlist:
        support = [ballot for ballot in cast if candidate in ballot.approved]
        weight = sum(ballot.weight for ballot in support)
        kringen = {kring for ballot in support for kring in (ballot.kringen or {ballot.municipality})}
        eligible = (
            Fraction(weight) >= rules.candidate_share * cast_weight
            and len(support) >= rules.candidate_municipalities
            and len(kringen) >= rules.candidate_kringen
        )
        tests.append(CandidateTest(candidate, weight, len(support), len(kringen), eligible))
    return tuple(tests)


def own_support(approvals: Approvals, committee: Sequence[int], rules: PreselectionRules) -> tuple[OwnSupport, ...]:
    """score(W) - score(W without c) for each member c."""
    whole = pav_score(approvals, committee)
    needed = rules.own_support * approvals.weight
    return tuple(
        OwnSupport(approvals.candidates[c], whole - pav_score(approvals, [m for m in committee if m != c]), needed)
        for c in committee
    )


def _best_supported(
    approvals: Approvals, tests: tuple[CandidateTest, ...], rules: PreselectionRules
) -> tuple[Committees | None, list[tuple[int, ...]], list[int]]:
    """The largest size at which some best committee has own support throughout, and those committees."""
    allowed = [position for position, test in enumerate(tests) if test.eligible]
    place = {name: position for position, name in enumerate(approvals.candidates)}
    apart = [(place[a], place[b]) for a, b in rules.related if a in place and b in place]
    tried: list[int] = []
    for seats in range(min(rules.seats, len(allowed)), 0, -1):
        tried.append(seats)
        found = pav_committees(approvals, seats, allowed=allowed, never_together=apart)
        if found is None:
            continue
        passing = [
            committee
            for committee in found.tied
            if all(one.score >= one.needed for one in own_support(approvals, committee, rules))
        ]
        if passing:
            return found, passing, tried
    return None, [], tried


def _break_tie(
    approvals: Approvals,
    tied: list[tuple[int, ...]],
    review_means: Mapping[str, Fraction],
    seed: bytes | None,
) -> tuple[tuple[int, ...], tuple[TieStep, ...], Draw | None, DrawNeeded | None]:
    if len(tied) == 1:
        return tied[0], (), None, None
    names = approvals.candidates
    committee_of = {committee_id(names[i] for i in committee): committee for committee in tied}
    plain = approvals.approval_weight()
    by_approvals = {one: sum(plain[i] for i in committee) for one, committee in committee_of.items()}
    by_review = {
        one: sum((_hundredths(review_means.get(names[i], Fraction(0))) for i in committee), 0)
        for one, committee in committee_of.items()
    }
    left, first = narrow(tuple(committee_of), wording("Meeste stemmen samen"), by_approvals)
    steps = [first]
    if len(left) > 1:
        left, second = narrow(left, wording("Hoogste beoordeling samen (in honderdsten)"), by_review)
        steps.append(second)
    if len(left) == 1:
        return committee_of[left[0]], tuple(steps), None, None
    if seed is None:
        return (), tuple(steps), None, DrawNeeded(left, 1)
    drawn = draw(seed, left, 1)
    steps.append(TieStep(wording("Openbare loting"), drawn.tickets, drawn.winners))
    return committee_of[drawn.winners[0]], tuple(steps), drawn, None


def committee_id(names: Iterable[str]) -> str:
    """How a committee is named in a draw: its members' ids, sorted as text, joined by "+"."""
    return "+".join(sorted(names))


def _hundredths(mean: Fraction) -> int:
    """A mean in whole hundredths, halves up."""
    return int((mean * 100 + Fraction(1, 2)).__floor__())
