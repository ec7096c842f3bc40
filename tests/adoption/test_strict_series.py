"""A series is read as it stands, or refused with its line."""

from pathlib import Path

import pytest

from innovatie.adoption.series_files import FileProblem, load_file


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "period,new\n2020,1,5\n",
            "regel 2: het aantal kolommen klopt niet: hier staan 3 cellen, de kop heeft er 2. Zet tekst met een scheidingsteken tussen aanhalingstekens.",
        ),
        ('period,new\n2020,"1"2\n', "regel 2: na een aanhalingsteken dat eindigt, staat nog tekst."),
        ("period,new\n2020,1 2\n", "regel 2: in adopters staat '1 2'"),
        ("period,new\n2020,١\n", "regel 2: in adopters staat '١'"),
        ("municipality,date\nGM1,2024-07-01 of later\n", "regel 2: '2024-07-01 of later' is geen datum"),
        ("municipality,date\nGM1,2024-07-0112\n", "regel 2: '2024-07-0112' is geen datum"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "s.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileProblem) as wrong:
        load_file(path, population=50)
    assert reason in wrong.value.message


def test_a_date_with_a_time_behind_it_is_that_date(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("municipality,date\nGM1,2024-07-01T10:00:00+02:00\nGM2,2024-08-31 09:30\n", encoding="utf-8")
    assert load_file(path, population=50)[0].series.new == (1, 1)
