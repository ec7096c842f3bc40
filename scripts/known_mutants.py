"""Which tests must notice a change in which rule of the domain, and the changes that change nothing."""

TESTS: dict[str, tuple[str, ...]] = {
    "preselection": (
        "domain/test_voting_thresholds.py",
        "domain/test_voting_preselection.py",
        "domain/test_voting_pav.py",
        "domain/test_voting_pav_limits.py",
        "domain/test_voting_pav_triples.py",
    ),
    "final_vote": ("domain/test_voting_schulze.py", "domain/test_voting_ballots.py", "domain/test_voting_firmness.py"),
    "mandates": ("domain/test_voting_mandates.py",),
    "ties": ("domain/test_voting_ballots.py",),
    "winners": ("domain/test_voting_winners.py", "domain/test_voting_acceptance.py"),
    "ballot_log": ("domain/test_voting_ballot_log.py",),
    "review_assignment": (
        "domain/test_review_problem.py",
        "domain/test_review_outcome.py",
        "domain/test_review_candidates.py",
        "domain/test_review_stakes.py",
        "domain/test_review_assignment.py",
        "domain/test_review_optimum.py",
        "domain/test_review_shortage.py",
    ),
    "authority": ("security/test_authority_table.py",),
}
"""The rules, and the tests below tests/ that must notice when one of them changes."""

