"""What scripts/texts.py collects, and that the catalogues have it."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from scripts import texts

CODE = """
_("Plaats een plan")
_("Ja" if sure else "Nee wel")
ngettext("%(n)s plan", "%(n)s plannen", n)
LABEL = wording("Kies hoogstens %(n)s ideeën.", n=5)
raise NotFound("Dit plan " "bestaat niet.")
raise Invalid({"titel": "Geef een titel."}, "Dat klopt niet.")
errors["jaar"] = "Kies een jaar."
errors.setdefault("dag", "Kies een dag.")
await record(actor=actor, act="idee plaatsen", object_id="geen tekst")
raise ValueError("for developers only")
_(label)
"""


def found(code: str) -> list[tuple[str, str | None]]:
    return [(text.singular, text.plural) for text in texts.in_python(code, "x.py")]


def test_every_kind_of_text_in_the_code_is_collected_and_nothing_else() -> None:
    assert sorted(found(CODE)) == [
        ("%(n)s plan", "%(n)s plannen"),
        ("Dat klopt niet.", None),
        ("Dit plan bestaat niet.", None),
        ("Geef een titel.", None),
        ("Ja", None),
        ("Kies een dag.", None),
        ("Kies een jaar.", None),
        ("Kies hoogstens %(n)s ideeën.", None),
        ("Nee wel", None),
        ("Plaats een plan", None),
        ("idee plaatsen", None),
    ]


@pytest.mark.parametrize(
    "code",
    [
        'raise Conflict(f"De fase {name} is dicht.")',
        '_(f"Hallo {name}")',
        'errors["n"] = f"Kies er {n} of meer."',
        'raise Invalid({"n": f"Kies er {n}."})',
    ],
)
def test_a_text_whose_blanks_are_filled_too_early_is_a_fault(code: str) -> None:
    [text] = texts.in_python(code, "x.py")
    assert text.fault == "an f-string: use wording(template, ...)"


def test_the_key_of_a_field_is_no_text() -> None:
    assert found('errors[f"plaats {n}"] = wording("Kies een plaats.")') == [("Kies een plaats.", None)]


def test_a_renewed_catalogue_keeps_translations_adds_what_is_new_and_drops_what_is_gone(tmp_path: Path) -> None:
    known = Catalog(locale="en")
    known.add("Oud", "Old")
    known.add("Blijft", "Stays")
    known.add(("%(n)s plan", "%(n)s plannen"), ("%(n)s plan", "%(n)s plans"))
    wanted = [texts.Text("", "Nieuw"), texts.Text("", "Blijft"), texts.Text("", "%(n)s plan", "%(n)s plannen")]

    texts.write(texts.renewed("en", wanted, known), texts.catalogue_file("en", tmp_path))
    made = texts.read("en", tmp_path)

    assert {message.id: message.string for message in made if message.id} == {
        ("%(n)s plan", "%(n)s plannen"): ("%(n)s plan", "%(n)s plans"),
        "Blijft": "Stays",
        "Nieuw": "",
    }
    assert [message.id for message in texts.missing(made)] == ["Nieuw"]


def test_writing_the_same_catalogue_twice_changes_nothing(tmp_path: Path) -> None:
    wanted = [texts.Text("", "Nieuw"), texts.Text("", "Één")]
    file = texts.catalogue_file("en", tmp_path)
    texts.write(texts.renewed("en", wanted, texts.read("en", tmp_path)), file)
    first = file.read_bytes()
    texts.write(texts.renewed("en", wanted, texts.read("en", tmp_path)), file)

    assert file.read_bytes() == first


def test_a_translation_with_other_blanks_than_the_dutch_is_noticed() -> None:
    catalogue = Catalog(locale="en")
    catalogue.add("Versie %(n)s van %(titel)s", "Version %(n)s")
    catalogue.add("Kies er %(n)s.", "Choose %(m)s.")
    catalogue.add(("Kies er één bij %(veld)s", "Kies er %(n)s bij %(veld)s"), ("One at %(veld)s", "%(n)s at %(veld)s"))

    assert [message.id for message in texts.unlike(catalogue)] == ["Versie %(n)s van %(titel)s", "Kies er %(n)s."]


@pytest.fixture(scope="module")
def collected() -> list[texts.Text]:
    return list(texts.collect())


def test_no_text_of_the_platform_has_its_blanks_filled_too_early(collected: list[texts.Text]) -> None:
    assert [(text.where, text.singular) for text in collected if text.fault] == []


@pytest.mark.parametrize("language", texts.TRANSLATIONS)
def test_every_text_is_translated_with_the_same_blanks_and_nothing_else_is_in_the_catalogue(
    language: str, collected: list[texts.Text]
) -> None:
    """After a change of texts: `make texts`, and write the translations that it lists."""
    kept = texts.read(language)
    made = texts.renewed(language, collected, kept)

    assert [message.id for message in texts.missing(made)] == []
    assert [message.id for message in texts.unlike(made)] == []
    assert {str(message.id) for message in kept} - {str(message.id) for message in made} == set()
    assert [message.id for message in kept if message.fuzzy and message.id] == []
