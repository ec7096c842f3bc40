"""What the index keeps of a text for its words: BM25's part that does not depend on the question."""

from collections.abc import Sequence

from innovatie.domain.similarity import Profile

K1, B, USUAL_LENGTH = 2.5, 0.5, 120.0
"""BM25: saturation, length normalisation, and the length (title words count three) that counts as usual. Because a word
of the title counts three, the usual saturation of 1.2 is reached by titles alone: what the body says would not count.
"""


def concept_term(name: str) -> str:
    """The index term of a concept; the sign keeps it apart from stems."""
    return f"={name}"


def postings(profile: Profile, names: Sequence[str]) -> dict[str, float]:
    """Index term -> impact of a text: the part of BM25 that does not depend on the query."""
    length = sum(profile.stems.values())
    found = {key: impact(tf, length) for key, tf in profile.stems.items()}
    found.update({concept_term(names[number]): impact(tf, length) for number, tf in profile.concepts.items()})
    return found


def impact(frequency: int, length: int) -> float:
    """BM25's saturated, length-normalised term frequency."""
    return frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / USUAL_LENGTH))
