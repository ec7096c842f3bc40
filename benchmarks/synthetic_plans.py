"""Made-up plans in any number, cut from real sentences: the same number gives the same plans on every machine.

The sentences come from the plans of the demo and, where it lies beside the repository, from the Algorithm Register.
A wheel is one text with names of its own; its plans share most sentences, in another order and with other words here
and there. Sizes of wheels have a long tail, and new words keep coming, as they do in texts of people.
"""

import csv
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from innovatie.demo.plans import plans as demo_plans
from innovatie.search.texts import Document

REGISTER = next(
    (
        file
        for folder in Path(__file__).resolve().parents
        if (file := folder / "shared" / "data" / "algorithm_register_entries.csv").exists()
    ),
    None,
)
"""949 real entries (CC0); without the file the demo's plans do alone, and the plans differ."""
_LONGEST_SENTENCE = 220
_OTHERWISE = 0.12
"""Share of the words that a plan says in a word of its own."""
_END = re.compile(r"(?<=[.!?])\s+")


@cache
def texts() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Title and sentences of every real text."""
    found = [(plan.content.title, f"{plan.content.summary} {plan.content.problem}") for plan in demo_plans()]
    if REGISTER is not None:
        with REGISTER.open(encoding="utf-8", newline="") as file:
            found += [(row["title"], row["description"]) for row in csv.DictReader(file)]
    cut = [(title, tuple(_sentences(text))) for title, text in found]
    return tuple((title, sentences) for title, sentences in cut if title and sentences)


def _sentences(text: str) -> list[str]:
    return [sentence.strip()[:_LONGEST_SENTENCE] for sentence in _END.split(text.replace("*", "")) if sentence.strip()]


@cache
def _words() -> tuple[str, ...]:
    """Words in the order of the texts, as often as they occur there."""
    return tuple(word for _, sentences in texts() for sentence in sentences for word in sentence.split())


@cache
def _parts() -> tuple[str, ...]:
    """Words that made-up names are put together from."""
    plain = {word.lower() for word in _words() if word.isalpha() and word.isascii() and 4 <= len(word) <= 9}
    return tuple(sorted(plain))


def sizes(number: int, *, largest: int = 0, seed: int = 1) -> Iterator[int]:
    """Sizes of wheels that add up to `number`: the first has `largest`, of the others most have a few, some tens."""
    source = random.Random(seed)
    left = number
    if largest:
        yield largest
        left -= largest
    while left > 0:
        size = min(left, max(1, int(source.paretovariate(1.3) * 1.6)), 150)
        yield size
        left -= size


def plans(number: int, *, largest: int = 0, seed: int = 1) -> Iterator[tuple[Document, int]]:
    """Documents with the number of their wheel; the plans of a wheel lie apart, as in life."""
    order = [wheel for wheel, size in enumerate(sizes(number, largest=largest, seed=seed)) for _ in range(size)]
    random.Random(seed).shuffle(order)
    for position, wheel in enumerate(order):
        yield _plan(position, wheel, seed), wheel


def _plan(position: int, wheel: int, seed: int) -> Document:
    own = random.Random(f"{seed}-{wheel}")
    title, sentences = own.choice(texts())
    names = ["".join(own.sample(_parts(), 2)) for _ in range(3)]
    extra = own.choice(own.choice(texts())[1])
    source = random.Random(f"{seed}-{wheel}-{position}")
    chosen = source.sample(sentences, min(len(sentences), 4))
    chosen += [extra.replace(".", f" met {names[0]}."), f"Het gaat om {source.choice(names)} en {names[1]}."]
    chosen.append(source.choice(source.choice(texts())[1]))
    source.shuffle(chosen)
    words = [source.choice(_words()) if source.random() < _OTHERWISE else word for word in " ".join(chosen).split()]
    if source.random() < 0.5:
        words.insert(source.randrange(len(words) + 1), "".join(source.sample(_parts(), 2)))
    return Document(f"{position:09d}", f"{title} {names[2]}"[:150], " ".join(words))
