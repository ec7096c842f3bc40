"""Sentences that say what texts share and in what they differ."""

from innovatie.domain.language import stem
from innovatie.domain.similarity import own_sentence, sentences, shared_sentence
from innovatie.search.language import analyser

TEXT = """# Aanpak
De strooiwagens rijden alleen waar het glad wordt. Sensoren meten de temperatuur van het wegdek, elk kwartier.

Zie **hoofdstuk 3**. Kort.
"""


def test_lines_and_marks_stay_out_of_sentences_and_what_says_nothing_is_none() -> None:
    assert [one.text for one in sentences(TEXT, analyser())] == [
        "De strooiwagens rijden alleen waar het glad wordt.",
        "Sensoren meten de temperatuur van het wegdek, elk kwartier.",
    ]


def test_the_sentence_with_most_of_what_is_shared_is_chosen() -> None:
    found = sentences(TEXT, analyser())
    score, text = shared_sentence(found, {stem("sensoren"): 5.0, stem("temperatuur"): 5.0})
    assert (score > 0, text) == (True, "Sensoren meten de temperatuur van het wegdek, elk kwartier.")
    assert shared_sentence(found, {stem("sensoren"): 5.0}) == (0.0, "")  # one word alone is no likeness


def test_a_difference_takes_three_words_that_others_lack() -> None:
    found = sentences(TEXT, analyser())
    all_stems = {stem: 4.0 for one in found for stem in one.stems}
    assert own_sentence(found, all_stems) != ""
    assert own_sentence(found, dict.fromkeys(list(all_stems)[:2], 4.0)) == ""
    assert own_sentence([], all_stems) == ""


def test_a_sentence_of_a_page_is_cut_after_a_whole_word() -> None:
    (one,) = sentences("Wij " + "vergelijken steeds meer gegevens " * 12, analyser())
    assert len(one.text) <= 200
    assert one.text.endswith("…")
