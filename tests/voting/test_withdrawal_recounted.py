"""A finalist that withdraws while the vote is open: the count, its recount and other programs find the same."""

import json
import shutil
import subprocess
from typing import Any

import msgspec
import pytest

from innovatie.domain.ballot_log import canonical
from innovatie.domain.withdrawn_finalists import without
from innovatie.voting.package import Dossier, build
from innovatie.voting.recount import log_check
from innovatie.voting.recount.recount import recount, remarks
from tests.samples import sample
from tests.voting.random_rounds import random_dossier
from tests.voting.test_recount import files_of

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def unsigned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signatures are checked in plain Python, slowly; test_recount checks them."""
    monkeypatch.setattr(log_check, "signed", lambda *_: True)


def result_of(dossier: Dossier) -> Json:
    found: Json = msgspec.to_builtins(dossier.result)["gewogen"]
    return found


@sample(60, whole=1000)
def test_the_recount_equals_the_server_when_finalists_withdrew(size: int) -> None:
    won = 0
    for seed in range(0, 2 * size, 2):
        leave = 1 + seed % 3
        files = files_of(build(random_dossier(seed, leave=leave)))
        wrong, result = recount(files)
        assert wrong == [], seed
        left = [one for tied in result["gewogen"]["volgorde"] for one in tied]
        assert len(left) == 4 - leave
        assert f"# NUMBER ALTERNATIVES: {len(left)}\n".encode() in files["stemmen.toi"]
        assert all(len(ranks) == len(left) for ranks in json.loads(files["belenios.json"]))
        assert sum("trok zich terug" in line for line in remarks(files)) == leave
        won += bool(result["gewogen"]["winnaars"])
    assert won > size / 10


def test_no_duel_between_two_others_changes_and_nobody_is_counted_less() -> None:
    """What makes the rule fair: it decides between those that are left by what the ballots already said of them."""
    for seed in range(0, 80, 2):
        before, after = result_of(random_dossier(seed)), result_of(random_dossier(seed, leave=1))
        assert (before["uitgebracht"], before["gewicht"], before["quorum"]) == (
            after["uitgebracht"], after["gewicht"], after["quorum"],
        )  # fmt: skip
        for one, row in after["duels"].items():
            assert row == {other: weight for other, weight in before["duels"][one].items() if other in after["duels"]}


def test_places_that_nobody_has_lapse_and_who_named_no_other_is_blank() -> None:
    assert without((("4",), ("7", "geen")), {"4"}) == (("7", "geen"),)
    assert without((("4", "7"), ("geen",)), {"4"}) == (("7",), ("geen",))
    assert without((("4",),), {"4"}) == ()


@sample(20, whole=300)
def test_belenios_ranks_those_that_are_left_alike(size: int) -> None:
    tool = shutil.which("belenios-tool")
    if tool is None:
        pytest.skip("belenios-tool is not installed (Debian package belenios-tool)")
    for seed in range(0, 2 * size, 2):
        dossier = random_dossier(seed, leave=1)
        left = [*(one["id"] for one in json.loads(dossier.rules)["opties"])][1:]
        answer = subprocess.run(
            [tool, "method", "schulze", "--nchoices", str(len(left)), "--blank-allowed", "true"],
            input=files_of(build(dossier))["belenios.json"], capture_output=True, check=True,
        )  # fmt: skip
        found = [sorted(left[place] for place in tied) for tied in json.loads(answer.stdout)["winners"]]
        assert found == [sorted(tied) for tied in result_of(dossier)["volgorde"]], seed


def _with(files: dict[str, bytes], **changed: object) -> list[str]:
    """What the recount says when the first row of a withdrawal reads otherwise."""
    rows = [json.loads(line) for line in files["logboek.jsonl"].splitlines()]
    row = next(one for one in rows if one["gebeurtenis"]["soort"] == log_check.WITHDRAWN)
    row["gebeurtenis"] |= changed
    return recount(files | {"logboek.jsonl": b"".join(canonical(one) + b"\n" for one in rows)})[0]


def test_a_withdrawal_that_the_rules_do_not_know_is_found() -> None:
    files = files_of(build(random_dossier(4, leave=1)))
    assert any("geen finalist (meer) is" in line for line in _with(files, optie="geen"))
    assert any("geen finalist (meer) is" in line for line in _with(files, optie="999"))
    assert any("dat kennen de regels niet" in line for line in _with(files, soort="finalist-weg"))
    older = files["regels.json"].replace(b'"teruggetrokken":"van-elk-biljet",', b"")
    assert older != files["regels.json"]
    wrong, _ = recount(files | {"regels.json": older})
    assert any("haalt een finalist weg, en dat kennen de regels niet" in line for line in wrong)
