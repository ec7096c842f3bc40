"""security.txt as the official reader reads it."""

from datetime import UTC, datetime, timedelta

import pytest
import sectxt  # type: ignore[import-untyped]

from innovatie.web.security_txt import WARN, security_txt


def test_the_official_parser_finds_no_fault_and_the_end_is_always_far_ahead() -> None:
    now = datetime.now(UTC)
    text = security_txt(
        now=now, contacts=["mailto:security@innovatie.example", "https://innovatie.example/melden"],
        base_url="https://innovatie.example", policy="https://innovatie.example/beleid",
    )  # fmt: skip
    parser = sectxt.Parser(text.encode())
    assert (parser.is_valid(), parser.errors) == (True, [])
    expires = next(line["value"] for line in parser.lines if line["field_name"] == "expires")
    left = datetime.fromisoformat(str(expires)) - now
    assert WARN < left < timedelta(days=365)


@pytest.mark.parametrize("contacts", [[], ["security@innovatie.example"], ["mailto:a b"], ["https://a\r\nExpires: x"]])
def test_a_contact_that_is_none_is_refused(contacts: list[str]) -> None:
    with pytest.raises(ValueError):
        security_txt(now=datetime.now(UTC), contacts=contacts, base_url="https://innovatie.example")
