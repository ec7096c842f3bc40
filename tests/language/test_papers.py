"""A PDF is in the language of the page where it was asked for."""

import pytest

from innovatie.voting.queries import Receipt
from innovatie.voting.receipt_pdf import receipt_pdf
from innovatie.web import i18n, letters_on_paper
from tests.indicators.test_report import report, values, words
from tests.language.bypassing import dutch_in


def test_a_council_reads_its_report_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters_on_paper, "letter_files", lambda: None)
    measured = values(5_000, 5_500, 6_000, 7_000, 8_000)
    dutch = report(measured, own=measured[3:4])
    with i18n.in_language("en"):
        english = report(measured, own=measured[3:4])

    assert len(dutch_in(dutch)) > 5, "what is looked for is found"
    assert dutch_in(english) == []
    assert "Zutphen measured in 2025: EUR 7,000." in english and "30 November 2026" in english


def test_a_voter_gets_the_receipt_in_english() -> None:
    receipt = Receipt(
        log="2027-1/eindstemming", sequence=3, event="{}", nonce="ab", leaf="cd", size=4, path=(), root="ef", time="t",
        signature="aa", public_key="bb", municipality_id=1, partnership_id=None,
    )  # fmt: skip

    def made(classes: list[list[str]]) -> str:
        return words(receipt_pdf("Proefronde", "Eindstemming", receipt, classes, "https://x.nl/"))

    dutch = made([])
    with i18n.in_language("en"):
        english = made([])
        assert b"en-GB" in receipt_pdf("Proefronde", "Eindstemming", receipt, [["Plan A"]], "https://x.nl/")

    assert dutch_in(dutch) and dutch_in(english) == []
    assert "Receipt of your ballot" in english and "Proefronde, final vote" in english
