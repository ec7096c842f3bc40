"""What is kept beside a text says the same as the text itself: its letters, and where its terms stand."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.language import ngrams_of_each, packed, squash, unpacked
from innovatie.domain.similarity import marked, pieces_at, places_of
from innovatie.search import marking
from innovatie.search.engine import Hit
from innovatie.search.language import analyser, concepts

WORDS = ("parkeren", "parkeervergunning", "de", "gemeente", "Wmo", "afval", "e-mail", "foto's", "bijstand", "é")
_texts = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text(max_size=60)


@given(st.lists(_texts.map(squash), max_size=6))
def test_packed_letters_are_those_of_the_text(texts: list[str]) -> None:
    held, buckets, counts = unpacked([packed(text) for text in texts])
    places, *others = ngrams_of_each(texts)
    assert held.tolist() == np.bincount(places, minlength=len(texts)).tolist()
    for one, other in zip((buckets, counts), others, strict=True):
        assert np.array_equal(one, other)


def test_a_letter_group_said_too_often_counts_as_255() -> None:
    _, _, counts = unpacked([packed("aaa " * 400)])
    assert set(counts.tolist()) == {255}


@given(_texts, st.sets(st.sampled_from(WORDS)))
def test_kept_places_mark_what_an_analysis_marks(text: str, asked: set[str]) -> None:
    names = [f"={concept.name}" for concept in concepts()]
    analysed = [analyser()(word) for word in sorted(asked)]
    stems = [atom.stem for one in analysed for atom in (*one.atoms, *one.compounds)]
    numbers = [found.concept for one in analysed for found in one.concepts]
    wanted = [*stems, *(names[number] for number in numbers)]
    assert pieces_at(text, places_of(text, analyser(), names), wanted) == marked(text, analyser(), stems, numbers)


@pytest.mark.anyio
async def test_texts_without_kept_places_are_analysed_off_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = ("Parkeren", "Parkeren bij flats", "/ideeen/1", "Delft", "openbare-ruimte", "plan", 1, False, None, 1.0)
    kept = Hit("plan", 1, *fields, places=marking.places(*fields[:2]))
    at: list[bool] = []
    real = marking.shown

    def watched(*told: object) -> object:
        at.append(threading.current_thread() is threading.main_thread())
        return real(*told)

    monkeypatch.setattr(marking, "shown", watched)
    terms = [atom.stem for atom in analyser()("parkeren").atoms]
    (one,) = await marking.all_shown([kept], terms, 100)
    (other,) = await marking.all_shown([Hit("plan", 1, *fields)], terms, 100)
    assert at == [True, False]
    assert one[1:] == other[1:] and any(piece.marked for piece in one[1])
