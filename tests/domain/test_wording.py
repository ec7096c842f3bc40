"""A text of the rules is Dutch for whatever computes or stores, and in the reader's language on a page."""

import json
import pickle
from collections.abc import Iterator

import pytest
from markupsafe import Markup, escape

from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.wording import Wording, either, wording

ENGLISH = {
    "Kies hoogstens %(n)s plannen.": "Choose at most %(n)s plans.",
    "De fase %(fase)s is <dicht>.": "The phase %(fase)s is <closed>.",
    "Stemmen": "Voting",
    "Uitslag": "Result",
    "%(een)s of %(ander)s": "%(een)s or %(ander)s",
}


@pytest.fixture
def english() -> Iterator[None]:
    before = Wording.to_reader
    Wording.to_reader = staticmethod(lambda text: ENGLISH.get(text, text))
    yield
    Wording.to_reader = staticmethod(before)


@pytest.mark.usefixtures("english")
def test_a_wording_is_the_filled_dutch_text_to_whatever_computes_or_stores() -> None:
    text = wording("Kies hoogstens %(n)s plannen.", n=5)

    assert text == "Kies hoogstens 5 plannen."
    assert f"{text}" == str(text) == "Kies hoogstens 5 plannen."
    assert json.dumps([text]) == '["Kies hoogstens 5 plannen."]'


@pytest.mark.usefixtures("english")
def test_on_a_page_it_is_in_the_language_of_the_reader_with_its_blanks_filled_in_that_language_too() -> None:
    text = wording("De fase %(fase)s is <dicht>.", fase=wording("Stemmen").lower())

    assert escape(text) == Markup("The phase voting is &lt;closed&gt;.")
    assert text.translated() == "The phase voting is <closed>."
    assert text == "De fase stemmen is <dicht>."


@pytest.mark.usefixtures("english")
def test_a_choice_of_wordings_is_translated_word_by_word() -> None:
    names = [wording("Stemmen").lower(), wording("Uitslag").lower(), "Overname"]

    assert either(names) == "stemmen, uitslag of Overname"
    assert Wording("Dit mag in %(fasen)s.", {"fasen": either(names)}).translated() == (
        "Dit mag in voting, result or Overname."
    )
    assert either(["stemmen"]) == "stemmen"
    assert either([]) == ""


def test_a_percent_sign_in_a_text_without_blanks_stays() -> None:
    assert wording("Meer dan 50% van de gemeenten") == "Meer dan 50% van de gemeenten"
    assert wording("Meer dan 50% van de gemeenten").translated() == "Meer dan 50% van de gemeenten"


@pytest.mark.usefixtures("english")
def test_it_survives_a_journey_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(wording("Kies hoogstens %(n)s plannen.", n=5)))

    assert sent == "Kies hoogstens 5 plannen."
    assert sent.translated() == "Choose at most 5 plans."


@pytest.mark.usefixtures("english")
def test_the_reasons_of_a_refusal_can_be_translated_even_when_they_are_plain_constants() -> None:
    refused = Invalid({"fase": "Stemmen"}, "Uitslag")

    assert escape(refused.errors["fase"]) == "Voting"
    assert escape(refused.message) == "Result"
    assert escape(Conflict("Dit kent niemand.").message) == "Dit kent niemand."
