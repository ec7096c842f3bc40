"""What may stand between braces in a letter, and how it is filled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.letters import BLANKS, fault_of, fill, first_name
from innovatie.domain.standard_letters import STANDARD

KNOWN = frozenset(BLANKS)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Beste {voornaam", "één accolade"),
        ("Beste voornaam}", "één accolade"),
        ("Beste {{voornaam}}", "één accolade"),
        ("Beste {Voornaam}", "{Voornaam} kennen wij niet. U kunt kiezen uit {voornaam}"),
        ("Beste { voornaam }", "{ voornaam } kennen wij niet"),
        ("Beste {}", "{} kennen wij niet"),
        ("Beste {achternaam}", "{achternaam} kennen wij niet"),
    ],
)
def test_a_blank_that_cannot_be_filled_is_named(text: str, says: str) -> None:
    fault = fault_of(text, known=KNOWN)
    assert fault is not None and says in fault


def test_what_is_of_a_round_asks_for_a_round_and_a_deadline_for_a_phase_with_one() -> None:
    assert "Kies een ronde" in str(fault_of("Tot {deadline}", known={"voornaam"}))
    assert "geen fase met een laatste dag" in str(fault_of("Tot {deadline}", known={"ronde", "fase"}))
    assert fault_of("Tot {deadline} in {ronde}", known={"ronde", "deadline"}) is None


@given(st.dictionaries(st.sampled_from(sorted(BLANKS)), st.text(max_size=20)), st.text(max_size=60))
def test_what_is_filled_in_is_never_read_again_and_what_has_no_value_stays(values: dict[str, str], text: str) -> None:
    around = "".join(f"<{{{blank}}}>" for blank in BLANKS)
    made = fill(around, values)
    assert made == "".join(f"<{values.get(blank, f'{{{blank}}}')}>" for blank in BLANKS)
    if "{" not in text:
        assert fill(text, values) == text


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Sanne de Wit", "Sanne"),
        ("Jean-Pierre Rawie", "Jean-Pierre"),
        ("B. Jansen", "B. Jansen"),
        ("J.M. den Uyl", "J.M. den Uyl"),
        ("Mr. Visser", "Mr. Visser"),
        ("dr Visser", "dr Visser"),
        ("Sanne", "Sanne"),
        ("  Noor  Bakker ", "Noor"),
        ("De heer Vos", "De heer Vos"),
    ],
)
def test_a_first_name_is_used_only_when_the_name_begins_with_one(name: str, first: str) -> None:
    assert first_name(name) == first


@pytest.mark.parametrize("key", STANDARD)
def test_each_shipped_letter_can_be_filled(key: str) -> None:
    letter = STANDARD[key]
    assert fault_of(letter.subject, known=KNOWN) is None
    assert fault_of(letter.body, known=KNOWN) is None
