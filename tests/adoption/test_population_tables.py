"""How many could adopt, in a file beside the series or in a column: read as every table is, and never passed over."""

from pathlib import Path

import pytest

from innovatie.adoption.series_files import FileProblem, load_directory, load_file
from tests.adoption.test_series_files import write

SIZES = ("period,adopters", "1990,5", "1991,2", "1992,3")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_of_populations_may_part_its_fields_as_other_tables_do(tmp_path: Path, mark: str) -> None:
    write(tmp_path, "c.csv", *SIZES)
    write(tmp_path, "population.csv", f"series{mark}population", f"c.csv{mark}20")
    (one,) = load_directory(tmp_path)
    assert (one.series.population, one.population_from) == (20, "bestand")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["series,population", "c,twintig"], "regel 2: in population staat 'twintig'"),
        (["series,population", "c,0"], "regel 2: in population staat 0"),
        (["series,population", "c,"], "regel 2: in population staat ''"),
        (["series,population", "c,20", "kc,30"], "regel 3: de reeks 'kc' staat niet in deze map"),
        (["series,population", "c,20", "c,30"], "regel 3: de reeks 'c' staat er twee keer in"),
        (["naam,groot", "c,20"], "regel 1: verwacht de kolommen series en population; gevonden: naam, groot"),
        (["series,population"], "er staan geen rijen in"),
    ],
)
def test_a_table_of_populations_is_never_passed_over_in_silence(tmp_path: Path, lines: list[str], told: str) -> None:
    write(tmp_path, "c.csv", *SIZES)
    write(tmp_path, "population.csv", *lines)
    with pytest.raises(FileProblem, match=r"population\.csv") as refused:
        load_directory(tmp_path)
    assert told in str(refused.value)


def test_a_table_of_populations_in_other_bytes_or_beside_nothing_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "reeksen/c.csv", *SIZES)
    away = write(tmp_path, "population.csv", "series,population", "c,20")
    with pytest.raises(FileProblem, match="hoort naast de reeksen te staan"):
        load_directory(tmp_path)
    away.unlink()
    (tmp_path / "reeksen" / "population.csv").write_bytes(b"series,population\nc,\xff\x00\n")
    with pytest.raises(FileProblem, match=r"population\.csv"):
        load_directory(tmp_path)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["period,adopters,population", "1990,5,0"], "regel 2: in population staat 0"),
        (["period,adopters,population", "1990,5,50", "1991,6,60"], "regel 3: in population staat 60; hoger"),
        (["reeks,period,adopters", "a,1990,5", " ,1991,6"], "regel 3: in reeks staat niet van welke reeks"),
    ],
)
def test_a_row_that_says_two_things_or_nothing_is_refused_with_its_line(
    tmp_path: Path, lines: list[str], told: str
) -> None:
    with pytest.raises(FileProblem) as refused:
        load_file(write(tmp_path, "c.csv", *lines))
    assert told in str(refused.value)
