"""The ballot log: Certificate Transparency's vectors, proofs, canonical JSON, and naming the first bad row."""

import json
import os
import random
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from innovatie.domain.ballot_log import (
    EMPTY_ROOT,
    FirstBad,
    Frontier,
    LogRow,
    canonical,
    check_rows,
    commitment,
    consistency_path,
    event_bytes,
    inclusion_path,
    leaf_hash,
    root_of,
    tree_head_bytes,
    verify_consistency,
    verify_inclusion,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def verify(message: bytes, signature: bytes) -> bool:
    try:
        KEY.public_key().verify(signature, message)
    except InvalidSignature:
        return False
    return True


def sealed(
    log: str, number: int, event: dict[str, object], frontier: Frontier, previous: bytes, *, body: bytes = b"",
    moment: str = "",
) -> LogRow:  # fmt: skip
    """A row that all others vouch for; `body` stands in it instead of its event."""
    moment = moment or f"2026-11-21T10:{number:06}Z"
    body = body or event_bytes(log=log, sequence=number, kind="stem", time=moment, previous=previous, content=event)
    nonce = sha256(str(number).encode()).digest()[:16]
    leaf = leaf_hash(commitment(nonce, body))
    frontier.append(leaf)
    signature = KEY.sign(tree_head_bytes(log, number, frontier.root(), moment))
    return LogRow(log, number, "stem", moment, body, nonce, leaf, frontier.root(), signature)


def make_log(size: int, log: str = "2026-1/finale") -> list[LogRow]:
    frontier, rows = Frontier(), list[LogRow]()
    for number in range(1, size + 1):
        previous = rows[-1].signature if rows else b""
        rows.append(sealed(log, number, {"gemeente": f"GM{number:04}"}, frontier, previous))
    return rows


def test_roots_equal_the_vectors_of_certificate_transparency() -> None:
    leaves = [leaf_hash(bytes.fromhex(data)) for data in CT_LEAVES]
    assert {size: root_of(leaves[:size]).hex() for size in CT_ROOTS} == CT_ROOTS
    assert root_of([]) == EMPTY_ROOT


def test_every_inclusion_and_consistency_proof_up_to_forty_leaves_holds_and_a_changed_one_fails() -> None:
    rng = random.Random(6962)
    leaves = [rng.randbytes(32) for _ in range(40)]
    for size in range(1, 41):
        root = root_of(leaves[:size])
        for index in range(size):
            path = inclusion_path(leaves[:size], index)
            assert verify_inclusion(leaves[index], index, size, path, root)
            assert not verify_inclusion(leaves[index], index, size, [*path, root], root)
            assert not verify_inclusion(leaves[index], size, size, path, root)
            if path:
                assert not verify_inclusion(leaves[index], index, size, path[:-1], root)
                assert not verify_inclusion(leaves[index], index ^ 1, size, path, root)
                assert not verify_inclusion(leaves[index], index, 4 * size, path, root)
        for old in range(1, size + 1):
            old_root = root_of(leaves[:old])
            path = consistency_path(leaves[:size], old)
            assert verify_consistency(old, old_root, size, root, path)
            assert not verify_consistency(old, old_root, size, root, [*path, root])
            if path:
                assert not verify_consistency(old, old_root, size, root, path[:-1])
                assert not verify_consistency(old, old_root, size, root, [])
            for place in range(len(path)):
                forged = [*path[:place], rng.randbytes(32), *path[place + 1 :]]
                assert not verify_consistency(old, old_root, size, root, forged)


def test_a_tree_is_no_start_of_a_smaller_one_and_no_tree_is_the_start_of_nothing() -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(6)]
    for old in (-1, 0, 7):
        assert not verify_consistency(old, EMPTY_ROOT, 6, root_of(leaves), consistency_path(leaves, 3))
        assert not verify_consistency(old, EMPTY_ROOT, 6, root_of(leaves), [])
        with pytest.raises(ValueError, match=f"a tree of {old} is no start of one of 6"):
            consistency_path(leaves, old)


def test_a_leaf_that_is_not_there_has_no_place_in_the_tree() -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(6)]
    for index in (-1, 6):
        with pytest.raises(ValueError):
            inclusion_path(leaves, index)
        assert not verify_inclusion(leaves[5], index, 6, inclusion_path(leaves, 5), root_of(leaves))


def test_a_frontier_can_be_stored_and_taken_up_again() -> None:
    leaves = [os.urandom(32) for _ in range(50)]
    frontier = Frontier()
    for size, leaf in enumerate(leaves, start=1):
        frontier = Frontier(frontier.size, frontier.peaks)
        frontier.append(leaf)
        assert frontier.root() == root_of(leaves[:size])
    with pytest.raises(ValueError, match="peaks"):
        Frontier(3, [bytes(32)])


def test_canonical_json_is_that_of_rfc_8785_for_what_we_use() -> None:
    assert canonical({"b": [1, True, None], "a": 'é\u2028\n"\\\u0007/'}) == (
        '{"a":"é\u2028\\n\\"\\\\\\u0007/","b":[1,true,null]}'.encode()
    )
    largest = 9_007_199_254_740_991
    assert canonical([largest, -largest]) == b"[9007199254740991,-9007199254740991]"
    for wrong in (
        1.5,
        [1.5],
        {"é": 1},
        {1: 2},
        {"a": [2**53]},
        -(2**53),
        2**53,
        {"a": {1, 2}},
        "\ud800",
        {"\ud800": 1},
    ):
        with pytest.raises((ValueError, UnicodeEncodeError)):
            canonical(wrong)


