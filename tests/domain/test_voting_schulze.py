"""Schulze with winning votes against a brute force of our own and known elections (and see
tests/voting/test_oracles.py).
"""

import random
from itertools import pairwise, permutations

import pytest

from innovatie.domain.final_vote import Duels, duels_of, ranks_of, schulze
from innovatie.domain.final_vote.robustness import minimax

OPTIONS = "ABCDE"


def random_ballots(rng: random.Random, size: int) -> list[tuple[tuple[int, ...], int]]:
    ballots = []
    for _ in range(rng.choice([2, 3, 4, 5, 7, 9, 12])):
        ranks = (
            tuple(rng.sample(range(size), size))
            if rng.random() < 0.5
            else tuple(rng.randrange(size) for _ in range(size))
        )
        ballots.append((ranks, rng.choice([1, 1, 2, 5])))
    return ballots


def strongest_by_enumeration(d: tuple[tuple[int, ...], ...], a: int, b: int) -> tuple[int, int]:
    """The best over all simple paths, written out."""
    others = [c for c in range(len(d)) if c not in (a, b)]
    best = (0, 0)
    for length in range(len(others) + 1):
        for between in permutations(others, length):
            path = [a, *between, b]
            steps = list(pairwise(path))
            if all(d[x][y] > d[y][x] for x, y in steps):
                best = max(best, min((d[x][y], -d[y][x]) for x, y in steps))
    return best


def test_paths_are_the_strongest_of_all_simple_paths() -> None:
    rng = random.Random(5)
    for _ in range(400):
        size = rng.randint(2, 5)
        duels = duels_of(OPTIONS[:size], random_ballots(rng, size))
        ranking = schulze(duels)
        for a in range(size):
            for b in range(size):
                if a != b:
                    assert ranking.paths[a][b] == strongest_by_enumeration(duels.preferred, a, b)


def test_the_example_of_schulzes_article() -> None:
    profile = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
    duels = duels_of(OPTIONS, [(ranks_of(list(order), OPTIONS), weight) for order, weight in profile.items()])
    ranking = schulze(duels)
    assert ranking.order == (("E",), ("A",), ("C",), ("B",), ("D",))
    assert [[strength[0] for strength in row] for row in ranking.paths] == [
        [0, 28, 28, 30, 24], [25, 0, 28, 33, 24], [25, 29, 0, 29, 24], [25, 28, 28, 0, 24], [25, 28, 28, 31, 0],
    ]  # fmt: skip


def test_winning_votes_differ_from_margins_here_and_are_what_we_use() -> None:
    """A-B 9:8, B-C 6:0, C-A 7:1. By votes B over C is the lightest victory; by margin A over B would be."""
    duels = Duels(("A", "B", "C"), ((0, 9, 1), (8, 0, 6), (7, 0, 0)))
    assert schulze(duels).order == (("C",), ("A",), ("B",))


def test_unranked_options_are_tied_last() -> None:
    assert ranks_of([["B"], ["D", "A"]], "ABCD") == (1, 0, 2, 1)
    duels = duels_of("ABCD", [(ranks_of([["B"]], "ABCD"), 3)])
    assert schulze(duels).order == (("B",), ("A", "C", "D"))


@pytest.mark.parametrize(("order", "reason"), [([["A"], ["A"]], "named twice"), ([["Z"]], "not an option")])
def test_a_wrong_order_is_refused(order: list[list[str]], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        ranks_of(order, "ABC")


def test_without_ballots_all_are_tied() -> None:
    assert schulze(duels_of("ABC", [])).order == (("A", "B", "C"),)


def test_weights_count_as_so_many_equal_ballots() -> None:
    rng = random.Random(77)
    for _ in range(200):
        ballots = random_ballots(rng, 4)
        expanded = [(ranks, 1) for ranks, weight in ballots for _ in range(weight)]
        assert duels_of("ABCD", ballots) == duels_of("ABCD", expanded)


def test_with_three_options_and_no_equal_duels_minimax_agrees() -> None:
    rng = random.Random(3)
    compared = 0
    while compared < 300:
        duels = duels_of("ABC", [(tuple(rng.sample(range(3), 3)), rng.randint(1, 50)) for _ in range(6)])
        d = duels.preferred
        values = [max(d[a][b], d[b][a]) for a, b in ((0, 1), (0, 2), (1, 2))]
        if len(set(values)) < 3 or any(d[a][b] == d[b][a] for a, b in ((0, 1), (0, 2), (1, 2))):
            continue
        assert minimax(duels) == schulze(duels).winners
        compared += 1


def test_weights_beyond_sixty_two_bits_stay_exact() -> None:
    heavy = 2**70
    duels = duels_of("AB", [((0, 1), heavy), ((1, 0), heavy - 1)])
    assert duels.preferred == ((0, heavy), (heavy - 1, 0))
    assert schulze(duels).winners == ("A",)
