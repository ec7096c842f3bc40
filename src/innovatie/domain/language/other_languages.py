"""Whether a text is Dutch: texts in another language share no words with others, and are compared by meaning alone."""

from collections.abc import Callable, Sequence

FEWEST = 8
"""Different words below which nothing is said of the language."""
KNOWN = 0.45
"""Share of its different words that is known, of a Dutch text at least."""

_ENGLISH_TEXT = "the and to for is are our with by that which from as it this their when where they who will be on"
_ENGLISH = frozenset(_ENGLISH_TEXT.split())
_DUTCH_TEXT = """
de het een en van op te voor met dat die wij zijn niet aan om er ook als bij door naar uit wordt worden kan kunnen
onze ons deze dit over zo wat hoe hun
"""
_DUTCH = frozenset(_DUTCH_TEXT.split())


def seems_dutch(words: Sequence[str], known: Callable[[str], bool]) -> bool:
    """By the small words of English, and by how many words are known; a line is taken to be Dutch."""
    different = set(words)
    if len(different) < FEWEST:
        return True
    english, dutch = (sum(word in small for word in words) for small in (_ENGLISH, _DUTCH))
    return english <= dutch and sum(map(known, different)) >= KNOWN * len(different)
