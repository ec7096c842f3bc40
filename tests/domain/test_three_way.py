"""What a source changed, what people changed, and what both did."""

from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.three_way import FieldConflict, digests, three_way

VALUES = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2))
OURS = st.fixed_dictionaries({"a": st.integers(0, 2), "b": st.integers(0, 2), "c": st.integers(0, 2)})


def test_who_changed_a_field_alone_has_it_and_two_who_changed_it_conflict() -> None:
    last = {"a": 1, "b": 1, "c": 1, "d": 1}
    found = three_way(
        last=digests(last),
        theirs={"a": 2, "b": 1, "c": 3, "d": 4, "e": 5},
        ours={"a": 1, "b": 2, "c": 2, "d": 4, "e": 0},
    )
    assert found.taken == {"a": 2}
    assert found.conflicts == (FieldConflict("c", 2, 3), FieldConflict("e", 0, 5))
    assert found.said == digests({"a": 2, "b": 1, "c": 3, "d": 4, "e": 5})


@given(VALUES, VALUES, OURS)
def test_what_people_changed_is_never_taken_away_and_the_same_file_again_does_nothing(
    last: dict[str, int], theirs: dict[str, int], ours: dict[str, int]
) -> None:
    found = three_way(last=digests(last), theirs=theirs, ours=ours)
    assert all(last[field] == ours[field] for field in found.taken)
    assert {one.field for one in found.conflicts}.isdisjoint(found.taken)
    again = three_way(last=found.said, theirs=theirs, ours=ours | dict(found.taken))
    assert (again.taken, again.conflicts, again.said) == ({}, (), found.said)
