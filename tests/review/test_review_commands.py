"""The auditor's commands: the same as the platform, on files; a bad file is named by line and reason."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from innovatie.review.commands import review


class Files:
    """Four consistent files in a folder, to be spoilt one at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        rng = random.Random(4)
        groups = [f"g{i}" for i in range(9)]
        reviewers = [f"r{i}" for i in range(16)]
        self.write("G.csv", ["group,size", *(f"{g},{i % 4 + 1}" for i, g in enumerate(groups))])
        self.write(
            "R.csv",
            ["reviewer,municipality,kring,maximum", *(f"{r},GM{i:04},K{i % 5},4" for i, r in enumerate(reviewers))],
        )
        self.write(
            "S.csv",
            ["group,reviewer,similarity", *(f"{g},{r},{rng.random():.4f}" for g in groups for r in reviewers)],
        )
        self.write("C.csv", ["group,reviewer,reason", *(f"{g},r{i},eigen gemeente" for i, g in enumerate(groups))])

    def write(self, name: str, lines: list[str]) -> None:
        (self.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    def lines(self, name: str) -> list[str]:
        return (self.folder / name).read_text(encoding="utf-8").splitlines()

    def assign(self, *more: str) -> Result:
        names = {"--groups": "G.csv", "--reviewers": "R.csv", "--similarity": "S.csv", "--conflicts": "C.csv"}
        files = [part for option, name in names.items() for part in (option, str(self.folder / name))]
        return CliRunner().invoke(review, ["assign", *files, "--seed", "ALV 2026", "--json", *more])


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_the_assignment_can_be_checked_from_the_files_alone(files: Files) -> None:
    result = files.assign()
    assert (result.exit_code, result.stderr) == (0, "")
    out = json.loads(result.stdout)
    pairs = [(a["group"], a["reviewer"]) for a in out["assignments"]]
    similarity = {tuple(line.split(",")[:2]): float(line.split(",")[2]) for line in files.lines("S.csv")[1:]}
    assert Counter(g for g, _ in pairs) == {f"g{i}": 3 for i in range(9)}
    assert max(Counter(r for _, r in pairs).values()) <= 4
    assert not {(f"g{i}", f"r{i}") for i in range(9)} & set(pairs)
    assert out["total_similarity"] == pytest.approx(sum(similarity[p] for p in pairs), abs=1e-9)
    assert out["seed"] == "ALV 2026"
    assert len(out["input_digest"]) == 64
    assert len(out["worst"]) == 5
    assert out["worst"][0]["mean_similarity"] <= out["worst"][4]["mean_similarity"]


def test_shuffled_rows_crlf_a_byte_order_mark_and_quotes_give_the_same_output(files: Files) -> None:
    before = files.assign().stdout
    for name in ("G.csv", "R.csv", "S.csv", "C.csv"):
        head, *rest = files.lines(name)
        random.Random(1).shuffle(rest)
        files.write(name, [head, *rest])
    assert files.assign().stdout == before
    for name in ("G.csv", "S.csv"):
        text = (files.folder / name).read_text(encoding="utf-8").replace("\n", "\r\n").replace("g0,", '"g0",')
        (files.folder / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert files.assign().stdout == before


def test_a_column_with_reviews_overrules_the_number_per_group(files: Files) -> None:
    files.write("G.csv", ["group,size,reviews", *(f"g{i},2,{2 + i % 3}" for i in range(9))])
    out = json.loads(files.assign().stdout)
    assert Counter(a["group"] for a in out["assignments"]) == {f"g{i}": 2 + i % 3 for i in range(9)}


def test_groups_with_a_kring_put_the_ring_on_unless_it_is_refused(files: Files) -> None:
    files.write("G.csv", ["group,size,kring", *(f"g{i},2,K{i % 5}" for i in range(9))])
    kring = {line.split(",")[0]: line.split(",")[2] for line in files.lines("R.csv")[1:]}
    files.write("R.csv", [files.lines("R.csv")[0], *(line[:-1] + "9" for line in files.lines("R.csv")[1:])])
    out = json.loads(files.assign().stdout)
    seen = {(kring[a["reviewer"]], f"K{int(a['group'][1:]) % 5}") for a in out["assignments"]}
    assert all(a != b and (b, a) not in seen for a, b in seen)
    free = json.loads(files.assign("--no-ring").stdout)
    assert free["input_digest"] != out["input_digest"]


@pytest.mark.parametrize(
    ("name", "line", "text", "reason"),
    [
        ("G.csv", 1, "groep,size", "de kolom group ontbreekt"),
        ("G.csv", 3, "g0,1", "group 'g0' staat er al in"),
        ("G.csv", 4, "g2,veel", "size 'veel' is geen geheel getal van 1 of meer"),
        ("G.csv", 5, "g3", "het aantal kolommen klopt niet: hier staat 1 cel, de kop heeft er 2"),
        ("R.csv", 2, "r0,GM0000,K0,-1", "maximum '-1' is geen geheel getal van 0 of meer"),
        ("R.csv", 6, ",GM0004,K4,4", "reviewer mag niet leeg zijn"),
        ("S.csv", 10, "g0,r8,1.5", "similarity '1.5' is geen getal van 0 tot en met 1"),
        ("S.csv", 11, "g0,r9,hoog", "similarity 'hoog' is geen getal"),
        ("S.csv", 12, "g0,r10,nan", "similarity 'nan' is geen getal"),
        ("S.csv", 13, "g99,r11,0.5", "groep 'g99' staat niet in het bestand met groepen"),
        ("S.csv", 14, "g0,r0,0.5", "dit paar staat er al in"),
        ("C.csv", 2, "g0,r77,neef", "beoordelaar 'r77' staat niet in het bestand met beoordelaars"),
    ],
)
def test_a_bad_line_is_named_with_file_line_and_reason(
    files: Files, name: str, line: int, text: str, reason: str
) -> None:
    lines = files.lines(name)
    lines[line - 1] = text
    files.write(name, lines)
    result = files.assign()
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{files.folder / name}, regel {line}: {reason}")
    assert result.stderr.count("\n") == 1


def test_a_missing_an_empty_and_a_binary_file_are_refused_in_one_sentence(files: Files) -> None:
    (files.folder / "C.csv").unlink()
    assert files.assign().stderr == f"{files.folder / 'C.csv'}: dit bestand bestaat niet.\n"
    files.write("C.csv", ["group,reviewer,reason"])
    (files.folder / "G.csv").write_text("")
    assert "regel 1: dit bestand is leeg" in files.assign().stderr
    (files.folder / "G.csv").write_bytes(b"group,size\ng0,1\n\x81\xfe,2\n")
    assert "regel 3: deze tekst is geen UTF-8" in files.assign().stderr


def test_an_impossible_assignment_names_every_group_and_why(files: Files) -> None:
    files.write("C.csv", ["group,reviewer,reason", *(f"g2,r{i},leverancier" for i in range(14))])
    result = files.assign()
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [(one["group"], one["missing"]) for one in found["short"]] == [("g2", 1)]
    given = Counter(one["group"] for one in found["assignments"])
    assert given.pop("g2") == 2, "what can be assigned is there all the same"
    assert set(given.values()) == {3}
    assert "g2: Geen passende beoordelaars: er ontbreekt er 1." in result.stderr
    assert "14 met een belang" in result.stderr


def calibrate(tmp_path: Path, lines: list[str]) -> Result:
    file = tmp_path / "reviews.csv"
    file.write_text("\n".join(["group,reviewer,score,confidence", *lines]) + "\n", encoding="utf-8")
    return CliRunner().invoke(review, ["calibrate", str(file), "--json"])


def test_calibration_gives_means_intervals_bands_and_variances(tmp_path: Path) -> None:
    result = calibrate(tmp_path, ["a,x,5,3", "a,y,4,2", "b,x,2,3", "b,y,1,", "c,x,,1"])
    assert (result.exit_code, result.stderr) == (0, "")
    out = json.loads(result.stdout)
    assert [(g["group"], g["mean_raw"], g["reviews"]) for g in out["groups"]] == [("a", 4.5, 2), ("b", 1.5, 2)]
    for g in out["groups"]:
        assert g["interval_80"][0] < g["mean"] < g["interval_80"][1]
        assert g["band"] in ("zeker", "open", "zeker niet")
    assert out["groups"][1]["mean"] > 1.5
    assert [(r["reviewer"], r["reviews"]) for r in out["reviewers"]] == [("x", 2), ("y", 2)]
    assert out["variances"]["group"] == pytest.approx(0.3025)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a,x,6,3", "score '6' is geen getal van 1 tot en met 5"),
        ("a,x,4,9", "confidence '9' is geen geheel getal van 1 tot en met 3"),
        ("b,y,4,2", "y heeft b al eerder in dit bestand beoordeeld"),
        (",y,4,2", "group en reviewer mogen niet leeg zijn"),
    ],
)
def test_a_bad_review_is_named_with_its_line(tmp_path: Path, line: str, reason: str) -> None:
    result = calibrate(tmp_path, ["b,y,3,2", line])
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"reviews.csv, regel 3: {reason}" in result.stderr
