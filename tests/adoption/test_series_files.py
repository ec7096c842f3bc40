"""Series in files: both forms, what is decided about them, and one clear sentence for everything that is wrong."""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from innovatie.adoption.commands import adoption
from innovatie.adoption.series_files import Counts, FileProblem, load_directory, load_file

REAL = Path(
    os.environ.get("INNOVATIE_REAL_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data",
    "adoption_dates_by_municipality.csv",
)


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_numbers_that_never_fall_are_running_totals_others_are_new(tmp_path: Path) -> None:
    rising = write(tmp_path, "a.csv", "period,adopters", "1990,1", "1991,4", "1992,4", "1993,9")
    falling = write(tmp_path, "b.csv", "period,adopters", "1990,1", "1991,4", "1992,2")
    (a,), (b,) = load_file(rising, population=50), load_file(falling, population=50)
    assert (a.counts, a.series.new) == (Counts.CUMULATIVE, (1, 3, 0, 5))
    assert (b.counts, b.series.new) == (Counts.NEW, (1, 4, 2))
    (forced,) = load_file(rising, population=50, counts=Counts.NEW)
    assert forced.series.total == 18


def test_files_of_one_folder_are_read_in_one_way(tmp_path: Path) -> None:
    write(tmp_path, "rising.csv", "period,adopters", "1990,1", "1991,2", "1992,3")
    write(tmp_path, "falling.csv", "period,adopters", "1990,5", "1991,2", "1992,3")
    assert {one.counts for one in load_directory(tmp_path)} == {Counts.NEW}


@pytest.mark.parametrize(
    ("head", "counts"), [("new", Counts.NEW), ("nieuw", Counts.NEW), ("cumulative", Counts.CUMULATIVE)]
)
def test_a_telling_header_decides(tmp_path: Path, head: str, counts: Counts) -> None:
    path = write(tmp_path, "a.csv", f"period;{head}", "1;1", "2;2", "3;4")
    assert load_file(path, population=50)[0].counts is counts


@pytest.mark.parametrize(
    ("labels", "years"),
    [
        (("1990", "1991", "1992"), 1.0),
        (("2024-K1", "2024-K2", "2024-K3"), 0.25),
        (("2024Q1", "2024Q2", "2024Q3"), 0.25),
        (("2024-01", "2024-02", "2024-03"), 1 / 12),
        (("2024-01-01", "2024-04-01", "2024-07-01"), 0.25),
        (("2024-01-01", "2024-02-01", "2024-03-01"), 1 / 12),
        (("1", "2", "3"), 1.0),
    ],
)
def test_labels_say_how_long_a_period_is(tmp_path: Path, labels: tuple[str, ...], years: float) -> None:
    path = write(tmp_path, "a.csv", "period,adopters", *(f"{label},{i + 1}" for i, label in enumerate(labels)))
    series = load_file(path, population=50)[0].series
    assert (series.years, series.new) == (years, (1, 1, 1))


def test_holes_are_filled_and_empty_years_before_the_first_adopter_fall_away(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "period,new", "1990,0", "1992,3", "1995,1")
    series = load_file(path, population=50)[0].series
    assert (series.first.label, series.new) == ("1992", (3, 0, 0, 1))


def test_dates_per_municipality_count_once_and_part_into_series(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "d.csv",
        "innovatie,gemeente_code,eerste_registratie",
        "kaart,GM0363,2023-01-15",
        "kaart,GM0363,2024-06-01",
        "kaart,GM0518,2024-06-01",
        "brief,GM0518,2024-07-31",
    )
    found = {one.series.name: one.series for one in load_file(path, population=342)}
    assert {name: series.total for name, series in found.items()} == {"kaart": 2, "brief": 1}
    assert found["kaart"].new == (1, 0, 0, 0, 0, 1, 0)


def test_the_last_quarter_counts_only_when_it_is_over(tmp_path: Path) -> None:
    path = write(tmp_path, "d.csv", "municipality,date", "A,2023-01-15", "B,2024-08-01")
    (whole,) = load_file(path, population=342, until=date(2024, 9, 30))
    (half,) = load_file(path, population=342, until=date(2024, 8, 9))
    assert (len(whole.series.new), len(half.series.new)) == (7, 6)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("period,adopters", "1990,1", "1991,veel"), "regel 3: in adopters staat 'veel'"),
        (("period,adopters", "1990,1", "1990,2"), "regel 3: de periode 1990 staat er twee keer in"),
        (("period,adopters", "1990,1", "gisteren,2"), "regel 3: 'gisteren' is geen periode"),
        (("period,adopters", "1990,-1"), "regel 2: in adopters staat '-1'"),
        (("period,adopters", "1990,60"), "meer dan de 50"),
        (("municipality,date", "A,31-02-2024"), "regel 2: '31-02-2024' is geen datum"),
        (("municipality,date", ",2024-01-01"), "regel 2: de gemeente ontbreekt"),
        (("naam,waarde", "a,1"), "verwacht de kolommen"),
        (("period,adopters",), "er staan geen rijen in"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, lines: tuple[str, ...], reason: str) -> None:
    path = write(tmp_path, "fout.csv", *lines)
    with pytest.raises(FileProblem) as problem:
        load_file(path, population=50)
    assert str(path) in problem.value.message
    assert reason in problem.value.message


