"""recount.py, written apart, finds the server's result on random rounds, and every tampering."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from innovatie.voting.commands import voting
from innovatie.voting.package import build
from innovatie.voting.recount import log_check
from innovatie.voting.recount.recount import read_package, recount
from tests.samples import sample
from tests.voting.random_rounds import random_dossier


def files_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name.split("/")[1]: archive.read(name) for name in archive.namelist()}


@sample(100, whole=1000)
def test_the_recount_equals_the_server_on_random_rounds(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    signatures = log_check.signed
    monkeypatch.setattr(log_check, "signed", lambda *_: True)  # pure Python and slow; checked by the tests below
    winners = draws = 0
    for seed in range(size):
        files = files_of(build(random_dossier(seed)))
        wrong, result = recount(files)
        assert wrong == [], seed
        count = result["gewogen"]
        winners += bool(count.get("finalisten") or count.get("winnaars"))
        draws += bool(count["loting_nodig"])
    assert winners > size / 4
    assert draws > size / 100
    assert signatures is not log_check.signed


def test_the_same_vote_gives_the_same_bytes() -> None:
    assert build(random_dossier(12)) == build(random_dossier(12))


@pytest.mark.parametrize("seed", [10, 11])
def test_the_shipped_script_runs_on_plain_python_and_says_all_is_equal(seed: int, tmp_path: Path) -> None:
    files = files_of(build(random_dossier(seed)))
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(tmp_path / "recount.py"), str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.endswith("Alles is gelijk aan de gepubliceerde uitslag.\n")
    assert done.returncode == 0


def test_the_command_reads_the_zip_and_reports_a_changed_result(tmp_path: Path) -> None:
    package = tmp_path / "pakket.zip"
    package.write_bytes(build(random_dossier(4)))
    whole = CliRunner().invoke(voting, ["recount", str(package), "--json"])
    assert whole.exit_code == 0
    assert json.loads(whole.output)["gelijk"] is True
    files = read_package(str(package))
    result = json.loads(files["uitslag.json"])
    result["gewogen"]["uitgebracht"] += 1
    folder = tmp_path / "map"
    folder.mkdir()
    for name, content in {**files, "uitslag.json": json.dumps(result).encode()}.items():
        (folder / name).write_bytes(content)
    changed = CliRunner().invoke(voting, ["recount", str(folder)])
    assert changed.exit_code == 1
    assert "VERSCHIL  uitslag.json ontbreekt of is gewijzigd" in changed.output
    assert "VERSCHIL  uitslag (gewogen), uitgebracht" in changed.output


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("logboek.jsonl", b'"soort":"stem"', b'"soort":"stom"', "hoort niet bij haar vingerafdruk"),
        ("stemgerechtigden.csv", b";1000;", b";1001;", "niet wat bij de opening is vastgelegd"),
        ("regels.json", b'"quorum":"', b'"quorum":"0', "niet wat bij de opening is vastgelegd"),
        ("loting.json", b"de dag na", b"de dag voor", "een andere bron"),
        ("boomhoofden.json", b'"handtekening": "', b'"handtekening": "00', "geen geldige handtekening"),
    ],
)
def test_every_changed_file_is_found(name: str, old: bytes, new: bytes, reason: str) -> None:
    files = files_of(build(random_dossier(7)))
    assert old in files[name]
    files[name] = files[name].replace(old, new, 1)
    wrong, _ = recount(files)
    assert f"{name} ontbreekt of is gewijzigd" in wrong
    assert any(reason in line for line in wrong), wrong


def test_a_dropped_row_is_found_even_when_all_digests_are_made_again() -> None:
    files = files_of(build(random_dossier(9)))
    rows = files["logboek.jsonl"].splitlines(keepends=True)
    assert len(rows) > 4
    files["logboek.jsonl"] = b"".join(rows[:2] + rows[3:])
    files["SHA256SUMS"] = b""
    wrong, _ = recount(files)
    assert "logboek: rij 3 heeft volgnummer 4" in wrong
    assert any("past niet bij het logboek" in line for line in wrong)


def test_something_else_than_a_package_is_said_in_one_sentence(tmp_path: Path) -> None:
    other = tmp_path / "x.zip"
    other.write_bytes(b"no zip")
    done = CliRunner().invoke(voting, ["recount", str(other)])
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    missing = CliRunner().invoke(voting, ["recount", str(tmp_path / "nothing")])
    assert (missing.exit_code, missing.stderr.count("\n")) == (2, 1)
