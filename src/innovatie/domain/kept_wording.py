"""Texts as the database keeps them: the sentence, and apart from it what fills its blanks.

    {"texts": {"onderwerp": {"template": "%(wie)s haakt aan", "content": {"wie": 0}}}, "content": ["Delft"]}

What people wrote (names, titles, reasons) stands in one list, `content`, so that an erased name is found there and a
sentence of the platform is never taken for it.
"""

from collections.abc import Mapping

import msgspec

from innovatie.domain.wording import Wording


class Sentence(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sentence with its blanks by name: numbers, sentences in themselves, and places in the list of what was written.

    `lowered`: in small letters, in each language.
    """

    template: str
    numbers: dict[str, int] = {}
    sentences: dict[str, "Sentence"] = {}
    content: dict[str, int] = {}
    lowered: bool = False


class KeptTexts(msgspec.Struct, frozen=True, omit_defaults=True):
    """Texts by name, with what people wrote in them."""

    texts: dict[str, Sentence]
    content: list[str] = []


def kept(texts: Mapping[str, Wording]) -> KeptTexts:
    """The texts to keep. Raises TypeError for a value that is no number, text or Wording: a day is put in words."""
    content: list[str] = []
    return KeptTexts({name: _sentence(text, content) for name, text in texts.items()}, content)


def _sentence(text: Wording, content: list[str]) -> Sentence:
    numbers: dict[str, int] = {}
    sentences: dict[str, Sentence] = {}
    places: dict[str, int] = {}
    for name, value in text.values.items():
        if isinstance(value, Wording):
            sentences[name] = _sentence(value, content)
        elif isinstance(value, str):
            places[name] = len(content)
            content.append(str.__str__(value))
        elif isinstance(value, int):
            numbers[name] = value
        else:
            raise TypeError(f"a {type(value).__name__} is not put in words: {text.template}")
    return Sentence(text.template, numbers, sentences, places, text.lowered)


def said(texts: KeptTexts) -> dict[str, Wording]:
    """The texts again, each to be read in any language."""
    return {name: _wording(sentence, texts.content) for name, sentence in texts.texts.items()}


def _wording(sentence: Sentence, content: list[str]) -> Wording:
    values: dict[str, object] = dict(sentence.numbers)
    values |= {name: _wording(one, content) for name, one in sentence.sentences.items()}
    values |= {name: content[place] for name, place in sentence.content.items()}
    made = Wording(sentence.template, values)
    return made.lower() if sentence.lowered else made
