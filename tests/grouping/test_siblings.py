"""The synthetic siblings that we wrote ourselves (benchmarks/siblings) are well formed."""

from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Literal

import msgspec

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "siblings"


class Sibling(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One text of a wheel."""

    wheel: str
    text_id: str
    title: str
    text: str
    style: Literal["action-line", "title-and-body", "official", "everyday"]
    country: Literal["NL", "BE"]
    municipality: str
    field: str
    near: str | None = None
    why: Literal["other-task", "other-object", "same-form"] | None = None


def _siblings() -> list[Sibling]:
    lines = [line for file in sorted(FOLDER.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    return [msgspec.json.decode(line, type=Sibling) for line in lines]


SIBLINGS = _siblings()
WHEELS = {wheel: list(texts) for wheel, texts in groupby(SIBLINGS, lambda sibling: sibling.wheel)}


def _twice(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def test_there_are_wheels_to_learn_from() -> None:
    assert len(WHEELS) >= 400
    assert sum(len(texts) > 1 for texts in WHEELS.values()) > len(WHEELS) / 2


def test_a_wheel_is_written_in_one_place() -> None:
    assert _twice([wheel for wheel, _ in groupby(SIBLINGS, lambda sibling: sibling.wheel)]) == []


def test_a_text_has_an_id_and_a_title_of_its_own() -> None:
    assert _twice([sibling.text_id for sibling in SIBLINGS]) == []
    assert [sibling.text_id for sibling in SIBLINGS if not sibling.title.strip()] == []
    assert _twice([f"{sibling.title} {sibling.text}".casefold() for sibling in SIBLINGS]) == []


def test_the_texts_of_a_wheel_come_from_different_municipalities() -> None:
    assert [w for w, texts in WHEELS.items() if _twice([sibling.municipality for sibling in texts])] == []


def test_a_near_miss_names_another_wheel_and_says_why() -> None:
    for wheel, texts in WHEELS.items():
        told = {(sibling.near, sibling.why, sibling.field) for sibling in texts}
        assert len(told) == 1, wheel
        near, why, _ = told.pop()
        assert (near is None) == (why is None), wheel
        assert near is None or (near in WHEELS and near != wheel), wheel


def test_siblings_are_no_copies_of_each_other() -> None:
    for wheel, texts in WHEELS.items():
        words = [frozenset(f"{sibling.title} {sibling.text}".casefold().split()) for sibling in texts]
        assert all(
            len(one & other) < 0.7 * len(one | other) for n, one in enumerate(words) for other in words[n + 1 :]
        ), wheel
