"""The synthetic siblings that we wrote ourselves (benchmarks/siblings) are well formed."""

import json
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from click.testing import CliRunner

from innovatie.domain.similarity import Tier
from innovatie.grouping.commands import grouping
from innovatie.grouping.model import pair_model
from innovatie.grouping.siblings import read_siblings
from innovatie.search.texts import FileProblem

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


def test_the_siblings_are_read_as_one_collection_that_teaches(tmp_path: Path) -> None:
    read = read_siblings(FOLDER)
    assert [document.id for document in read.documents] == [sibling.text_id for sibling in SIBLINGS]
    assert list(read.groups) == [sibling.wheel for sibling in SIBLINGS]
    few = tmp_path / "few"
    few.mkdir()
    lines = (FOLDER / "01_services_and_information.jsonl").read_text("utf-8").splitlines()[:20]
    (few / "a.jsonl").write_text("\n".join(lines), "utf-8")
    documents, labels = tmp_path / "d.jsonl", tmp_path / "l.csv"
    texts = [{"id": str(n), "title": f"Strooien bij gladheid {n // 2}", "text": ""} for n in range(4)]
    documents.write_text("\n".join(json.dumps(text) for text in texts), "utf-8")
    labels.write_text("id,group\n0,a\n1,a\n2,b\n3,b\n", "utf-8")
    options = ["refit", "--collection", str(documents), str(labels), "--siblings", str(few), "--show"]
    shown = CliRunner().invoke(grouping, options)
    assert (shown.exit_code, "few: F " in shown.output) == (0, True), shown.output


@pytest.mark.parametrize(
    ("line", "message"), [(None, "geen bestand met verzonnen plannen"), ('{"wheel": "a"}', "regel 1: verwacht")]
)
def test_a_folder_that_holds_no_siblings_is_refused(tmp_path: Path, line: str | None, message: str) -> None:
    if line:
        (tmp_path / "a.jsonl").write_text(line, "utf-8")
    with pytest.raises(FileProblem, match=message):
        read_siblings(tmp_path)


def test_a_tier_promises_less_when_texts_that_are_easily_mistaken_are_among_those_that_teach() -> None:
    """The bound of each tier holds in all collections together, and no tier is empty because one is hard."""
    assert 1.0 > pair_model().tiers[Tier.SAME] >= pair_model().tiers[Tier.OVERLAP] >= pair_model().tiers[Tier.RELATED]
