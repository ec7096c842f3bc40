"""How people call a list, as the name of a source."""

import pytest

from innovatie.domain.idea_sources import own_source, short_name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Plannenlijst ICT (2026)", "plannenlijst-ict-2026"),
        ("Coördinatie", "coordinatie"),
        ("--", ""),
        ("a" * 40, "a" * 30),
        ("a" * 29 + " b", "a" * 29),
    ],
)
def test_a_list_is_called_as_people_call_it(written: str, name: str) -> None:
    assert short_name(written) == name
    if name:
        assert own_source("GM0307", name) == f"GM0307 {name}"
