"""Dutch as municipalities write it: stems, compounds, places in the text, concepts."""

from collections.abc import Iterable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from innovatie.domain.language import (
    BUCKETS,
    Analyser,
    Concept,
    Kind,
    ThesaurusError,
    fold,
    ngrams,
    parse,
    squash,
    stem,
    words,
)

FREQUENCY = {stem(word): 5 for word in "parkeren vergunning aanvraag schuld hulp verlening verkeer regeling".split()}  # noqa: SIM905
CONCEPTS = parse(
    "[werkprocessen]\n"
    "documenten anonimiseren = anonimiseren; lakken; persoonsgegevens + onleesbaar\n"
    "parkeervergunning = parkeervergunning\n"
    "[wetten]\nwoo = woo; wet open overheid # de opvolger van de Wob\n"
)


@pytest.fixture(scope="module")
def analyse() -> Analyser:
    return Analyser(FREQUENCY, CONCEPTS)


@pytest.mark.parametrize(
    "forms",
    [
        "fiets fietsen",
        "huis huizen",
        "brief brieven",
        "anonimiseren anonimiseert geanonimiseerd anonimisering anonimisatie anonimiseer",
        "controleren controle controleert gecontroleerd",
        "melding meldingen melden gemeld meldt",
        "lakken lakt gelakt",
        "verhuizen verhuizing verhuist",
        "registratie registreren registreert geregistreerd",
        "samenvatten samenvatting samengevat",
        "stad steden",
        "toegankelijk toegankelijkheid",
        "gebied gebieden",
        "camera cameras",
        "taak taken taakje",
        "tak takken",
        "leeg legen",
        "glas glazen glaasje",
        "school scholen schooltje",
        "straat straten straatje",
        "feest feesten feestje",
        "meten meet",
        "haven havens",
        "ontharding onthardings ontharden",
        "veiligheid veiligheids",
        "scheiden gescheiden scheiding",
    ],
)
def test_the_forms_of_one_word_share_a_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["parkeren park", "subsidie suiker", "woning wond", "gezicht zich", "boete boer"])
def test_different_words_keep_different_stems(pair: str) -> None:
    first, second = pair.split()
    assert stem(first) != stem(second)


LIKE_BUT_OTHER = (
    "taken takken, legen leggen, tools tollen, stalen stallen, scholen schollen, raden radden, boten botten, banen bannen,"
    " delen dellen, talen tallen, bomen bommen, zaken zakken, maten matten, poten potten, wonen wonnen, molen mollen,"
    " beken bekken, sloten slotjes, graven graafjes, kopen koppen, zalen zallen, ramen rammen, lonen lonnen, manen mannen, kapen kappen"
)


@pytest.mark.parametrize("pair", LIKE_BUT_OTHER.split(", "))
def test_a_long_vowel_and_a_short_one_make_two_words(pair: str) -> None:
    first, second = pair.split()
    assert stem(first) != stem(second)


def test_a_compound_falls_apart_into_its_words(analyse: Analyser) -> None:
    assert analyse.splitter.parts("parkeervergunningaanvraag") == ("parkeer", "vergunning", "aanvraag")
    assert analyse.splitter.parts("schuldhulpverlening") == ("schuld", "hulp", "verlening")
    assert analyse.splitter.parts("verkeersregeling") == ("verkeer", "regeling")


def test_planning_is_no_plan_and_a_parking_is_for_parking() -> None:
    assert stem("planning") != stem("plannen")
    assert stem("parking") == stem("parkeren") != stem("park")


def test_a_word_of_unknown_parts_stays_whole(analyse: Analyser) -> None:
    assert analyse.splitter.parts("xylofoonorkest") == ()


def test_words_know_their_place_in_the_original_text() -> None:
    text = "Één foto's van Café-bezoek, per e-mail"
    assert [(word.text, text[word.start : word.end]) for word in words(text)] == [
        ("een", "Één"),
        ("foto", "foto"),
        ("van", "van"),
        ("cafe", "Café"),
        ("bezoek", "bezoek"),
        ("per", "per"),
        ("email", "e-mail"),
    ]


@given(st.text(max_size=200))
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(max_size=300))
def test_no_text_breaks_the_analysis_and_places_stay_inside_it(text: str) -> None:
    analysed = Analyser(FREQUENCY, CONCEPTS)(text)
    assert all(0 <= atom.start < atom.end <= len(text) for atom in analysed.atoms)


def test_a_text_of_a_hundred_kilobyte_is_cut_short() -> None:
    assert words("woord " * 20_000)[-1].end <= 20_000


def test_a_concept_is_found_in_another_form_of_its_word(analyse: Analyser) -> None:
    found = analyse("Wij hebben stukken gelakt voor de Wet open overheid")
    assert [CONCEPTS[item.concept].name for item in found.concepts] == ["documenten anonimiseren", "woo"]


