"""Whom a text mentions."""

import pytest

from innovatie.domain.mentions import MOST_SIGNS, mentioned

NAMES = ("Bergen", "Bergen op Zoom", "Sanne de Wit", "Utrecht", "’s-Hertogenbosch", "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Bergen op Zoom, kijkt u mee?", {"Bergen op Zoom"}),
        ("@Bergen en @utrecht", {"Bergen", "Utrecht"}),
        ("(@Sanne de Wit) en @Sanne de Wit.", {"Sanne de Wit"}),
        ("@’s-Hertogenbosch", {"’s-Hertogenbosch"}),
        ("Utrecht zonder teken", set()),
        ("post@utrecht.nl en team.@Utrecht", set()),
        ("@Utrechter", set()),
        ("@ Utrecht @", set()),
        ("@Sanne", set()),
    ],
)
def test_a_name_behind_an_at_sign_is_a_mention(text: str, found: set[str]) -> None:
    assert mentioned(text, NAMES) == found


def test_a_text_full_of_signs_is_read_to_a_limit() -> None:
    assert mentioned("@" * MOST_SIGNS + "@Utrecht", NAMES) == set()
    assert mentioned("@" * (MOST_SIGNS - 1) + "@Utrecht", NAMES) == {"Utrecht"}