def test_the_population_comes_from_option_column_sidecar_or_file_name(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", "period,adopters,population", "1990,1,40", "1991,3,40")
    write(tmp_path, "b.N30.csv", "period,adopters", "1990,1", "1991,3")
    write(tmp_path, "c.csv", "period,adopters", "1990,1", "1991,3")
    write(tmp_path, "population.csv", "series,population", "c,20")
    write(tmp_path, "kwartaal/d.csv", "period,adopters", "2024-K1,1", "2024-K2,3")
    write(tmp_path, "jaar/e.csv", "period,adopters", "1990,1", "1991,3")
    found = {one.series.name: (one.series.population, one.population_from) for one in load_directory(tmp_path)}
    assert found == {
        "a": (40, "bestand"),
        "b.N30": (30, "bestandsnaam"),
        "c": (20, "bestand"),
        "d": (342, "aanname"),
        "e": (50, "aanname"),
    }
    assert {one.series.population for one in load_directory(tmp_path, population=99)} == {99}


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("period,adopters", "1990,1", "1991,"), "regel 3: in adopters staat ''"),
        (("period,adopters", "1990,nan"), "regel 2: in adopters staat 'nan'"),
        (("period,adopters", "1990,1e400"), "regel 2: in adopters staat '1e400'"),
        (("period;adopters", "1990;1.014"), "regel 2: in adopters staat '1.014'"),
        (("period,adopters", "1990,1", "99999999999999999999,5"), "regel 3: '99999999999999999999' is geen periode"),
        (("period,adopters", "1,1", "999999999,5"), "liggen meer dan 2000 perioden"),
        (("period,adopters", "2024-01,2", "2024-Q2,5"), "regel 3: de periode 2024-Q2 heeft een andere vorm"),
        (("period,adopters", "1990,20", "1991,35", "1992,34"), "een lopend totaal kan niet dalen"),
        (("municipality,date", "A,2024-01-01", "B,"), "regel 3: bij B ontbreekt de datum"),
        (("municipality,date", "A,9999-12-31"), "regel 2: '9999-12-31' is geen datum"),
        (("",), "dit bestand is leeg"),
    ],
)
def test_odd_numbers_periods_and_dates_are_one_sentence_and_code_2(
    tmp_path: Path, lines: tuple[str, ...], reason: str
) -> None:
    path = write(tmp_path, "vreemd.csv", *lines)
    code, out, err = run("forecast", str(path), "--population", "50", "--json")
    assert (code, out) == (2, "")
    assert reason in err and len(err.strip().splitlines()) == 1


PLAIN = ("1990,2", "1991,5", "1992,9", "1993,14")


