"""The map: one tile each, the same every time, whatever the order; and neighbours stay neighbours."""

import math

import pytest

from innovatie.domain.hexmap import Cell, Place, arrange, centre, distance, measure
from innovatie.municipalities.tile_map import tiles

STEPS = 50_000


def grid(side: int = 6) -> list[Place]:
    """A square country of side x side municipalities, each bordering on those next to it."""
    places = []
    for row in range(side):
        for column in range(side):
            near = [(row, column - 1), (row, column + 1), (row - 1, column), (row + 1, column)]
            codes = tuple(f"{r}-{c}" for r, c in near if 0 <= r < side and 0 <= c < side)
            places.append(Place(f"{row}-{column}", 52 - row * 0.1, 5 + column * 0.16, codes))
    return places


@pytest.fixture(scope="module")
def cells() -> dict[str, Cell]:
    """The map of the grid."""
    return arrange(grid(), steps=STEPS)


def test_each_has_a_tile_of_its_own(cells: dict[str, Cell]) -> None:
    assert len(set(cells.values())) == len(cells) == 36


def test_the_same_places_in_any_order_give_the_same_map() -> None:
    assert arrange(grid(4), steps=4_000) == arrange(grid(4)[::-1], steps=4_000)


def test_searching_keeps_more_neighbours_together_than_assigning_alone(cells: dict[str, Cell]) -> None:
    places = grid()
    alone, searched = measure(places, arrange(places, steps=0)), measure(places, cells)
    assert searched.kept >= alone.kept
    assert searched.kept > 0.8


def test_north_stays_north(cells: dict[str, Cell]) -> None:
    assert centre(cells["0-3"])[1] < centre(cells["5-3"])[1]
    assert centre(cells["3-0"])[0] < centre(cells["3-5"])[0]


def test_touching_cells_are_one_apart() -> None:
    for q, r in ((1, 0), (0, 1), (1, -1)):
        assert distance((0, 0), (q, r)) == 1
        assert math.dist(centre((0, 0)), centre((q, r))) == pytest.approx(1)
    assert distance((0, 0), (2, -1)) == 2


def test_the_stored_map_has_342_tiles_and_is_connected() -> None:
    cells = set(tiles().values())
    assert len(cells) == len(tiles()) == 342
    reached, todo = set(), [next(iter(cells))]
    while todo:
        cell = todo.pop()
        if cell in reached:
            continue
        reached.add(cell)
        todo += [other for other in cells - reached if distance(cell, other) <= 2]
    assert reached == cells