def test_a_commitment_hides_the_ballot_behind_its_nonce() -> None:
    event = canonical({"keuze": ["1"]})
    assert commitment(bytes(16), event) == sha256(bytes(16) + event).digest()
    assert commitment(bytes(16), event) != commitment(bytes(15) + b"\x01", event)
    with pytest.raises(ValueError, match="16 bytes"):
        commitment(b"short", event)


def test_a_whole_log_has_no_bad_row() -> None:
    assert check_rows("2026-1/finale", make_log(30), 30, verify) is None
    assert check_rows("2026-1/finale", [], 0, verify) is None


@pytest.mark.parametrize("place", [1, 2, 17, 30])
def test_a_change_of_any_one_field_names_that_row(place: int) -> None:
    rows = make_log(30)
    row = rows[place - 1]
    changes: dict[str, Any] = {
        "event": row.event.replace(b"GM", b"GX"),
        "nonce": bytes(16),
        "leaf": bytes(32),
        "root": bytes(32),
        "time": "2020-01-01T00:00:00Z",
        "kind": "sluiting",
        "signature": bytes(64),
        "sequence": place + 100,
    }
    for name, value in changes.items():
        tampered = [*rows[: place - 1], replace(row, **{name: value}), *rows[place:]]
        found = check_rows("2026-1/finale", tampered, 30, verify)
        assert found is not None, name
        assert found.sequence == place, name


def test_another_signature_is_told_from_another_row() -> None:
    """The row after it vouches for the signature; of the last row nothing does."""
    rows = make_log(9)
    for place, reason in (
        (4, "de handtekening van deze rij is gewijzigd"),
        (9, "de handtekening hoort niet bij deze rij"),
    ):
        changed = [replace(row, signature=bytes(64)) if row.sequence == place else row for row in rows]
        found = check_rows("2026-1/finale", changed, 9, verify)
        assert found is not None
        assert (found.sequence, str(found.reason).split(":")[0]) == (place, reason)


def test_a_forger_who_repairs_everything_but_the_signature_is_still_named() -> None:
    rows = make_log(30)
    for place in (1, 2, 17, 30):
        frontier = Frontier()
        forged = rows[: place - 1]
        for row in forged:
            frontier.append(row.leaf)
        event = {**json.loads(rows[place - 1].event), "gemeente": "GM9999"}
        body = canonical(event)
        leaf = leaf_hash(commitment(rows[place - 1].nonce, body))
        frontier.append(leaf)
        repaired = replace(rows[place - 1], event=body, leaf=leaf, root=frontier.root())
        one_row = check_rows("2026-1/finale", [*forged, repaired, *rows[place:]], 30, verify)
        assert one_row is not None
        assert one_row.sequence == place
        tail = []
        for row in rows[place:]:
            frontier.append(row.leaf)
            tail.append(replace(row, root=frontier.root()))
        whole_tail = check_rows("2026-1/finale", [*forged, repaired, *tail], 30, verify)
        assert whole_tail is not None
        assert whole_tail.sequence == place


def rows_dropped(rows: list[LogRow]) -> list[LogRow]:
    return rows[:11] + rows[12:]


def row_added(rows: list[LogRow]) -> list[LogRow]:
    return [*rows[:11], rows[4], *rows[11:]]


def rows_swapped(rows: list[LogRow]) -> list[LogRow]:
    return [*rows[:11], rows[12], rows[11], *rows[13:]]


@pytest.mark.parametrize("tamper", [rows_dropped, row_added, rows_swapped])
def test_dropping_adding_and_reordering_names_the_first_wrong_place(
    tamper: Callable[[list[LogRow]], list[LogRow]],
) -> None:
    found = check_rows("2026-1/finale", tamper(make_log(30)), 30, verify)
    assert found is not None
    assert found.sequence == 12


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"a": 1}', "de inhoud staat niet in de vaste schrijfwijze"),
        (b'{"b":1,"a":2}', "de inhoud staat niet in de vaste schrijfwijze"),
        (b'{"a":1', "de inhoud is geen leesbare JSON"),
        (b"\xff", "de inhoud is geen leesbare JSON"),
        (b'{"a":1.5}', "de inhoud is geen leesbare JSON"),
    ],
)
def test_a_row_in_another_spelling_is_bad_also_when_all_that_is_signed_vouches_for_it(body: bytes, reason: str) -> None:
    log, frontier = "2026-1/finale", Frontier()
    rows = [sealed(log, 1, {}, frontier, b"")]
    rows.append(sealed(log, 2, {}, frontier, rows[0].signature, body=body))
    assert check_rows(log, rows, 2, verify) == FirstBad(2, reason)


def test_two_rows_may_be_of_one_moment_and_none_of_an_earlier_one() -> None:
    log, frontier = "2026-1/finale", Frontier()
    noon, before = "2026-11-21T12:00:00Z", "2026-11-21T11:59:59Z"
    rows = [sealed(log, 1, {}, frontier, b"", moment=noon)]
    rows.append(sealed(log, 2, {}, frontier, rows[0].signature, moment=noon))
    assert check_rows(log, rows, 2, verify) is None
    rows.append(sealed(log, 3, {}, frontier, rows[1].signature, moment=before))
    assert check_rows(log, rows, 3, verify) == FirstBad(3, "de tijd van de rij ligt voor die van de rij ervoor")


def test_dropping_the_last_row_or_adding_one_behind_it_is_seen_by_the_length() -> None:
    rows = make_log(30)
    assert check_rows("2026-1/finale", rows[:-1], 30, verify) == FirstBad(
        30, "deze rij ontbreekt: het logboek is korter dan het was"
    )
    assert check_rows("2026-1/finale", rows, 29, verify) == FirstBad(
        30, "deze rij is toegevoegd: het logboek is langer dan het was"
    )