@pytest.mark.parametrize(
    ("lines", "first"),
    [
        (("period,adopters", *PLAIN), "1994"),
        (("\ufeffperiod,adopters", *PLAIN), "1994"),
        (("Period ; Adopters", *(line.replace(",", ";") for line in PLAIN)), "1994"),
        (("adopters,period", *(",".join(reversed(line.split(","))) for line in PLAIN)), "1994"),
        (("period,adopters", *reversed(PLAIN)), "1994"),
        (("period,adopters", "1990.0,2.0", "1991.0,5.0", "1992.0,9.0", "1993.0,14.0"), "1994"),
        (("period,adopters", "1989,0", *PLAIN), "1994"),
    ],
)
def test_the_same_series_in_another_dress_gives_the_same_fan(
    tmp_path: Path, lines: tuple[str, ...], first: str
) -> None:
    path = write(tmp_path, "reeks.csv", *lines)
    code, out, _ = run("forecast", str(path), "--population", "50", "--horizon", "2", "--json")
    assert code == 0
    assert [tuple(row.values()) for row in json.loads(out)["periods"]] == [(first, 15, 17, 25), ("1995", 16, 20, 32)]


@pytest.mark.parametrize(
    ("labels", "following"),
    [
        (("2024-1", "2024-2", "2024-3", "2024-4"), "2024-05"),
        (("2024Q1", "2024Q2", "2024Q3", "2024Q4"), "2025-K1"),
        (("Q1 2024", "Q2 2024", "Q3 2024", "Q4 2024"), "2025-K1"),
        (("2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"), "2024-05"),
    ],
)
def test_the_fan_goes_on_where_the_labels_stop(tmp_path: Path, labels: tuple[str, ...], following: str) -> None:
    rows = (f"{label},{count}" for label, count in zip(labels, (2, 5, 9, 13), strict=True))
    path = write(tmp_path, "reeks.csv", "period,adopters", *rows)
    _, out, _ = run("forecast", str(path), "--population", "342", "--horizon", "1", "--json")
    assert json.loads(out)["periods"][0]["period"] == following


def test_dates_of_municipalities_may_be_months_and_quarters(tmp_path: Path) -> None:
    path = write(tmp_path, "d.csv", "date,municipality", "2024Q1,A", "2024-2,B", "2024-K3,C", "2025-05-06,D")
    series = load_file(path, population=342)[0].series
    assert (series.new, series.years) == ((2, 0, 1, 0, 0, 1), 0.25)


def test_what_may_be_read_in_two_ways_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "period,adopters", *PLAIN)
    told = json.loads(run("forecast", str(path), "--population", "50", "--json")[1])
    assert (told["counts"], told["note"].startswith("De aantallen zijn gelezen als lopend totaal")) == (
        "cumulative",
        True,
    )
    for chosen, total in (("new", 30), ("cumulative", 14)):
        told = json.loads(run("forecast", str(path), "--population", "50", "--counts", chosen, "--json")[1])
        assert (told["adopters"], "note" in told) == (total, False)
    sure = write(tmp_path, "b.csv", "period,adopters", "1990,20", "1991,30", "1992,40", "1993,45")
    assert "note" not in json.loads(run("forecast", str(sure), "--population", "50", "--json")[1])


