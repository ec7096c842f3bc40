"""A text that is kept comes back whole, in any language, with what people wrote apart from the sentence."""

from datetime import date

import msgspec
import pytest

from innovatie.domain.kept_wording import KeptTexts, kept, said
from innovatie.domain.wording import Wording, as_written, counted, lines, paragraphs, sentences, wording
from innovatie.web import i18n

JOINS = wording("%(gemeente)s haakt aan bij ‘%(plan)s’", gemeente="Delft", plan="Deelfiets 100%")


def through_the_database(text: Wording) -> Wording:
    stored = msgspec.json.encode(kept({"tekst": text}))
    return said(msgspec.json.decode(stored, type=KeptTexts))["tekst"]


@pytest.mark.parametrize(
    "text",
    [
        JOINS,
        as_written("50% van ‘alles’ %(plan)s"),
        paragraphs(JOINS, None, as_written("Waarom niet?"), as_written("")),
        wording("%(ronde)s: de fase %(fase)s is open", ronde="Ronde", fase=wording("Inzenden").lower()),
        lines(*(Wording("- %(groep)s", {"groep": name}) for name in ("Één", "Twee"))),
        Wording(""),
    ],
)
def test_a_text_comes_back_as_it_was(text: Wording) -> None:
    assert through_the_database(text) == str(text)


def test_a_text_comes_back_in_the_language_of_its_reader() -> None:
    text = through_the_database(
        sentences(JOINS, wording("%(ronde)s: de fase %(fase)s is open", ronde="R", fase=wording("Inzenden").lower()))
    )
    with i18n.in_language("en"):
        assert text.translated() == "Delft joins ‘Deelfiets 100%’ R: the phase submission is open"
    with i18n.in_language("xx"):
        assert text.translated() == str(text)


def test_what_people_wrote_stands_apart_from_the_sentences() -> None:
    stored = kept({"onderwerp": JOINS, "tekst": wording("U hebt %(n)s groepen te beoordelen", n=3)})

    assert stored.content == ["Delft", "Deelfiets 100%"]
    assert stored.texts["onderwerp"].content == {"gemeente": 0, "plan": 1}
    assert stored.texts["tekst"].numbers == {"n": 3}


def test_a_value_that_no_language_could_change_is_not_kept() -> None:
    with pytest.raises(TypeError, match="date"):
        kept({"tekst": wording("%(dag)s", dag=date(2026, 11, 30))})


def test_one_and_more_are_each_a_sentence() -> None:
    one, more = wording("U hebt 1 groep te beoordelen"), wording("U hebt %(n)s groepen te beoordelen", n=2)

    assert [counted(one, more, n) for n in (1, 2)] == [one, more]