def test_two_halves_of_a_term_count_only_when_they_stand_near(analyse: Analyser) -> None:
    near = analyse("persoonsgegevens maken wij onleesbaar")
    far = analyse("persoonsgegevens " + "een ander woord dan dat " * 5 + " onleesbaar")
    assert {item.concept for item in near.concepts} == {0}
    assert far.concepts == ()


def test_a_term_is_found_inside_a_compound(analyse: Analyser) -> None:
    assert {CONCEPTS[item.concept].name for item in analyse("parkeervergunningaanvraag").concepts} == {
        "parkeervergunning"
    }


def test_the_thesaurus_says_which_line_is_wrong() -> None:
    with pytest.raises(ThesaurusError, match="Regel 2: verwacht"):
        parse("[wetten]\nwoo\n")
    with pytest.raises(ThesaurusError, match="Regel 1: onbekende soort"):
        parse("[soep]\n")
    with pytest.raises(ThesaurusError, match="Regel 1: zet eerst een kop"):
        parse("woo = woo\n")
    with pytest.raises(ThesaurusError, match="Regel 3: het begrip woo staat er al"):
        parse("[wetten]\nwoo = woo\nwoo = wob\n")


def test_a_concept_knows_its_kind() -> None:
    assert [concept.kind for concept in CONCEPTS] == [Kind.TASK, Kind.TASK, Kind.LAW]


def test_ngrams_are_the_same_on_every_machine() -> None:
    buckets, counts = ngrams("kaart")
    assert counts.sum() == 5 + 4 + 3  # " kaart " has five trigrams, four of length 4, three of length 5
    expected = set()
    for length in (3, 4, 5):
        for start in range(len(" kaart ") - length + 1):
            value = 0
            for letter in " kaart "[start : start + length]:
                value = value * 131 + ord(letter)
            expected.add(((value * 7 + length) * 0x9E3779B97F4A7C15 % 2**64) >> (64 - 18))
    assert buckets.tolist() == sorted(expected)


@given(st.text(max_size=100))
def test_ngrams_of_any_text_stay_within_their_buckets(text: str) -> None:
    buckets, counts = ngrams(squash(text))
    assert len(buckets) == len(counts)
    assert all(0 <= bucket < BUCKETS for bucket in buckets)


def test_small_words_are_not_taken_for_the_terms_whose_stem_they_share() -> None:
    analyse = Analyser({}, parse("[woorden]\nmeten = meten\nwet = wet\nprullenbak = bin\n"))
    assert [analyse.thesaurus.concepts[found.concept].name for found in analyse("meten met de wet").concepts] == [
        "meten",
        "wet",
    ]
    assert analyse("We weten dat binnen een week met zekerheid").concepts == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++ en C#", ["c++", "en", "c#"]),
        ("de B&W-nota van V&D", ["de", "b", "w", "nota", "van", "vd"]),
        ("art. 2.4 Jeugdwet", ["art", "2.4", "jeugdwet"]),
        ("artikel 2:4 apv", ["artikel", "2.4", "apv"]),
        ("e\u2011mail", ["email"]),
        ("kunst \u2013 sport", ["kunst", "sport"]),
        ("op 2025. Daarna", ["op", "2025", "daarna"]),
    ],
)
def test_signs_that_belong_to_a_word_stay_in_it(text: str, expected: list[str]) -> None:
    assert [word.text for word in words(text)] == expected


TERMS = ("camper", "camperplaats", "wagens", "laadpaal", "bakfiets", "plaatsing")
USUAL = {"plaats": (30, 9), "park": (5, 5), "plek": (3, 8)}
COMPOUNDS = (
    "camperplaats",
    "camperpark",
    "wagenspark",
    "laadpaalplek",
    "bakfietsplaats",
    "plaatsingsplek",
    "parkeervergunning",
)


def listed(terms: Iterable[str]) -> list[Concept]:
    return parse("[woorden]\n" + "".join(f"begrip {term} = {term}\n" for term in terms))


@given(st.sets(st.sampled_from(TERMS)), st.sets(st.sampled_from(TERMS)))
@example(before=set(), after={"camper"})
@example(before={"camper"}, after=set())
def test_what_is_taken_over_of_a_former_list_is_what_the_new_one_finds_itself(
    before: set[str], after: set[str]
) -> None:
    former = Analyser(FREQUENCY, listed(before), USUAL)
    for word in COMPOUNDS:
        former(word)
    anew, taken_over = (Analyser(FREQUENCY, listed(after), USUAL, former=one) for one in (None, former))
    assert [taken_over(word) for word in COMPOUNDS] == [anew(word) for word in COMPOUNDS]


def test_a_word_that_came_to_the_list_is_found_in_a_compound_that_was_met_before() -> None:
    former = Analyser(FREQUENCY, listed(()), USUAL)
    assert [atom.stem for atom in former("camperplaats").atoms] == [stem("camperplaats")]
    later = Analyser(FREQUENCY, listed(["camper"]), USUAL, former=former)
    assert [atom.stem for atom in later("camperplaats").atoms] == [stem("camper"), stem("plaats")]