def test_a_series_of_one_period_is_refused_and_left_out_of_a_replay(tmp_path: Path) -> None:
    path = write(tmp_path, "een.csv", "period,adopters", "1990,7")
    told = json.loads(run("forecast", str(path), "--population", "50", "--json")[1])
    assert told["refused"].startswith("Perioden die voorbij zijn: 1.")
    rows = json.loads(run("backtest", str(tmp_path), "--json")[1])
    assert [(row["series"], row["mae"], row["left_out"]) for row in rows.values()] == [(0, None, 1)] * 3
    lines = run("backtest", str(tmp_path))[1].splitlines()
    assert len(lines) == 3 and "None" not in "".join(lines)
    assert all("geen reeks is te beoordelen; series 0, left_out 1" in line for line in lines)


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(adoption, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_forecast_gives_a_fan_per_period(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "period,adopters", *(f"{1990 + i},{n}" for i, n in enumerate((9, 13, 17, 21))))
    code, out, _ = run("forecast", str(path), "--population", "50", "--horizon", "6", "--json")
    told = json.loads(out)
    assert code == 0
    assert [row["period"] for row in told["periods"]] == [str(year) for year in range(1994, 2000)]
    assert all(21 <= row["p10"] <= row["p50"] <= row["p90"] <= 50 for row in told["periods"])
    assert "refused" not in told


@pytest.mark.parametrize(("numbers", "word"), [((1, 2, 3, 4), "voorbij zijn: 4."), ((4, 9, 14), "voorbij zijn: 3.")])
def test_forecast_refuses_with_the_reason_what_the_rules_do_not_allow(
    tmp_path: Path, numbers: tuple[int, ...], word: str
) -> None:
    path = write(tmp_path, "a.csv", "period,adopters", *(f"{1990 + i},{n}" for i, n in enumerate(numbers)))
    code, out, _ = run("forecast", str(path), "--population", "50", "--json")
    told = json.loads(out)
    assert (code, "periods" in told) == (0, False)
    assert word in told["refused"]


@pytest.mark.parametrize("arguments", [("forecast", "er-niet.csv", "--population", "50"), ("backtest", "er-niet")])
def test_a_file_that_is_not_there_is_one_sentence_and_code_2(arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1 and "er-niet" in err


def test_backtest_prints_its_keys_per_number_of_periods_seen(tmp_path: Path) -> None:
    for number, pace in enumerate((2, 3, 4)):
        rows = (f"{1980 + i},{min(1 + pace * i, 45)}" for i in range(12))
        write(tmp_path, f"{number}.csv", "period,adopters", *rows)
    code, out, _ = run("backtest", str(tmp_path), "--json")
    told = json.loads(out)
    assert (code, list(told)) == (0, ["3", "5", "8"])
    for row in told.values():
        assert row["series"] == 3
        assert {"mae", "mae_no_change", "mae_line", "mae_least_squares_bass", "coverage_80"} <= set(row)
    assert told["8"]["mae_line"] < told["8"]["mae_no_change"]


@pytest.mark.skipif(not REAL.exists(), reason="the folder with the real registrations is not on this machine")
def test_real_municipal_series_are_foreseen_better_than_by_its_rivals() -> None:
    code, out, _ = run("backtest", str(REAL), "--json")
    three = json.loads(out)["3"]
    assert (code, three["series"], three["populations"]) == (0, 19, [342])
    assert three["mae"] < 0.5 * three["mae_no_change"]
    assert three["mae"] < 0.85 * three["mae_damped_holt"]
    assert three["mae"] < 0.6 * three["mae_least_squares_bass"]
    for row in json.loads(out).values():
        assert row["coverage_80"] >= 0.75  # 15 to 19 series that resemble one another: at eight years all are inside
        assert row["width_80"] < 0.1 * 342  # and not because the band takes in everything


@pytest.mark.skipif(not REAL.exists(), reason="the folder with the real registrations is not on this machine")
def test_real_series_by_the_month_are_foreseen_better_too() -> None:
    told = json.loads(run("backtest", str(REAL), "--period", "maand", "--json")[1])
    assert told["3"]["mae"] < 0.85 * told["3"]["mae_no_change"]
    assert told["3"]["mae"] < 0.6 * told["3"]["mae_least_squares_bass"]
    for seen in ("5", "8"):  # three months are too few: the rules ask for four, and docs/forecast.md says why
        assert told[seen]["mae"] < 0.55 * told[seen]["mae_no_change"]
        assert told[seen]["width_80"] < 0.06 * 342  # 17 series that resemble one another may all lie in a narrow band
    assert 1.5 <= told["5"]["coverage_80"] + told["8"]["coverage_80"] < 2