EQUIVALENT: dict[str, str] = {
    "innovatie.domain.preselection.approvals: 2 ** 53 -> 2 * 53": "whole numbers of Python sooner: slower, the same",
    "innovatie.domain.preselection.approvals: 2 ** 53 -> 2 ** 54": "scores stay below a third of the bound",
    "innovatie.domain.preselection.approvals: self.weight * largest_factor < "
    "EXACT_FLOAT -> self.weight * largest_factor <= EXACT_FLOAT": "the bound itself is exact in a float too",
    "innovatie.domain.preselection.pav: named.sum(axis=1) <= "
    "marks_worth_writing_out(matrix.shape[1]) -> named.sum(axis=1) < "
    "marks_worth_writing_out(matrix.shape[1])": "how many are written out changes the time, not the scores",
    "innovatie.domain.preselection.pav: named.sum(axis=1) <= "
    "marks_worth_writing_out(matrix.shape[1]) -> named.sum(axis=1) > "
    "marks_worth_writing_out(matrix.shape[1])": "how many are written out changes the time, not the scores",
    "innovatie.domain.preselection.pav: self.tie_count = 0 -> self.tie_count = 1": "the first committee sets it anew",
    "innovatie.domain.preselection.pav: len(members) + 1 -> len(members) + 2": "a step more, which nobody has; and a "
    "unit that holds the smaller one",
    "innovatie.domain.preselection.pav: for a, b in never_together if a != b -> "
    "for a, b in never_together if True": "nobody is looked at beside themselves",
    "innovatie.domain.preselection.pav: 6 * unit -> 7 * unit": "whole numbers of Python sooner: slower, the same",
    "innovatie.domain.preselection.pav: range(1, len(members) + 1) -> range(2, "
    "len(members) + 1)": "1 divides everything",
    "innovatie.domain.preselection.pav: range(1, seats + 1) -> range(2, seats + 1)": "1 divides everything",
    "innovatie.domain.preselection.pav: score > self.second -> score >= self.second": "the best of before lies above "
    "the second, and what is kept of equals is asked first",
    "innovatie.domain.preselection.pav: len(options) - missing + 1 -> "
    "len(options) - missing + 2": "a start more, after which too few are left",
    "innovatie.domain.preselection.pav: seats + 1 -> seats + 2": "a unit that holds the smaller one, or a worth that "
    "nobody has",
    "innovatie.domain.preselection.pav: runner > self.second -> runner >= "
    "self.second": "what is as good as the second is not taken in its place by the next line",
    "innovatie.domain.preselection.robustness: weight=1 -> weight=2": "all count the same, whatever that is: shares "
    "are of the weight that was cast",
    "innovatie.domain.preselection.robustness: Fraction(0) -> Fraction(1)": "a start that all gains share",
    "innovatie.domain.preselection.triples: BLOCK = 2000000 -> BLOCK = 2000001": "how many at once changes the "
    "memory, not the weights",
    "innovatie.domain.preselection.triples: default=0 -> default=1": "no marks at all are always worth it: there is "
    "a largest",
    "innovatie.domain.preselection.triples: max(BLOCK // len(threes), 1) -> "
    "min(BLOCK // len(threes), 1)": "how many at once changes the memory, not the weights",
    "innovatie.domain.preselection.triples: max(BLOCK // len(threes), 1) -> "
    "max(BLOCK // len(threes), 2)": "how many at once changes the memory, not the weights",
    "innovatie.domain.preselection.triples: BLOCK // len(threes) -> BLOCK * "
    "len(threes)": "how many at once changes the memory, not the weights",
    "innovatie.domain.preselection.triples: DEAR_THREE * comb(marks, 3) <= marks "
    "* candidates ** 2 / 6 -> DEAR_THREE * comb(marks, 3) < marks * candidates ** "
    "2 / 6": "equal costs: a matter of time",
    "innovatie.domain.preselection.triples: candidates + 1 -> candidates + 2": "nobody has more marks than there are "
    "candidates",
    "innovatie.domain.review_assignment.draw: int(group.max(initial=-1)) + 1 -> int(group.max(initial=-1)) + 2": "a "
    "number that nobody has: the order of all others is the same",
    "innovatie.domain.review_assignment.problem: copy=False -> copy=True": "the same numbers, copied once more",
    "innovatie.domain.review_assignment.solver: if result.x is None: raise RuntimeError(f'HiGHS gave no answer: "
    "{result.message}') -> if result.x is None: pass": "reviews may stay out, so there is always an answer",
    "innovatie.domain.review_assignment.solver: if np.abs(doubled - whole).max(initial=0.0) > 1e-05: raise "
    "RuntimeError('HiGHS gave a p... -> if np.abs(doubled - whole).max(initial=0.0) > 1e-05: pass": "the matrix is "
    "totally unimodular: each vertex is whole",
    "innovatie.domain.review_assignment.solver: np.abs(doubled - whole).max(initial=0.0) > 1e-05 -> np.abs(doubled - "
    "whole).max(initial=0.0) >= 1e-05": "the matrix is totally unimodular: each vertex is whole",
    "innovatie.domain.review_assignment.solver: price / COST_SCALE -> price * COST_SCALE": "another unit: the same",
    "innovatie.domain.review_assignment.solver: cap < 1 -> cap <= 1": "above a cap of 1 there is no room",
    "innovatie.domain.review_assignment.solver: cap < 1 -> cap < 2": "above a cap of 1 there is no room",
    "innovatie.domain.review_assignment.solver: initial=0 -> initial=1": "all are dearer alike, and "
    "each was dearer than any pair",
    "innovatie.domain.review_assignment.candidates: end - start <= best -> end - start < best": "the best of as many "
    "as there are: all",
    "innovatie.domain.review_assignment.candidates: reviewers < np.iinfo(np.int16).max -> reviewers <= "
    "np.iinfo(np.int16).max": "they are numbered from 0: the last one fits",
    "innovatie.domain.ballot_log.entries: expected_size > len(seen) -> "
    "expected_size >= len(seen)": "the line above it says that they differ",
    "innovatie.domain.ballot_log.entries: len(rows) - 1 -> len(rows) + 1": "a step more; a row past the last is "
    "never halfway, for the last one is not signed",
    "innovatie.domain.final_vote.duels: sum(total.values()) < 2 ** 62 -> "
    "sum(total.values()) <= 2 ** 62": "2 ** 62 fits in 64 bits too",
    "innovatie.domain.final_vote.duels: 2 ** 62 -> 2 * 62": "whole numbers of Python sooner: slower, the same",
    "innovatie.domain.final_vote.duels: 2 ** 62 -> 2 ** 63": "all below 2 ** 63 fits in 64 bits",
}
"""Mutants that no test can tell from the original, by their description without the number of the line: why."""
