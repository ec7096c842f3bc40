"""Parts of compounds, counted in a list of words without any example."""

from pathlib import Path

from click.testing import CliRunner

from innovatie.search.commands import search
from innovatie.search.word_parts import count_parts

HEADS = "park plan weg paal huis boom dak tuin kast raam deur muur".split()  # noqa: SIM905
WORDS = [
    *HEADS, "groenten", "Groningen", "fiets", "vrolijk",
    *(f"groenten{head}" for head in HEADS), *(f"{head}groenten" for head in HEADS),
    *(f"fiets{head}" for head in HEADS),
]  # fmt: skip


def test_a_word_that_stands_before_and_behind_others_is_a_part() -> None:
    assert ("groenten", 12, 12) in count_parts(WORDS)


def test_names_and_words_in_no_compound_are_no_parts() -> None:
    assert not {"groningen", "vrolijk"} & {word for word, _, _ in count_parts(WORDS)}


def test_a_word_on_one_side_only_may_be_an_ending_and_is_no_part() -> None:
    assert "fiets" not in {word for word, _, _ in count_parts(WORDS)}


def test_the_command_says_which_file_cannot_be_read(tmp_path: Path) -> None:
    answer = CliRunner().invoke(search, ["parts", "--words", str(tmp_path / "weg.txt")])
    assert (answer.exit_code, "weg.txt: dit bestand is niet te lezen" in answer.output) == (2, True)


def test_the_command_writes_the_table(tmp_path: Path) -> None:
    words, table = tmp_path / "woorden.txt", tmp_path / "delen.txt"
    words.write_text("\n".join(WORDS), encoding="utf-8")
    assert CliRunner().invoke(search, ["parts", "--words", str(words), "--output", str(table)]).exit_code == 0
    assert "groenten 12 12" in table.read_text(encoding="utf-8").splitlines()
