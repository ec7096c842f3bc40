"""Average link with people's decisions above it, and the measures by which it is judged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.agreement import b_cubed, candidate_recall, ndcg, pairwise, recall, reciprocal_rank
from innovatie.domain.grouping import average_link
from tests.samples import examples


def symmetric(size: int, pairs: dict[tuple[int, int], float]) -> np.ndarray:
    matrix = np.eye(size)
    for (a, b), value in pairs.items():
        matrix[a, b] = matrix[b, a] = value
    return matrix


def test_two_texts_join_from_the_cut_on() -> None:
    assert average_link(symmetric(2, {(0, 1): 0.5}), 0.5).tolist() == [0, 0]
    assert average_link(symmetric(2, {(0, 1): 0.49}), 0.5).tolist() == [0, 1]


def test_a_chain_does_not_make_one_group() -> None:
    chain = symmetric(3, {(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.0})
    assert average_link(chain, 0.6).tolist() == [0, 0, 1]


def test_what_people_joined_stays_joined() -> None:
    assert average_link(symmetric(3, {}), 0.5, together=[(0, 2)]).tolist() == [0, 1, 0]


def test_what_people_keep_apart_never_meets_again() -> None:
    alike = symmetric(3, {(0, 1): 0.99, (1, 2): 0.98, (0, 2): 0.98})
    labels = average_link(alike, 0.5, apart=[(0, 1)])
    assert labels[0] != labels[1]
    assert labels[2] in (labels[0], labels[1])


def test_keeping_apart_counts_for_all_that_was_joined_to_them() -> None:
    alike = symmetric(4, {(a, b): 0.9 for a in range(4) for b in range(a + 1, 4)})
    labels = average_link(alike, 0.5, together=[(0, 1), (2, 3)], apart=[(1, 2)])
    assert labels.tolist() == [0, 0, 1, 1]


def test_decisions_that_contradict_are_refused() -> None:
    with pytest.raises(ValueError, match="spreken elkaar tegen"):
        average_link(symmetric(2, {}), 0.5, together=[(0, 1)], apart=[(1, 0)])


def test_no_texts_make_no_groups() -> None:
    assert average_link(np.zeros((0, 0)), 0.5).tolist() == []


@examples(25, many=40)
@given(st.integers(2, 9), st.integers(0, 10_000), st.floats(0.05, 0.95))
def test_the_slow_way_with_decisions_agrees_with_the_quick_way(size: int, seed: int, cut: float) -> None:
    random = np.random.default_rng(seed).uniform(size=(size, size))
    chance = np.triu(random, 1) + np.triu(random, 1).T + np.eye(size)
    quick = average_link(chance, cut)
    slow = average_link(np.block([[chance, np.zeros((size, 1))], [np.zeros((1, size)), np.ones((1, 1))]]), cut,
                        apart=[(0, size)])  # fmt: skip
    assert slow[:size].tolist() == quick.tolist()


def test_b_cubed_of_a_worked_example() -> None:
    # texts 1,2,3 truly together, 4 alone; found {1,2} {3,4}
    found = b_cubed(["a", "a", "a", "b"], ["x", "x", "y", "y"])
    assert found.precision == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert found.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)


def test_pairs_of_a_worked_example() -> None:
    found = pairwise(["a", "a", "a", "b"], ["x", "x", "y", "y"])
    assert (found.precision, found.recall) == (1 / 2, 1 / 3)


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=30))
def test_a_perfect_grouping_scores_one(truth: list[str]) -> None:
    assert b_cubed(truth, truth).f == pytest.approx(1)
    assert pairwise(truth, truth).f == pytest.approx(1)


def test_candidate_recall_counts_only_texts_that_have_a_partner() -> None:
    assert candidate_recall(["a", "a", "b"], [[1, 2], [2, 0], [0, 1]], at=1) == 0.5


def test_ranking_measures_of_a_worked_example() -> None:
    relevance = {"a": 2, "b": 1}
    assert ndcg(["a", "b"], relevance) == pytest.approx(1)
    assert ndcg(["x", "a"], relevance) == pytest.approx(3 / np.log2(3) / (3 + 1 / np.log2(3)))
    assert recall(["x", "b"], relevance) == 0.5
    assert reciprocal_rank(["x", "b", "a"], relevance) == 0.5
    assert reciprocal_rank(["x"], relevance) == 0
