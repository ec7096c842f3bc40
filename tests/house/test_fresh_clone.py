"""What a fresh clone costs is measured by targets of the Makefile, and a step that fails says what it said."""

import re
from pathlib import Path

import pytest
from benchmarks import clone

from tests.house.source import ROOT


def test_each_step_is_a_target_of_make() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {target for asked in clone.STEPS.values() for target in asked} <= set(targets)
    assert clone.STEPS["test, all but set-up and first checks"] == ["test"]


def test_the_processor_time_of_what_a_step_started_is_counted(tmp_path: Path) -> None:
    count = "import sys; sum(range(4_000_000))"
    (tmp_path / "Makefile").write_text(f"busy:\n\t@python3 -c '{count}'\nidle:\n\t@true\n", "utf-8")
    assert clone._cost(tmp_path, ["busy"])["processor"] > clone._cost(tmp_path, ["idle"])["processor"]


def test_a_step_that_fails_ends_the_measuring_with_what_it_said(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text("test:\n\t@echo dit ging mis; false\n", "utf-8")
    with pytest.raises(SystemExit, match="dit ging mis"):
        clone._cost(tmp_path, ["test"])
