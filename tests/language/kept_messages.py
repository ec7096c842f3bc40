"""The sentences of the messages and mail that a database holds, and which of them English does not have."""

from collections.abc import Iterator

import msgspec
from scripts import texts

from innovatie.domain.kept_wording import KeptTexts, Sentence
from innovatie.infra.database import fetch
from tests.language.bypassing import has_words

_KEPT = """
SELECT words::text FROM notice
UNION ALL SELECT (details->'woorden')::text FROM queued_mail WHERE details IS NOT NULL AND kind IN ('bericht', 'accountbericht', 'uitnodiging', 'overname')
UNION ALL SELECT (item->'woorden')::text FROM queued_mail, jsonb_array_elements(details->'berichten') item WHERE kind = 'overzicht'
"""


async def untranslated() -> list[str | None]:
    """What was told without being kept as a sentence (None), and sentences that English does not have."""
    known = texts.read("en")
    kept = {row[0] for row in await fetch(_KEPT)}
    told = [msgspec.json.decode(one, type=KeptTexts) for one in kept if one is not None]
    templates = {template for one in told for text in one.texts.values() for template in _templates(text)}
    assert templates, "somebody was told something"
    missing = sorted(one for one in templates if has_words(one) and not getattr(known.get(one), "string", ""))
    return [*missing, *([None] if None in kept else [])]


def _templates(sentence: Sentence) -> Iterator[str]:
    yield sentence.template
    for inner in sentence.sentences.values():
        yield from _templates(inner)
