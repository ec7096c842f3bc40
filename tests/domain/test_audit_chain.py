"""The chain of digests over the trail."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.audit_chain import GENESIS, Fault, Link, content, digest_of, verify

Rows = list[list[str | None]]
FIELDS = st.lists(st.one_of(st.none(), st.text(max_size=6)), min_size=3, max_size=3)
TRAILS = st.lists(FIELDS, min_size=1, max_size=8)


def chained(rows: Sequence[Sequence[str | None]]) -> list[Link]:
    links, head = [], GENESIS
    for number, fields in enumerate(rows, start=1):
        digest = digest_of(head, fields)
        links.append(Link(number=number, fields=fields, previous=head, digest=digest))
        head = digest
    return links


def test_the_digest_is_sha256_of_the_previous_digest_and_the_fields_with_their_lengths() -> None:
    assert content(["a", None, "é"]) == b"1:a-2:\xc3\xa9"
    assert digest_of(GENESIS, ["a"]).hex() == "4817633dd6a5b455859e77a978c8959d1814079d8e1036c1690b6baf83184e1b"


@given(TRAILS)
def test_an_untouched_trail_holds_and_gives_its_last_digest(rows: Rows) -> None:
    links = chained(rows)
    verdict = verify(links)
    assert (verdict.rows, verdict.head, verdict.fault) == (len(rows), links[-1].digest, None)


@given(TRAILS, st.data())
def test_a_changed_field_is_found_in_the_very_row(rows: Rows, data: st.DataObject) -> None:
    links = chained(rows)
    row = data.draw(st.integers(0, len(rows) - 1))
    fields = list(rows[row])
    fields[data.draw(st.integers(0, 2))] = data.draw(st.text(max_size=6).filter(lambda text: text not in fields))
    links[row] = replace(links[row], fields=fields)
    assert verify(links).fault == Fault(row + 1, "de inhoud van de regel is gewijzigd")


@given(TRAILS, st.data())
def test_a_row_that_is_taken_out_or_moved_is_found(rows: Rows, data: st.DataObject) -> None:
    links = chained([*rows, ["laatste", None, None]])
    row = data.draw(st.integers(0, len(rows) - 1))
    without = links[:row] + links[row + 1 :]
    fault = verify(without).fault
    assert fault == Fault(row + 2, "de regel hiervoor ontbreekt, is ingevoegd of is verplaatst")
    moved = [*links[:row], links[row + 1], links[row], *links[row + 2 :]]
    assert verify(moved).fault is not None


@given(TRAILS)
def test_cutting_off_the_end_is_noticed_by_whoever_kept_the_last_digest(rows: Rows) -> None:
    links = chained([*rows, ["laatste", None, None]])
    assert verify(links, expected_head=links[-1].digest).head_seen
    shorter = verify(links[:-1], expected_head=links[-1].digest)
    assert (shorter.fault, shorter.head_seen) == (None, False)


@given(st.lists(FIELDS, min_size=2, max_size=2, unique_by=tuple))
def test_two_different_rows_never_have_the_same_content(rows: Rows) -> None:
    assert content(rows[0]) != content(rows[1])


def test_a_row_without_a_seal_or_a_seal_without_a_row_is_named() -> None:
    links = chained([["a"], ["b"]])
    assert verify([links[0], replace(links[1], digest=None)]).fault == Fault(
        2, "deze regel is niet door de database verzegeld"
    )
    assert verify([links[0], replace(links[1], fields=None)]).fault == Fault(2, "de regel zelf is weg")
