"""Expecting the figures of unseen texts: what a collection may not teach itself, and files from which nothing follows."""

import csv
import json
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from innovatie.grouping.batch_grouping import group_documents
from innovatie.grouping.commands import grouping
from innovatie.grouping.evaluation import evaluate
from innovatie.grouping.model import NUMBERS, pair_model
from innovatie.grouping.model_change import changes
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


def test_candidates_are_found_before_it_is_asked_whose_they_are() -> None:
    """A town's own plans are kept apart, and found all the same: the twenty others that share one word are no nearer."""
    titles = ["Documenten lakken voor de Woo", "Namen weglakken in documenten"]
    titles += [f"Documenten over {word}" for word in ["bomen", "wegen", "water", "afval", "licht", "geluid"]] * 4
    texts = [Document(f"{n:02d}", title, "", "Ede" if n < 2 else f"gemeente {n}") for n, title in enumerate(titles)]
    labels = {text.id: "lakken" if n < 2 else text.id for n, text in enumerate(texts)}
    measured = evaluate(texts, labels, pair_model())
    assert measured.candidate_recall_at_20 == 1.0
    assert measured.bcubed.recall < 1


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


def test_refit_can_show_what_would_change_and_write_nothing(tmp_path: Path) -> None:
    files = write(tmp_path, "a", collection("a"))
    before = NUMBERS.read_text(encoding="utf-8")
    target = tmp_path / "m.json"
    done = CliRunner().invoke(grouping, ["refit", "--collection", *files, "--output", str(target), "--show"])
    assert done.exit_code == 0, done.output
    assert "a.jsonl: F " in done.output
    assert "Er is niets geschreven." in done.output
    assert (target.exists(), NUMBERS.read_text(encoding="utf-8")) == (False, before)


def test_a_model_that_joins_everything_joins_the_pairs_of_different_groups_and_parts_none() -> None:
    one = collection("a")
    nothing, everything = replace(pair_model(), link=1.01), replace(pair_model(), link=0.0)
    (joined,) = changes([one], nothing, everything)
    assert (len(joined.joined), joined.parted) == (6 * 5 // 2, ())
    assert ("Documenten lakken voor de Woo", "Containers legen als ze vol zijn") in joined.joined
    assert joined.before < 1 > joined.after
    (parted,) = changes([one], everything, nothing)
    assert (parted.joined, parted.parted) == ((), joined.joined)
    assert changes([one], nothing, nothing)[0].joined == ()


def test_plans_with_nothing_but_a_code_for_a_title_are_not_joined() -> None:
    texts = [
        "Wij kopen een strooiwagen die zelf meet waar het glad is.",
        "Een camera bij de ingang van het zwembad telt de bezoekers.",
        "Vrijwilligers lezen voor in de bibliotheek.",
    ]
    documents = [Document(str(n), f"Actie 2.1.{n}", text, f"gemeente {n}") for n, text in enumerate(texts)]
    assert len(set(group_documents(documents, pair_model()).groups.tolist())) == 3
