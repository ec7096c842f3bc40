"""`make audit` says what is known against a locked package, and never takes silence of the service for an all-clear."""

import json
import stat
from pathlib import Path
from typing import Any

import lock
import pytest


def service(folder: Path, *, says: Any = None, complains: str = "") -> Path:
    """A program in place of pip-audit, whose service no test may ask: it answers `says` and complains on stderr."""
    (folder / "says").write_text("" if says is None else json.dumps({"dependencies": says}), encoding="utf-8")
    (folder / "complains").write_text(complains, encoding="utf-8")
    program = folder / "pip-audit"
    program.write_text(f'#!/bin/sh\ncat "{folder}/says"\ncat "{folder}/complains" >&2\nexit 1\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (folder / "run.txt").write_text("aiohttp==1\n", encoding="utf-8")
    return program


KNOWN = {"name": "aiohttp", "version": "1", "vulns": []}


def test_a_service_that_cannot_be_reached_is_one_sentence(tmp_path: Path) -> None:
    program = service(tmp_path, complains="Traceback\nConnectionError: no route")
    with pytest.raises(SystemExit) as stopped:
        lock.audit(program, tmp_path)
    assert stopped.value.code == (
        "Nothing is known of run.txt: the advisory service cannot be reached (ConnectionError: no route)."
    )


def test_a_service_that_does_not_know_a_package_gives_no_all_clear(tmp_path: Path) -> None:
    program = service(tmp_path, says=[KNOWN, {"name": "rsa", "skip_reason": "Dependency not found on PyPI"}])
    with pytest.raises(SystemExit) as stopped:
        lock.audit(program, tmp_path)
    assert stopped.value.code == "The advisory service knows nothing of 1 of 2 packages, such as rsa."


def test_a_known_vulnerability_is_named_with_its_package_and_lock(tmp_path: Path) -> None:
    program = service(tmp_path, says=[{**KNOWN, "vulns": [{"id": "PYSEC-1"}]}])
    with pytest.raises(SystemExit) as stopped:
        lock.audit(program, tmp_path)
    assert stopped.value.code == "Known vulnerabilities:\naiohttp 1 (run.txt): PYSEC-1"


def test_when_all_is_known_and_nothing_is_wrong_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock.audit(service(tmp_path, says=[KNOWN]), tmp_path)
    assert capsys.readouterr().out == "No vulnerability is known in 1 packages.\n"
