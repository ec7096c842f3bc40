"""Texts in what the queue knows of a mail: in Dutch, and beside that as `woorden`, to be read in any language."""

from collections.abc import Mapping
from typing import Final

import msgspec

from innovatie.domain.excerpts import plain
from innovatie.domain.kept_wording import KeptTexts, kept, said
from innovatie.domain.wording import Wording

WORDS: Final = "woorden"


def with_words(details: Mapping[str, object]) -> dict[str, object]:
    """Details of a mail with its Wordings kept as sentences too."""
    texts = {name: value for name, value in details.items() if isinstance(value, Wording)}
    return {**details, WORDS: kept(texts)} if texts else dict(details)


def in_words(details: Mapping[str, object]) -> dict[str, object]:
    """Details from the queue with what was kept as sentences again, to be read in any language, also in lists of them.

    Raises msgspec.ValidationError (a ValueError) when what was kept is no such thing.
    """
    read = {name: _items(value) for name, value in details.items() if name != WORDS}
    if WORDS in details:
        read |= said(msgspec.convert(details[WORDS], KeptTexts))
    return read


def _items(value: object) -> object:
    if isinstance(value, list):
        return [in_words(item) if isinstance(item, Mapping) else item for item in value]
    return value


def begin(text: str) -> str:
    """The first paragraph of what somebody wrote, without marks, for the overview."""
    return plain(text.split("\n\n", maxsplit=1)[0], 300)


def excerpt(text: Wording) -> Wording:
    """A message for the overview: of what people wrote in it the begin."""
    return text.filled(**{name: _begin(value) for name, value in text.values.items()})


def _begin(value: object) -> object:
    if isinstance(value, Wording):
        return excerpt(value)
    return begin(value) if isinstance(value, str) else value
