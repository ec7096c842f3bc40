"""One word for one thing, plain words and short sentences, in every text of the platform and its translation.

The lists are kept here: a word that readers stumble over goes in with the word to use instead.
"""

import re
from collections.abc import Iterator

import pytest
from scripts import texts

from innovatie.domain.authority import Act

WORDS_IN_A_SENTENCE = 25

INSTEAD = {
    "nl": {
        r"idee|ideeën": "plan, plannen; idee is only the first stage",
        r"mailadres|mailadressen": "e-mailadres",
        r"hoogstens|maximaal|ten hoogste": "hooguit",
        r"minimaal|minstens": "ten minste",
        r"reeds|echter|teneinde|middels|conform|inzake|alsmede|derhalve|indien|omtrent|tevens|desbetreffende": "plain Dutch",
        r"je|jij|jouw|jullie": "u, uw",
        r"uploaden|upload|user|feedback|mergen|deadline|submitten": "a Dutch word",
    },
    "en": {
        r"e-mail|e-mails|mail address|mail addresses": "email, email address",
        r"elaborate|elaborated|elaboration|elaborations": "develop, as in the glossary",
        r"identity provider": "sign-in service",
        r"authorised voter": "mandated voter",
        r"stake": "interest",
        r"remark|remarks": "comment",
        r"list of words": "word list",
        r"for who": "for those who",
        r"seed(?! text)": "seed text",
    },
}  # fmt: skip
TECHNICAL = frozenset({
    "Wij gebruiken alleen cookies die nodig zijn: één om ingelogd te blijven, één voor uw taal, één voor een melding op de "
    "volgende pagina en één die zorgt dat u meteen ziet wat u net deed.",
})  # fmt: skip
"""Sentences that may be longer: a list of four that is read as four."""
KEPT = frozenset({"Idee", "idee"})
"""The first stage of a plan, and the kind of thing that rows of the audit trail name, which are never rewritten."""

_BLANK = re.compile(r"%\(\w+\)s")
_TAG = re.compile(r"<[^>]+>")
_END = re.compile(r"(?<=[.!?:;])\s+")


def every(language: str) -> Iterator[str]:
    """All texts in `language`, each form of a plural apart."""
    for message in texts.read("en"):
        if message.id:
            text = message.id if language == "nl" else message.string
            yield from text if isinstance(text, (tuple, list)) else (str(text),)


def stumbles(found: str, language: str) -> list[str]:
    """The words in a text that have a better one."""
    plain = _BLANK.sub("", found)
    return [
        f"{word[0]}: {better}"
        for words, better in INSTEAD[language].items()
        for word in re.finditer(rf"(?<![\w-])(?:{words})(?![\w-])", plain, re.IGNORECASE)
    ]


def too_long(found: str) -> list[str]:
    """The sentences of a text with more words than a reader holds."""
    return [one for one in _END.split(_TAG.sub("", found)) if len(one.split()) > WORDS_IN_A_SENTENCE]


def test_what_is_looked_for_is_found() -> None:
    assert stumbles("Kies hoogstens twee ideeën", "nl") == [
        "ideeën: plan, plannen; idee is only the first stage", "hoogstens: hooguit",
    ]  # fmt: skip
    assert stumbles("The seed text of the seed", "en") == ["seed: seed text"]
    assert stumbles("Plan %(idee)s", "nl") == []
    assert too_long("Een. " + "woord " * 26) == ["woord " * 26]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_one_word_is_used_for_one_thing(language: str) -> None:
    acts = {str(act) for act in Act}  # the words of the audit trail, which are never rewritten
    assert {
        text: found for text in every(language) if text not in acts | KEPT and (found := stumbles(text, language))
    } == {}


def test_no_sentence_is_longer_than_a_reader_holds() -> None:
    assert {text: found for text in every("nl") if text not in TECHNICAL and (found := too_long(text))} == {}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_apostrophes_and_quotation_marks_are_those_of_print(language: str) -> None:
    assert [text for text in every(language) if re.search(r"\w'\w|[“”]", text)] == []
