"""Expecting the figures of unseen texts: what a collection may not teach itself, and files from which nothing follows."""

import csv
import json
from pathlib import Path

from click.testing import CliRunner

from innovatie.grouping.commands import grouping
from innovatie.grouping.model import pair_model
from innovatie.grouping.refit import Labelled
from innovatie.grouping.validation import validate
from innovatie.search.texts import Document

WHEELS = {
    "lakken": ["Documenten lakken voor de Woo", "Namen weglakken in documenten voor de Woo"],
    "strooien": ["Strooien waar het glad wordt", "Strooiwagens sturen waar het glad is"],
    "afval": ["Containers legen als ze vol zijn", "Volle containers eerder legen"],
}


def collection(prefix: str) -> Labelled:
    rows = [
        (Document(f"{prefix}{group}{n}", title, f"{title}. Sneller en goedkoper.", f"gemeente {n}"), group)
        for group, titles in WHEELS.items()
        for n, title in enumerate(titles)
    ]
    return Labelled([document for document, _ in rows], [group for _, group in rows])


def test_each_collection_is_grouped_in_three_ways_and_its_interval_holds_the_figure() -> None:
    found = validate([collection("a"), collection("b")], pair_model())
    assert [[one.way for one in ways] for ways in found] == [
        ["het model van het product", "geleerd van de andere", "alleen letters"]
    ] * 2
    for one in (one for ways in found for one in ways):
        assert 0 < one.low <= one.high <= 1
        assert one.low - 0.01 <= one.bcubed.f <= one.high + 0.01


def test_a_single_collection_teaches_nothing_about_itself() -> None:
    ((only,),) = validate([collection("a")], pair_model())
    assert only.way == "het model van het product"


def write(folder: Path, name: str, one: Labelled) -> tuple[str, str]:
    documents, labels = folder / f"{name}.jsonl", folder / f"{name}.csv"
    lines = [
        json.dumps({"id": d.id, "title": d.title, "text": d.text, "municipality": d.municipality})
        for d in one.documents
    ]
    documents.write_text("\n".join(lines), encoding="utf-8")
    with labels.open("w", encoding="utf-8", newline="") as file:
        rows = zip((d.id for d in one.documents), one.groups, strict=True)
        csv.writer(file).writerows([("id", "group"), *rows])
    return str(documents), str(labels)


def test_the_command_prints_every_way_and_json_for_machines(tmp_path: Path) -> None:
    options = [option for name in "ab" for option in ("--collection", *write(tmp_path, name, collection(name)))]
    shown = CliRunner().invoke(grouping, ["validate", *options])
    assert shown.exit_code == 0, shown.output
    assert shown.output.count("geleerd van de andere") == 2
    machine = json.loads(CliRunner().invoke(grouping, ["validate", *options, "--json"]).output)
    assert [len(row["ways"]) for row in machine] == [3, 3]


def test_pairs_of_one_municipality_alone_teach_nothing(tmp_path: Path) -> None:
    one = collection("a")
    alone = Labelled([Document(d.id, d.title, d.text, "Gouda") for d in one.documents], one.groups)
    done = CliRunner().invoke(
        grouping, ["refit", "--collection", *write(tmp_path, "a", alone), "--output", str(tmp_path / "m.json")]
    )
    assert (done.exit_code, "verschillende gemeenten" in done.output) == (2, True)
    assert not (tmp_path / "m.json").exists()
