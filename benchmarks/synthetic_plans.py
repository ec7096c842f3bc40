"""Made-up plans in any number, with the word statistics of real ones: the same seed gives the same plans."""

import random
from collections.abc import Iterator

from innovatie.domain.language import Kind
from innovatie.search.language import concepts, word_frequencies
from innovatie.search.texts import Document

_FIRST = ("groen", "water", "straat", "jeugd", "zorg", "bouw", "haven", "markt", "school", "buurt")


def plans(number: int, *, per_group: int = 5, seed: int = 1) -> Iterator[tuple[Document, int]]:
    """Documents with the number of their true group; a group shares a task and some words of its own."""
    source = random.Random(seed)
    frequency = word_frequencies()
    words, weights = list(frequency), [count + 1 for count in frequency.values()]
    tasks = [concept for concept in concepts() if concept.kind is Kind.TASK]
    long = [word for word in words[:400] if word.isalpha() and len(word) > 4]
    objects = [f"{first}{word}" for first in _FIRST for word in long]
    source.shuffle(objects)
    for position in range(number):
        group = position // per_group
        own = random.Random(f"{seed}-{group}")
        task = own.choice(tasks)
        special = own.sample(objects, 4)
        term = source.choice(task.terms).replace("+", "")
        filler = source.choices(words, weights, k=70)
        for place, word in zip(source.sample(range(70), 12), special * 3, strict=True):
            filler[place] = word
        title = f"{term} voor {special[0]} en {source.choice(special[1:])}"
        yield Document(f"{position:09d}", title, f"{term}. {' '.join(filler)}"), group
