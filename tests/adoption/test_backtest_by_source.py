"""`innovatie adoption backtest` over a directory of sources: all figures, and weights learned without each source."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from innovatie.adoption.commands import adoption
from innovatie.domain.diffusion.learned import RECIPES
from tests.domain.test_diffusion import spread

SHAPE = {
    "series", "mae", "mae_no_change", "mae_damped_holt", "mae_line", "mae_least_squares_bass", "ratio_no_change",
    "ratio_best_of_no_change_and_damped_holt", "coverage_80", "above", "below", "width_80", "fast", "slow",
}  # fmt: skip


def sources(folder: Path, *names: str) -> Path:
    """A folder for each source, with a file of ten series."""
    for place, name in enumerate(names):
        (folder / name).mkdir(parents=True)
        lines = ["series,period,new,population"]
        for number in range(10):
            made = spread(100 * place + number)
            lines += [f"reeks {number},{1990 + year},{count},50" for year, count in enumerate(made.new)]
        (folder / name / "reeksen.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(adoption, arguments)
    return done.exit_code, done.stdout, done.stderr


def test_every_number_of_periods_has_all_figures_by_source_and_with_the_source_kept_apart(tmp_path: Path) -> None:
    code, out, _ = run("backtest", str(sources(tmp_path, "dorpen", "landen", "staten")), "--json")
    told = json.loads(out)
    assert (code, list(told)) == (0, ["3", "5", "8"])
    for row in told.values():
        assert set(row) >= SHAPE
        assert list(row["sources"]) == list(row["kept_apart"]["sources"]) == ["dorpen", "landen", "staten"]
        assert set(row["kept_apart"]) >= SHAPE
        assert row["kept_apart"]["mae_no_change"] == row["mae_no_change"]
        assert row["kept_apart"]["mae"] != row["mae"]
        shown = row["kept_apart"]["shown"]
        assert shown["series"] + shown["refused"] == row["series"]
        assert shown["fast"]["series"] + shown["slow"]["series"] == shown["series"]
        assert sum(one["series"] for one in row["sources"].values()) == row["series"]
        assert row["fast"]["series"] + row["slow"]["series"] == row["series"]
        for some in (row, row["fast"], row["slow"], *row["sources"].values()):
            if some["series"]:
                assert some["coverage_80"] + some["above"] + some["below"] == pytest.approx(1, abs=2e-4)
    assert told["3"]["kept_apart"]["shown"]["series"] == 0, "four periods at least"


def test_with_two_sources_nothing_is_kept_apart(tmp_path: Path) -> None:
    told = json.loads(run("backtest", str(sources(tmp_path, "een", "twee")), "--json")[1])
    assert "kept_apart" not in told["5"]
    assert list(told["5"]["sources"]) == ["een", "twee"]
    assert told["5"]["shown"]["series"] + told["5"]["shown"]["refused"] == told["5"]["series"]


def test_learning_writes_a_module_with_all_weights_and_refuses_one_source(tmp_path: Path) -> None:
    code, out, _ = run("learn", str(sources(tmp_path / "a", "een", "twee")))
    scope: dict[str, object] = {}
    exec(compile(out, "learned.py", "exec"), scope)
    recipes = scope["RECIPES"]
    assert isinstance(recipes, dict)
    assert (code, list(recipes)) == (0, list(RECIPES))
    assert scope["PROVEN"] == dict.fromkeys(RECIPES, (0, 0, 0)), "two sources prove nothing"
    assert max(map(len, out.splitlines())) <= 120
    code, out, err = run("learn", str(sources(tmp_path / "b", "alleen")))
    assert (code, out, err) == (2, "", "Leren kan pas met twee bronnen of meer.\n")
