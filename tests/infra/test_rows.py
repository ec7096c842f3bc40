"""Rows of SQL come out as Structs: enums, JSON and arrays in their own types, and a value that does not fit is told."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

import asyncpg
import msgspec
import pytest

from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value, fetch_values

pytestmark = pytest.mark.anyio


class Colour(Enum):
    RED = "rood"


class Part(msgspec.Struct, frozen=True):
    size: int


class Thing(msgspec.Struct, frozen=True):
    colour: Colour
    day: date
    words: tuple[str, ...]
    part: Part
    parts: tuple[Part, ...] | None
    text: str


_THING = """SELECT 'rood' AS colour, DATE '2026-03-01' AS day, ARRAY['a', 'b'] AS words, '{"size": 3}'::jsonb AS part,
            $1::jsonb AS parts, '{"no": "json"}' AS text, 7 AS not_asked_for"""


async def test_a_row_is_decoded_into_the_types_of_the_struct(db: asyncpg.Connection) -> None:
    found = await fetch_one_as(Thing, _THING, '[{"size": 1}]')
    assert found == Thing(Colour.RED, date(2026, 3, 1), ("a", "b"), Part(3), (Part(1),), '{"no": "json"}')
    assert (await fetch_as(Thing, _THING, None))[0].parts is None


async def test_no_row_is_none_and_no_rows_are_an_empty_list(db: asyncpg.Connection) -> None:
    assert await fetch_one_as(Thing, f"SELECT * FROM ({_THING}) t WHERE false", None) is None
    assert await fetch_as(Thing, f"SELECT * FROM ({_THING}) t WHERE false", None) == []


async def test_a_value_outside_its_type_is_an_error_that_names_the_field(db: asyncpg.Connection) -> None:
    with pytest.raises(msgspec.ValidationError, match=r"\$\.colour"):
        await fetch_one_as(Thing, _THING.replace("'rood'", "'blauw'"), None)
    with pytest.raises(msgspec.ValidationError, match="size"):
        await fetch_one_as(Thing, _THING, '[{"no": 1}]')


async def test_single_columns_have_types_too(db: asyncpg.Connection) -> None:
    assert await fetch_values(Colour, "SELECT unnest(ARRAY['rood', 'rood'])") == [Colour.RED, Colour.RED]
    assert await fetch_one_value(int, "SELECT 3") == 3
    assert await fetch_one_value(int, "SELECT NULL") is None
    with pytest.raises(msgspec.ValidationError):
        await fetch_one_value(int, "SELECT 'drie'")


@dataclass(frozen=True)
class Coordinates:
    east: float
    north: float


class Place(msgspec.Struct, frozen=True):
    at: Coordinates


async def test_a_dataclass_of_the_domain_is_read_from_json_too(db: asyncpg.Connection) -> None:
    """And what an older or newer version wrote beside it is left out."""
    sql = """SELECT '{"east": 1.5, "north": 2, "height": 3}'::jsonb AS at"""
    assert await fetch_one_as(Place, sql) == Place(Coordinates(1.5, 2.0))


async def test_a_row_may_be_a_dataclass_itself(db: asyncpg.Connection) -> None:
    assert await fetch_one_as(Coordinates, "SELECT 1.5::float AS east, 2 AS north") == Coordinates(1.5, 2.0)
