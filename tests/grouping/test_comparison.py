"""Two measurements beside each other: the files that the commands write, and what chance makes of a difference."""

import csv
from pathlib import Path

import numpy as np
import pytest
from benchmarks.compare import compare, compare_files
from click.testing import CliRunner

from innovatie.domain.agreement import b_cubed, b_cubed_of_each
from innovatie.grouping.commands import grouping

TEXTS = ["Namen lakken in stukken", "Stukken lakken", "Strooien bij gladheid", "Gladde wegen strooien"]


def test_the_mean_of_each_text_is_the_figure_of_all() -> None:
    truth, found = list("aabbb"), list("xyyzz")
    precision, recall = b_cubed_of_each(truth, found)
    assert (precision.mean(), recall.mean()) == pytest.approx(
        (b_cubed(truth, found).precision, b_cubed(truth, found).recall)
    )
    assert precision.tolist() == [1.0, 0.5, 0.5, 1.0, 1.0]


def test_what_moves_in_one_cluster_is_within_chance_and_what_moves_in_all_is_not() -> None:
    clusters, before = [str(n) for n in range(20)], np.full((20, 1), 0.5)
    one, every = before.copy(), before + 0.1
    one[3] = 1.0
    lone, sure = compare(clusters, before, one), compare(clusters, before, every)
    assert (lone.low, lone.after - lone.before) == (0.0, pytest.approx(0.025))
    assert (sure.low, sure.high) == (pytest.approx(0.1), pytest.approx(0.1))


def test_texts_of_one_group_are_drawn_together() -> None:
    before = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert compare(["a", "a"], before, before).before == pytest.approx(0.5)
    both = compare(["a", "a"], before, np.ones((2, 2)))
    assert (both.low, both.high) == (pytest.approx(0.5), pytest.approx(0.5))


def test_the_command_writes_what_is_compared(tmp_path: Path) -> None:
    documents, labels, each = tmp_path / "d.jsonl", tmp_path / "l.csv", tmp_path / "e.csv"
    documents.write_text(
        "".join(f'{{"id": "{n}", "title": "{text}", "text": ""}}\n' for n, text in enumerate(TEXTS)), encoding="utf-8"
    )
    with labels.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "group"), *((n, "lak" if n < 2 else "strooi") for n in range(4))])
    asked = ["evaluate", "--documents", str(documents), "--labels", str(labels), "--each", str(each)]
    done = CliRunner().invoke(grouping, asked)
    assert done.exit_code == 0, done.output
    assert f"F {compare_files(each, each).before:.3f}" in done.output
    other = tmp_path / "anders.csv"
    other.write_text("id,cluster,precision,recall\n9,lak,1,1\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="do not measure the same things"):
        compare_files(each, other)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    documents, labels = tmp_path / "d.jsonl", tmp_path / "l.csv"
    documents.write_text('{"id": "1", "title": "Een plan", "text": ""}\n', encoding="utf-8")
    labels.write_text("id,group\n1,a\n", encoding="utf-8")
    nowhere = str(tmp_path / "weg" / "e.csv")
    asked = ["evaluate", "--documents", str(documents), "--labels", str(labels), "--each", nowhere]
    done = CliRunner().invoke(grouping, asked)
    assert (done.exit_code, "kan dit bestand niet schrijven" in done.output) == (2, True)
