"""`innovatie voting count` on files of others, as a stranger would run it."""

import json
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from innovatie.voting.commands import voting
from tests.samples import sample
from tests.voting.test_formats import PB, TOI


def count(*arguments: str | Path) -> Result:
    return CliRunner().invoke(voting, ["count", *map(str, arguments)])


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_pav_as_json(tmp_path: Path) -> None:
    done = count(write(tmp_path, "zomer.pb", PB), "--rule", "pav", "--seats", "2", "--json")
    assert done.exit_code == 0
    assert json.loads(done.output) == {
        "rule": "pav", "seats": 2, "committee": ["p1", "p2"], "score": 2, "score_exact": "2",
        "ties": [["p1", "p2"], ["p2", "7"]], "tie_count": 2, "ballots": 3, "weight": 3,
    }  # fmt: skip


def test_weights_break_the_tie(tmp_path: Path) -> None:
    file = write(tmp_path, "zomer.pb", PB)
    weights = write(tmp_path, "w.csv", "voter_id;weight\na;1\nb;2.5\nc;1\n")
    result = json.loads(count(file, "--rule", "pav", "--seats", "1", "--weights", weights, "--json").output)
    assert (result["committee"], result["score"], result["score_exact"], result["ties"]) == (["p2"], 2.5, "5/2", [])


def test_schulze_as_json_and_in_words(tmp_path: Path) -> None:
    file = write(tmp_path, "raad.toi", TOI)
    result = json.loads(count(file, "--rule", "schulze", "--json").output)
    assert (
        result["order"] == [["Anna: de eerste", "Bo, van Delft"], ["Café"], ["None Of The Above"]] or result["order"][0]
    )
    assert result["winners"] == result["order"][0]
    assert list(result["duels"]) == ["Anna: de eerste", "Bo, van Delft", "Café", "None Of The Above"]
    assert "1. " in count(file, "--rule", "schulze").output


@pytest.mark.parametrize(
    ("name", "text", "arguments", "sentence"),
    [
        (
            "x.pb",
            PB.replace("b;41;p2", "b;41;p9"),
            ["--rule", "pav"],
            "x.pb: regel 16: project 'p9' staat niet in PROJECTS",
        ),
        ("x.toi", TOI, ["--rule", "pav"], "pav telt goedkeuringsstemmen (.abc.yaml, .pb), geen volgordes."),
        (
            "x.pb",
            PB,
            ["--rule", "schulze"],
            "schulze telt volgordes (.soc, .soi, .toc, .toi), geen goedkeuringsstemmen.",
        ),
        ("x.csv", PB, ["--rule", "pav"], "onbekend soort bestand"),
        ("x.toi", TOI, ["--rule", "schulze", "--seats", "2"], "--seats hoort bij --rule pav."),
    ],
)
def test_a_wrong_file_ends_with_status_two_and_one_sentence(
    name: str, text: str, arguments: list[str], sentence: str, tmp_path: Path
) -> None:
    done = count(write(tmp_path, name, text), *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_missing_file_and_one_that_is_no_text_are_told_plainly(tmp_path: Path) -> None:
    assert count(tmp_path / "weg.pb", "--rule", "pav").exit_code == 2
    binary = tmp_path / "x.pb"
    binary.write_bytes(b"META\nkey;value\n\xff\xfe\n")
    done = count(binary, "--rule", "pav")
    assert (done.exit_code, "regel 3: de tekst is geen UTF-8." in done.stderr) == (2, True)


@sample(20_000, whole=1_000_000)
def test_very_many_ranked_ballots_over_four_are_counted(size: int, tmp_path: Path) -> None:
    rng = Random(1)
    kinds = ["1,2,3,4", "{1,2},3", "4,{2,3},1", "2", "3,1,{2,4}"]
    head = "".join(f"# ALTERNATIVE NAME {n}: Optie {n}\n" for n in range(1, 5))
    file = write(tmp_path, "groot.toi", head + "".join(f"1: {kind}\n" for kind in rng.choices(kinds, k=size)))
    done = count(file, "--rule", "schulze", "--json")
    assert json.loads(done.output)["ballots"] == size


@sample(2_000, whole=100_000)
def test_very_many_approval_ballots_over_twenty_four_are_counted(size: int) -> None:
    from innovatie.voting.counting import count_pav
    from innovatie.voting.formats import parse_abc_yaml

    rng = Random(2)
    lines = "".join(f"- {rng.sample(range(24), rng.randint(0, 5))}\n" for _ in range(size))
    ballots = parse_abc_yaml(f"profile:\n{lines}num_cand: 24\n")
    assert count_pav(ballots, 3)["ballots"] == size


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ("a,1\na,2\nb,1\nc,1\n", "regel 2: stem 'a' heeft al een gewicht"),
        ("a,1\nb,2\n", "stem 'c' heeft geen gewicht (1 ontbreken)"),
        ("a,nan\nb,1\nc,1\n", "regel 1: 'nan' is geen gewicht"),
        ("a,1\nb,inf\nc,1\n", "regel 2: 'inf' is geen gewicht"),
        ("a,1\nb,2\nx,1\n", "regel 3: stem 'x' staat niet in het stembestand"),
    ],
)
def test_what_is_wrong_with_the_weights_is_said_of_the_file_of_weights(tmp_path: Path, weights: str, said: str) -> None:
    table = write(tmp_path, "w.csv", weights)
    done = count(write(tmp_path, "zomer.pb", PB), "--rule", "pav", "--weights", table)
    assert (done.exit_code, done.stderr) == (2, f"{table}: {said}\n")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.abc.yaml", "committeesize: 0\nprofile:\n- [0]\n", "regel 1: committeesize is ten minste 1"),
        ("b.abc.yaml", "profile:\n- [99999999]\n", "er zijn 100000000 kandidaten; het kan met 1 tot en met 5000"),
        ("d.pb", PB[: PB.index("a;30")], "regel 14: er staan geen stemmen in het bestand"),
    ],
)
def test_a_slip_of_the_pen_is_told_and_not_counted(tmp_path: Path, name: str, text: str, said: str) -> None:
    file = write(tmp_path, name, text)
    done = count(file, "--rule", "pav")
    assert (done.exit_code, done.stderr) == (2, f"{file}: {said}\n")
