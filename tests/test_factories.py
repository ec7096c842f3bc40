"""The small true things of the tests: a process that makes very many of them, as one that runs all tests does."""

from itertools import count

import pytest

from innovatie.infra.database import fetch_value
from tests import factories
from tests.factories import FIRST, municipality, partnership, person, round_in


@pytest.mark.anyio
@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("already", [9_999, 69_999, 600_000], ids=lambda already: f"{already} made before")
async def test_however_many_were_made_before_the_next_fits(already: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factories, "_counts", [count(FIRST + already)])
    towns = [await municipality() for _ in range(3)]
    assert len(set(towns)) == 3
    await partnership(*towns)
    await person()
    await round_in(None)
    await round_in(None)


def test_no_two_numbers_give_one_code() -> None:
    numbers = range(FIRST, FIRST + 200_000)
    for code in (factories._town_code, factories._code):
        assert len({code(number) for number in numbers}) == len(numbers)


@pytest.mark.anyio
@pytest.mark.parametrize("of", ["one test", "the next"])
@pytest.mark.usefixtures("db")
async def test_every_test_begins_with_the_same_numbers(of: str) -> None:
    first = await fetch_value("SELECT name FROM municipality WHERE id = $1", await municipality())
    code = await fetch_value("SELECT code FROM round WHERE id = $1", await round_in(None))
    assert (first, code) == (f"Gemeente {FIRST}", "2032-1"), of
