"""One municipality by everything that people, registers and programs call it; more than one asks which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.former_municipalities import FORMER_PARTS
from innovatie.domain.municipality_names import AmbiguousName, KnownMunicipality, MunicipalityNames, UnknownName
from innovatie.municipalities.bundled_register import own_facts

PAST = (
    KnownMunicipality("GM0856", "Uden", "Noord-Brabant", ended=True, heirs=("GM1991",)),
    KnownMunicipality("GM0501", "Brielle", "Zuid-Holland", ended=True, heirs=("GM1992",)),
    KnownMunicipality("GM0457", "Weesp", "Noord-Holland", ended=True, heirs=("GM0363",)),
    KnownMunicipality("GM0788", "Haaren", "Noord-Brabant", ended=True, heirs=("GM0757", "GM0824", "GM0855", "GM0865")),
    # A chain, and one that shares its name with a municipality of today.
    KnownMunicipality("GM9001", "Oudste", "Utrecht", ended=True, heirs=("GM0501",)),
    KnownMunicipality("GM9002", "Hengelo (Gld.)", "Gelderland", ended=True, heirs=("GM1876",)),
)
NAMES = MunicipalityNames(
    [*(KnownMunicipality(one.code, one.name, one.province, one.domain) for one in own_facts()), *PAST]
)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Delft", "GM0503"), ("DELFT", "GM0503"), (" delft ", "GM0503"), ("Gemeente Delft", "GM0503"),
        ("De gemeente Zwolle", "GM0193"), ("gem. Delft", "GM0503"), ("Municipality of Delft", "GM0503"),
        ("College van B&W van Delft", "GM0503"),
        ("Sudwest-Fryslan", "GM1900"), ("Súdwest-Fryslân", "GM1900"), ("Su\u0301dwest Frysla\u0302n", "GM1900"),
        ("'s-Hertogenbosch", "GM0796"), ("’s-Hertogenbosch", "GM0796"), ("s Hertogenbosch", "GM0796"),
        ("Den Bosch", "GM0796"), ("'s-Gravenhage", "GM0518"), ("s-Gravenhage", "GM0518"), ("‘s Gravenhage", "GM0518"),
        ("Den Haag", "GM0518"), ("The Hague", "GM0518"),
        ("Nuenen c.a.", "GM0820"), ("Nuenen", "GM0820"), ("Nuenen, Gerwen en Nederwetten", "GM0820"),
        ("Bergen (NH)", "GM0373"), ("Bergen (NH.)", "GM0373"), ("Bergen (Noord-Holland)", "GM0373"), ("Bergen NH.", "GM0373"),
        ("Bergen (L)", "GM0893"), ("Bergen (Limburg)", "GM0893"), ("Bergen, L.", "GM0893"),
        ("Hengelo (O)", "GM0164"), ("Hengelo", "GM0164"), ("Hengelo (Gld)", "GM9002"), ("Utrecht (Utr.)", "GM0344"),
        ("Utrecht (gemeente)", "GM0344"), ("Groningen (gemeente)", "GM0014"),
        ("Noordoost-Friesland", "GM1970"), ("Noardeast-Fryslan", "GM1970"), ("De Friese Meren", "GM1940"),
        ("St. Michielsgestel", "GM0845"), ("Sint Michielsgestel", "GM0845"),
        ("Capelle a/d IJssel", "GM0502"), ("Capelle a.d. IJssel", "GM0502"), ("Alphen a/d Rijn", "GM0484"),
        ("Bergen op Zoom", "GM0748"), ("Uden", "GM0856"), ("Gemeente Weesp", "GM0457"),
        ("GM0363", "GM0363"), ("gm0363", "GM0363"), ("0363", "GM0363"), ("363", "GM0363"),
        ("https://identifier.overheid.nl/tooi/id/gemeente/gm0363", "GM0363"),
        ("www.delft.nl", "GM0503"), ("https://www.delft.nl/bestuur", "GM0503"), ("delft.nl", "GM0503"),
        ("naam@delft.nl", "GM0503"), ("mail.delft.nl", "GM0503"),
    ],
)  # fmt: skip
def test_a_name_as_people_write_it_is_one_municipality(written: str, code: str) -> None:
    assert NAMES.code(written) == code


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Bergen", "‘Bergen’ kan meer gemeenten zijn. Schrijf Bergen (L.) of Bergen (NH.)."),
        ("Gemeente Bergen", "‘Gemeente Bergen’ kan meer gemeenten zijn. Schrijf Bergen (L.) of Bergen (NH.)."),
        ("Nergens", "Er is geen gemeente ‘Nergens’. Schrijf de naam of de code, zoals GM0363."),
        ("Itrecht", "Er is geen gemeente ‘Itrecht’. Bedoelt u Utrecht?"),
        ("Tubergen", "Er is geen gemeente ‘Tubergen’. Bedoelt u Tubbergen?"),
        ("Utrecht (Gld)", "Er is geen gemeente ‘Utrecht (Gld)’. Bedoelt u Utrechtse Heuvelrug?"),
        ("GM9999", "Er is geen gemeente ‘GM9999’. Schrijf de naam of de code, zoals GM0363."),
        ("google.com", "Er is geen gemeente ‘google.com’. Schrijf de naam of de code, zoals GM0363."),
        ("", "Er is geen gemeente ‘’. Schrijf de naam of de code, zoals GM0363."),
        ("٠٣٦٣", "Er is geen gemeente ‘٠٣٦٣’. Schrijf de naam of de code, zoals GM0363."),
    ],
)
def test_what_is_no_municipality_or_more_than_one_is_asked(written: str, told: str) -> None:
    with pytest.raises(UnknownName) as asked:
        NAMES.code(written)
    if "(Gld)" not in written:  # what is near may change with the register
        assert str(asked.value.message) == told


def test_a_former_municipality_leads_to_what_it_went_up_in() -> None:
    assert [NAMES.present(name) for name in ("Uden", "Brielle", "Oudste", "Delft")] == [
        "GM1991",
        "GM1992",
        "GM1992",
        "GM0503",
    ]
    with pytest.raises(AmbiguousName) as asked:
        NAMES.present("Haaren")
    assert str(asked.value.message) == "‘Haaren’ is verdeeld. Schrijf Boxtel, Oisterwijk, Tilburg of Vught."


def test_searching_finds_other_and_former_names_and_codes() -> None:
    assert NAMES.search("den bosch") == {"GM0796"}
    assert NAMES.search("briel") == {"GM1992"}
    assert NAMES.search("bergen (nh") == {"GM0373"}
    assert {"GM0893", "GM0373", "GM0748"} <= NAMES.search("Bergen")
    assert NAMES.search("GM0363") == {"GM0363"}
    assert NAMES.search("?!") == frozenset()
    assert NAMES.other_names("GM1992") == ("Brielle", "Oudste")
    assert "Den Bosch" in NAMES.other_names("GM0796")


@given(
    st.sampled_from([(one.name, one.code) for one in own_facts()]),
    st.sampled_from(["{}", "Gemeente {}", " {} ", "de gemeente {}"]),
)
def test_each_municipality_goes_by_its_own_name(known: tuple[str, str], shape: str) -> None:
    name, code = known
    for written in (name, name.upper(), name.replace("'", "’"), name.replace("-", " ")):
        assert NAMES.code(shape.format(written)) == code


@given(st.text(max_size=40))
def test_any_text_is_a_municipality_or_told(text: str) -> None:
    try:
        assert NAMES.name(NAMES.code(text))
    except UnknownName as error:
        assert str(error.message)


REGISTER = MunicipalityNames(
    KnownMunicipality(fact.code, fact.name, fact.province, fact.domain) for fact in own_facts()
)


def test_former_municipalities_of_before_the_register_lead_to_those_of_today() -> None:
    today = {fact.name for fact in own_facts()}
    assert set(FORMER_PARTS) <= today
    parts = [part for former in FORMER_PARTS.values() for part in former]
    assert [part for part in parts if part in today] == []
    for name, former in FORMER_PARTS.items():
        for part in former:
            if parts.count(part) == 1:
                assert REGISTER.name(REGISTER.code(f"Gemeente {part}")) == name


@pytest.mark.parametrize(
    ("written", "heirs"),
    [
        ("Haaren", "Boxtel, Oisterwijk, Tilburg of Vught"),
        ("gem. Winsum", "Het Hogeland of Westerkwartier"),
        ("Maasdonk", "'s-Hertogenbosch of Oss"),
    ],
)
def test_a_former_municipality_that_was_divided_is_asked(written: str, heirs: str) -> None:
    with pytest.raises(AmbiguousName) as asked:
        REGISTER.code(written)
    assert f"Schrijf {heirs}." in str(asked.value.message)


def test_a_former_name_is_not_taken_for_one_that_looks_like_it() -> None:
    assert REGISTER.name(REGISTER.code("Haren")) == "Groningen"
    assert REGISTER.name(REGISTER.code("Laren")) == "Laren"


@pytest.mark.parametrize(
    "name", ["Bergen," + "\u2003" * 20_000 + "(", "Bergen" + " ," * 20_000 + "(", "Bergen" + "( " * 20_000]
)
def test_a_name_of_nothing_but_what_parts_it_is_read_once(name: str) -> None:
    """Every way to divide the blanks was tried: a name of four hundred signs took half a minute."""
    with pytest.raises((UnknownName, AmbiguousName)):
        NAMES.code(name)
