"""Would the finalists have been others with one ballot fewer, another rule, or other weights?

Nothing here changes a result. It tells a reader how firmly the result stands.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from innovatie.domain.preselection.approvals import Approvals
from innovatie.domain.preselection.rule import ApprovalBallot, PreselectionRules, decide_finalists
from innovatie.domain.wording import wording


@dataclass(frozen=True)
class Variant:
    """One "what if". `finalists` is empty when it would have needed a draw; `pivotal` names municipalities."""

    name: str
    finalists: tuple[str, ...]
    same: bool
    pivotal: tuple[str, ...] = ()


def variants(
    shortlist: Sequence[str],
    ballots: Iterable[ApprovalBallot],
    electorate: int,
    rules: PreselectionRules,
    finalists: Sequence[str],
    *,
    review_means: Mapping[str, Fraction] | None = None,
    seed: bytes | None = None,
) -> tuple[Variant, ...]:
    """Plain count, step-by-step PAV, weights off, and every single ballot left out."""
    cast = sorted(ballots, key=lambda ballot: ballot.municipality)
    official = frozenset(finalists)

    def decide(some: list[ApprovalBallot]) -> tuple[str, ...]:
        outcome = decide_finalists(shortlist, some, electorate, rules, review_means=review_means, seed=seed)
        return outcome.finalists

    unweighted = [replace(ballot, weight=1) for ballot in cast]
    approvals = Approvals.of(shortlist, ((ballot.approved, ballot.weight) for ballot in cast))
    plain = plain_count(approvals, rules.seats)
    stepwise = sequential_pav(approvals, rules.seats)
    without = decide(unweighted)
    return (
        Variant(wording("gewone telling"), plain, frozenset(plain) == official),
        Variant(wording("stap voor stap"), stepwise, frozenset(stepwise) == official),
        Variant(wording("zonder gewichten"), without, frozenset(without) == official),
        _one_fewer(cast, decide, official, tuple(finalists)),
    )


def plain_count(approvals: Approvals, seats: int) -> tuple[str, ...]:
    """The most approved candidates; on a tie for the last place, those earlier on the shortlist."""
    totals = approvals.approval_weight()
    ranked = sorted(range(len(totals)), key=lambda position: (-totals[position], position))
    return tuple(approvals.candidates[position] for position in sorted(ranked[:seats]))


def sequential_pav(approvals: Approvals, seats: int) -> tuple[str, ...]:
    """Best first, then the best addition to it, and so on; ties by place on the shortlist."""
    chosen: list[int] = []
    ballots = [(frozenset(approved), weight) for approved, weight in approvals.ballots]
    for _ in range(min(seats, len(approvals.candidates))):
        gains = {
            candidate: sum(
                (
                    Fraction(weight, 1 + len(approved.intersection(chosen)))
                    for approved, weight in ballots
                    if candidate in approved
                ),
                Fraction(0),
            )
            for candidate in range(len(approvals.candidates))
            if candidate not in chosen
        }
        chosen.append(max(gains, key=lambda candidate: (gains[candidate], -candidate)))
    return tuple(approvals.candidates[position] for position in sorted(chosen))


def _one_fewer(
    cast: list[ApprovalBallot],
    decide: Callable[[list[ApprovalBallot]], tuple[str, ...]],
    official: frozenset[str],
    finalists: tuple[str, ...],
) -> Variant:
    """Equal ballots have equal effect, so each kind is tried once."""
    known: dict[tuple[frozenset[str], int, frozenset[str]], tuple[str, ...]] = {}
    pivotal: list[str] = []
    other = finalists
    for place, ballot in enumerate(cast):
        kind = (ballot.approved, ballot.weight, ballot.kringen)
        if kind not in known:
            known[kind] = decide(cast[:place] + cast[place + 1 :])
        if frozenset(known[kind]) != official:
            pivotal.append(ballot.municipality)
            other = known[kind]
    return Variant(wording("één stem minder"), other, not pivotal, tuple(pivotal))
