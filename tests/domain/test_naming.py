"""What is said of a concept that two texts share is true of both."""

import pytest

from innovatie.domain.language import Kind
from innovatie.domain.similarity import Reason, count, profile, reason, said_of_most, tasks_besides
from innovatie.search.language import BACKGROUND_SIZE, analyser, concept_numbers, naming_of, word_frequencies

KNOWN = count([], word_frequencies(), BACKGROUND_SIZE)


def both(left: str, right: str) -> Reason:
    return reason(profile(analyser(), left, ""), profile(analyser(), right, ""), KNOWN, naming_of)


@pytest.mark.parametrize(
    ("left", "right", "never", "said"),
    [
        ("Scheuren tellen met een camera", "Zwerfafval tellen met camera's", "verkiezingsuitslag tellen", "telling"),
        (
            "Energiecoaches gaan langs bij mensen",
            "Dashboard: waar moet de energiecoach heen",
            "reglementen en subsidies voor energie",
            "energiecoach",
        ),
        ("Software voor ouderen", "Ouderen leren mailen", "eenzaamheid en ouderen", "ouderen"),
        ("Een model voor de markten van energie", "Prijzen op markten", "kermissen, markten en feesten", "markten"),
        ("Bezwaar digitaal indienen", "Bezwaar sneller beantwoorden", "bezwaar en beroep", "bezwaar"),
    ],
)
def test_a_name_that_claims_more_than_the_texts_say_is_cut_to_what_they_say(
    left: str, right: str, never: str, said: str
) -> None:
    found = both(left, right)
    assert concept_numbers()[never] in found.concepts
    assert never not in found.tasks
    assert said in found.tasks


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ("Namen lakken in stukken", "Zwartlakken van persoonsgegevens", "documenten anonimiseren"),
        ("Bezwaar en beroep digitaal", "Beroep en bezwaar in één scherm", "bezwaar en beroep"),
        ("Facturen verwerken met software", "Een factuur verwerken wij nog op papier", "facturen verwerken"),
    ],
)
def test_a_name_that_both_bear_out_or_say_in_other_words_stands_as_it_is(left: str, right: str, said: str) -> None:
    assert said in both(left, right).tasks


def test_what_the_other_does_besides_is_true_of_the_other() -> None:
    own, other = profile(analyser(), "Laadpalen plaatsen", ""), profile(analyser(), "Ouderen tellen mee", "")
    told = tasks_besides(own, other, KNOWN, naming_of, most=9)
    assert "ouderen" in told
    assert not {"eenzaamheid en ouderen", "verkiezingsuitslag tellen"} & set(told)


def test_of_many_texts_what_is_true_of_most_is_said_with_their_number() -> None:
    made = naming_of(concept_numbers()["bezwaar en beroep"])
    texts = [
        profile(analyser(), title, "").stems for title in ("Bezwaar", "Bezwaar en beroep", "Bezwaarschrift", "Beroep")
    ]
    assert made.kind is Kind.TASK
    assert said_of_most(made, texts, KNOWN) == ("bezwaar", 3)
    assert said_of_most(made, [], KNOWN) == ("", 0)
