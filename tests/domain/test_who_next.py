"""Who resembles the users: only with enough of them, the same every time, and the right reasons in front."""

from innovatie.domain.next_adopters import Candidate, likely_next


def country(adopters: int = 30) -> tuple[dict[int, Candidate], dict[int, int]]:
    """A chain of 200 municipalities with two neighbours each; adoption runs along the chain from one end."""
    towns = {n: Candidate(40_000 + 1_000 * (n % 3), (n - 1, n + 1), (), 0) for n in range(1, 201)}
    return towns, {n: n - 1 for n in range(1, adopters + 1)}


def test_below_twenty_adoptions_there_is_no_order() -> None:
    towns, first = country(19)
    assert likely_next(towns, first, 20) == []


def test_the_neighbour_of_users_comes_first_and_the_reason_says_so() -> None:
    towns, first = country()
    found = likely_next(towns, first, 31)
    assert (found[0].municipality, found[0].reasons[0]) == (31, "buren")
    assert found[0].chance > found[1].chance
    assert {item.municipality for item in found} & set(first) == set()


def test_the_answer_is_the_same_every_time_and_in_any_order() -> None:
    towns, first = country()
    turned = dict(sorted(towns.items(), reverse=True))
    assert likely_next(towns, first, 31) == likely_next(turned, first, 31)


def test_when_everybody_takes_part_nobody_is_next() -> None:
    towns, _ = country()
    assert likely_next(towns, dict.fromkeys(towns, 1), 11) == []
