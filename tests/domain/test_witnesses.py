"""Two witnesses, each of another organisation, and none of the platform's own."""

import pytest

from innovatie.domain.witnesses import domain_of, objection

OWN = ("innovatie.vng.example", "www.innovatie.example", "")


@pytest.mark.parametrize("addresses", [
    ("archief@delft.nl", "redactie@krant.nl"),
    ("archief@delft.nl", "redactie@krant.nl", "a.b+c@x-y.example"),
    ("Archief@Delft.NL", "redactie@krant.nl"),
])  # fmt: skip
def test_these_can_be_witnesses(addresses: tuple[str, ...]) -> None:
    assert objection(addresses, OWN) == ""


@pytest.mark.parametrize(("addresses", "why"), [
    ((), "twee getuigen"),
    (("archief@delft.nl",), "twee getuigen"),
    (("archief@delft.nl", "burger@delft.nl"), "twee getuigen"),
    (("archief@delft.nl", "a@archief.delft.nl"), "twee getuigen"),
    (("archief@delft.nl", "a@DELFT.nl"), "twee getuigen"),
    (("archief@delft.nl", "redactie@krant.nl", "a@krant.nl"), "twee getuigen"),
    (("archief@delft.nl", "post@innovatie.vng.example"), "van het platform zelf"),
    (("archief@delft.nl", "post@vng.example"), "van het platform zelf"),
    (("archief@delft.nl", "x@mail.www.innovatie.example"), "van het platform zelf"),
    (("archief@delft.nl", "krant.nl"), "geen e-mailadres"),
    (("archief@delft.nl", "a@localhost"), "geen e-mailadres"),
    (("archief@delft.nl", "a@krant.nl,b@x.nl"), "geen e-mailadres"),
    (("archief@delft.nl", "a" * 250 + "@krant.nl"), "geen e-mailadres"),
])  # fmt: skip
def test_these_cannot(addresses: tuple[str, ...], why: str) -> None:
    assert why in objection(addresses, OWN)


def test_the_domain_of_an_address_is_what_stands_behind_its_last_at() -> None:
    assert domain_of('"a@b"@Delft.nl') == "delft.nl"
