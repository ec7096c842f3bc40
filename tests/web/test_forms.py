"""What people type, field by field."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.datastructures import FormMultiDict

from innovatie.domain import typed_values as typed
from innovatie.domain.errors import Invalid
from innovatie.web.forms import Form, is_web_address
from innovatie.web.requests import pairs_in


class Stage(StrEnum):
    IDEA = "idee"
    PLAN = "plan"


def test_all_errors_come_at_once_in_reading_order_and_say_what_to_do() -> None:
    form = Form(
        {"titel": "  ", "kosten": "veel", "begin": "morgen", "thema": "bestaat-niet", "mail": "jan@", "site": "niks"}
    )
    assert form.text("titel", label="Titel", required="Vul een titel in.") == ""
    assert form.money("kosten", label="Kosten") is None
    assert form.date("begin", label="Begin") is None
    assert form.choice("thema", label="Thema", options=["zorg"]) is None
    assert form.email("mail", label="E-mail") == ""
    assert form.url("site", label="Website") == ""
    assert form.checkbox("akkoord", label="Ik ga akkoord", required=True) is False
    assert form.many("keuzes", label="Keuzes", options=["a"], required=True) == []
    assert not form.ok
    assert list(form.errors.items()) == [
        ("titel", "Vul een titel in."),
        ("kosten", "Vul bij ‘Kosten’ een getal in, bijvoorbeeld 1.250."),
        ("begin", "Vul bij ‘Begin’ een datum in, bijvoorbeeld 5-3-2027."),
        ("thema", "Maak een keuze bij ‘Thema’."),
        ("mail", "Vul bij ‘E-mail’ een e-mailadres in, bijvoorbeeld naam@gemeente.nl."),
        ("site", "Vul bij ‘Website’ een webadres in, bijvoorbeeld https://www.gemeente.nl."),
        ("akkoord", "Vink aan: ‘Ik ga akkoord’."),
        ("keuzes", "Kies er ten minste één bij ‘Keuzes’."),
    ]
    assert form.value("kosten") == "veel"


def test_empty_fields_that_are_not_required_are_no_errors() -> None:
    form = Form({})
    assert form.text("a", label="A") == ""
    assert form.integer("b", label="B") is None
    assert form.date("c", label="C") is None
    assert form.choice("d", label="D", options=Stage) is None
    assert form.many("e", label="E", options=Stage) == []
    assert form.ok


def test_lengths_count_characters_after_cleaning_and_the_message_gives_both_numbers() -> None:
    form = Form({"titel": "a" * 134, "uitleg": "\r\n".join(["é" * 10] * 3), "kort": "ja"})
    form.text("titel", label="Titel", max_length=120)
    assert form.text("uitleg", label="Uitleg", multiline=True, max_length=32) == "\n".join(["é" * 10] * 3)
    form.text("kort", label="Reden", min_length=10)
    assert form.errors == {
        "titel": "Maak ‘Titel’ korter: hooguit 120 tekens, nu 134.",
        "kort": "Maak ‘Reden’ langer: ten minste 10 tekens, nu 2.",
    }


def test_a_hundred_kilobytes_of_text_is_refused_with_its_length_and_kept() -> None:
    form = Form({"uitleg": "x" * 100_000})
    form.text("uitleg", label="Uitleg", multiline=True)
    assert form.errors == {"uitleg": "Maak ‘Uitleg’ korter: hooguit 20.000 tekens, nu 100.000."}
    assert len(form.value("uitleg")) == 100_000


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("a\x00b\x07c", "abc"),
        ("tab\there", "tab here"),
        ("a\ud800b", "a\ufffdb"),
        ("\ud83d\ude00", "😀"),
        ("factuur\u202egpj.exe", "factuurgpj.exe"),
        ("\u2066geheim\u2069", "geheim"),
        ("e\u0301", "é"),
        ("\ufeffTitel\u200b", "Titel"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("שלום", "שלום"),
        ("twee\r\nregels", "twee regels"),
    ],
)
def test_text_is_made_safe_to_store_and_to_show(given_text: str, cleaned: str) -> None:
    assert Form({"titel": given_text}).text("titel", label="Titel") == cleaned


@given(st.text(alphabet=st.characters(), max_size=80))
def test_clean_text_can_always_be_stored_and_cleaning_twice_changes_nothing(text: str) -> None:
    cleaned = typed.clean(text)
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert typed.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.250,50", "1250.50"), ("1250,5", "1250.5"), ("1250.50", "1250.50"), ("1.250", "1250"), ("1.250.000", "1250000"),
        ("1,250.50", "1250.50"), ("-3", "-3"), ("−3", "-3"), ("1 250", "1250"), ("1.25", "1.25"),
        ("12,34,56", None), ("1e5", None), ("NaN", None), ("", None), ("٣", None), ("9" * 40, None),
    ],
)  # fmt: skip
def test_numbers_are_read_the_dutch_way(text: str, value: str | None) -> None:
    assert typed.number(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("text", ["€ 1.250,-", "1250 euro", "EUR 1.250,00", "€1250", "1.250,--"])
def test_amounts_are_read_with_their_signs(text: str) -> None:
    assert Form({"kosten": text}).money("kosten", label="Kosten") == Decimal(1250)


def test_hours_with_a_long_gap_are_read_once() -> None:
    """The gap was tried from each of its blanks: two hours for this line."""
    assert typed.hours("120" + " " * 1_000_000 + "uur") == 120
    assert typed.hours("120" + " " * 1_000_000 + "x") is None


def test_hours_and_ranges_and_decimals() -> None:
    form = Form({"uren": "7,5 uur", "aantal": "11", "min": "-1", "deel": "1,234", "heel": "2,5"})
    assert form.hours("uren", label="Uren") == Decimal("7.5")
    assert form.integer("aantal", label="Aantal", minimum=0, maximum=10) is None
    assert form.money("min", label="Bedrag", maximum=None) is None
    assert form.decimal("deel", label="Deel", places=2) is None
    assert form.integer("heel", label="Heel") is None
    assert form.errors == {
        "aantal": "Vul bij ‘Aantal’ een getal van 0 tot en met 10 in.",
        "min": "Vul bij ‘Bedrag’ een getal vanaf 0 in.",
        "deel": "Vul bij ‘Deel’ hooguit 2 cijfers achter de komma in.",
        "heel": "Vul bij ‘Heel’ een heel getal in.",
    }


@pytest.mark.parametrize("text", ["2026-03-05", "5-3-2026", "05/03/2026", "5 maart 2026", "5 mrt 2026", "5.3.2026"])
def test_dates_are_read_as_people_write_them(text: str) -> None:
    assert Form({"dag": text}).date("dag", label="Dag") == date(2026, 3, 5)


@pytest.mark.parametrize("text", ["30-2-2026", "2026-13-01", "5-3-26", "0001-01-01", "5 mars 2026"])
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    form = Form({"dag": text})
    assert form.date("dag", label="Dag") is None
    assert list(form.errors) == ["dag"]


def test_a_range_of_days_includes_its_ends() -> None:
    form = Form({"a": "2026-03-05", "b": "2026-03-04", "c": "2026-03-11"})
    first, last = date(2026, 3, 5), date(2026, 3, 10)
    assert form.date("a", label="A", earliest=first, latest=last) == first
    form.date("b", label="B", earliest=first)
    form.date("c", label="C", latest=last)
    assert form.errors == {
        "b": "Kies bij ‘B’ een dag vanaf 5 maart 2026.",
        "c": "Kies bij ‘C’ een dag tot en met 10 maart 2026.",
    }


def test_repeated_names_are_kept_each_once_and_strangers_refused() -> None:
    form = Form(FormMultiDict(pairs_in(b"k=idee&k=plan&k=idee&titel=caf%C3%A9&fout=%ff")))
    assert form.many("k", label="K", options=Stage) == [Stage.IDEA, Stage.PLAN]
    assert form.selected("k", "plan") and not form.selected("k", "pilot")
    assert form.text("titel", label="Titel") == "café"
    assert form.value("fout") == "\ufffd"
    stranger = Form({"k": ["idee", "pilot"]})
    assert stranger.many("k", label="K", options=Stage) == [Stage.IDEA]
    assert stranger.errors == {"k": "Kies bij ‘K’ alleen uit de lijst."}
    limited = Form({"k": ["idee", "plan"]})
    limited.many("k", label="K", options={"idee": "Idee", "plan": "Plan"}, maximum=1)
    assert limited.errors == {"k": "Kies er hooguit één bij ‘K’."}


def test_a_choice_of_an_enumeration_returns_its_member() -> None:
    assert Form({"fase": "plan"}).choice("fase", label="Fase", options=Stage) is Stage.PLAN


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "https://naam:geheim@kwaad.nl", "http://localhost", "https://a.nl:99999", "ftp://a.nl",
        "https://a.nl/\u202e", "https://", "//a.nl", "https://a.nl/<script>", "https://" + "a" * 600 + ".nl",
    ],
)  # fmt: skip
def test_only_plain_web_addresses_pass(address: str) -> None:
    form = Form({"site": address})
    text = form.url("site", label="Website")
    assert text == "" or "\u202e" not in text
    assert is_web_address(address) is False


def test_an_address_without_scheme_gets_https() -> None:
    assert Form({"site": "www.delft.nl/afval"}).url("site", label="Website") == "https://www.delft.nl/afval"
    assert is_web_address("https://gemeente-één.nl")


def test_the_host_of_an_email_address_is_lowered_and_its_name_kept() -> None:
    assert Form({"mail": "J.Jansen@Delft.NL"}).email("mail", label="E-mail") == "J.Jansen@delft.nl"


def test_a_form_is_filled_with_what_is_known_as_a_person_would_type_it() -> None:
    form = Form.filled(
        {
            "titel": "Plan",
            "kosten": Decimal("1250.50"),
            "begin": date(2027, 3, 5),
            "akkoord": True,
            "leeg": None,
            "k": ["a", "b"],
        }
    )
    assert form.value("kosten") == "1.250,5"
    assert form.money("kosten", label="Kosten") == Decimal("1250.5")
    assert form.date("begin", label="Begin") == date(2027, 3, 5)
    assert form.checkbox("akkoord", label="Akkoord") is True
    assert form.value("leeg") == ""
    assert form.many("k", label="K", options=["a", "b"]) == ["a", "b"]


def test_errors_of_an_action_join_those_of_the_form_and_the_first_of_a_field_stays() -> None:
    form = Form({"titel": ""})
    form.text("titel", label="Titel", required=True)
    form.refuse(Invalid({"titel": "Anders.", "thema": "Kies een ander thema."}))
    form.refuse(Invalid({}, "Deze ronde is vol."))
    assert form.errors == {"titel": "Vul ‘Titel’ in.", "thema": "Kies een ander thema.", "": "Deze ronde is vol."}


def test_a_number_of_thirty_digits_is_refused_with_a_sentence() -> None:
    form = Form({"aantal": "9" * 30, "bedrag": "9" * 30})
    assert (form.integer("aantal", label="Aantal"), form.decimal("bedrag", label="Bedrag")) == (None, None)
    assert form.errors == {
        "aantal": "Vul bij ‘Aantal’ een getal in, bijvoorbeeld 1.250.",
        "bedrag": "Vul bij ‘Bedrag’ een getal in, bijvoorbeeld 1.250.",
    }
