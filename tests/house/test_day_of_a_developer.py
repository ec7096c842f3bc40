"""The tools of a developer's day: each command of the Makefile is there, and the scripts behind them do what they say."""

import importlib.util
import os
import re
import sys
from collections import deque
from pathlib import Path
from typing import Any

import dev
import migration
import pytest
import set_up
import watching
import yaml

from tests.house.source import ROOT


def test_every_command_that_the_documents_name_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / ".github").rglob("*.yml"), ROOT / ".ci/run"]
    named = {
        (file.name, name)
        for file in files
        for line in re.findall(r"(?:`|^|run: |exec )make ([a-z -]+)", file.read_text("utf-8"), re.MULTILINE)
        for name in line.split()[:1]
    }
    assert len(named) > 10
    assert sorted(one for one in named if one[1] not in targets) == []
    assert {"demo", "test", "dev", "watch", "format", "migration", "shell", "lock", "audit"} <= targets


def workflows(forge: str) -> dict[str, Any]:
    return {file.name: yaml.safe_load(file.read_text("utf-8")) for file in (ROOT / forge / "workflows").iterdir()}


def test_both_forges_run_the_same_the_one_build_command_and_every_night_the_mutants() -> None:
    ours = workflows(".github")
    assert workflows(".forgejo") == ours
    everything = ours["build.yml"]["jobs"]["everything"]
    assert {"run": ".ci/run"} in everything["steps"]
    assert everything["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    assert {"run": "make mutants"} in ours["nightly.yml"]["jobs"]["mutants"]["steps"]
    when = ours["nightly.yml"][True]["schedule"]  # YAML takes the word `on` for a truth value
    assert when[0]["cron"].endswith(" * * *")


def test_what_is_written_made_and_removed_is_seen_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    for name in ("kept.py", "written.py", "removed.html", "picture.png"):
        (tmp_path / "src" / name).write_text("1", encoding="utf-8")
    before = watching.moments(tmp_path, ("src",))
    (tmp_path / "src/removed.html").unlink()
    (tmp_path / "src/made.py").write_text("1", encoding="utf-8")
    after = watching.moments(tmp_path, ("src",)) | {"src/written.py": 0.0}
    assert watching.differences(before, after) == {"src/written.py", "src/removed.html", "src/made.py"}


def test_a_new_migration_gets_the_next_number_and_tells_piccolo_its_name(tmp_path: Path) -> None:
    (tmp_path / "innovatie_0007_first.py").touch()
    made = migration.write(tmp_path, "ratings")
    assert made.name == "innovatie_0008_ratings.py"
    space: dict[str, object] = {}
    exec(compile(made.read_text("utf-8"), made.name, "exec"), space)
    assert (space["ID"], space["SQL"]) == ("0008-ratings", "\n")


@pytest.mark.parametrize("name", ["", "Ratings", "../ratings", "a b", "first"])
def test_a_migration_without_a_proper_new_name_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "innovatie_0001_first.py").touch()
    with pytest.raises(ValueError, match=r"NAME is a word|already"):
        migration.write(tmp_path, name)
    assert len(list(tmp_path.iterdir())) == 1


def test_set_up_compiles_what_changed_also_where_python_itself_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    source = tmp_path / "rule.py"
    kept = Path(importlib.util.cache_from_source(str(source)))
    for moment, number in ((1, 1234), (2, 567)):
        source.write_text(f"NUMBER = {number}\n", encoding="utf-8")
        os.utime(source, (moment, moment))
        set_up.compile_sources(tmp_path)
        assert number.to_bytes(4, "little") in kept.read_bytes()


def test_a_source_that_cannot_be_compiled_stops_no_set_up(tmp_path: Path) -> None:
    (tmp_path / "half.py").write_text("def half(", encoding="utf-8")
    (tmp_path / "whole.py").write_text("NUMBER = 1", encoding="utf-8")
    set_up.compile_sources(tmp_path)
    assert [file.name.split(".")[0] for file in tmp_path.rglob("*.pyc")] == ["whole"]


def test_the_page_of_mails_shows_text_and_runs_nothing() -> None:
    raw = b"To: a@example.nl\r\nSubject: <b>Hoi</b>\r\nContent-Type: text/plain\r\n\r\n<script>alert(1)</script>\r\n"
    shown = dev.page(deque([raw]))
    assert "&lt;b&gt;Hoi&lt;/b&gt;" in shown
    assert "<script>" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert "None yet." in dev.page(deque())
