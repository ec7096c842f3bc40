"""The audience award: one address is one voter however it is written, links are ours, and the count is simple."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.audience import LINK_LIFE, count, one_form, opened, receipt, sealed, voter_of, winners

KEY, OTHER = b"k" * 32, b"o" * 32
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("J.An+prijs@GMail.com", "jan@gmail.com"),
        ("jan@googlemail.com", "jan@gmail.com"),
        ("J.an+1+2@ziggo.nl", "j.an@ziggo.nl"),
        (" jan@dorp.nl. ", "jan@dorp.nl"),
        ("J.a-n_x+prijs@protonmail.com", "janx@proton.me"),
        ("jan@pm.me", "jan@proton.me"),
        ("jan@me.com", "jan@icloud.com"),
        ("j.a-n@icloud.com", "j.a-n@icloud.com"),
    ],
)
def test_an_address_has_one_form(written: str, form: str) -> None:
    assert one_form(written) == form


def test_a_voter_is_known_by_this_key_alone() -> None:
    one = voter_of("jan+a@dorp.nl", KEY)
    assert one == voter_of("JAN@dorp.nl", KEY)
    assert one.voter != voter_of("jan@dorp.nl", OTHER).voter
    assert one.domain == voter_of("piet@dorp.nl", KEY).domain and one.voter != voter_of("piet@dorp.nl", KEY).voter
    assert not one.common and voter_of("jan@gmail.com", KEY).common


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a@x.dorp.nl", "b@y.z.dorp.nl", True),
        ("a@dorp.nl", "b@mail.dorp.nl", True),
        ("a@dorp.co.uk", "b@stad.co.uk", False),
        ("a@x.dorp.co.uk", "b@dorp.co.uk", True),
        ("a@dorp.nl", "b@dorp.be", False),
    ],
)
def test_who_owns_a_domain_makes_no_others_under_it(one: str, other: str, same: bool) -> None:
    assert (voter_of(one, KEY).domain == voter_of(other, KEY).domain) is same


def test_a_link_says_what_was_chosen_for_a_day_and_only_when_it_is_ours() -> None:
    voter = voter_of("jan@dorp.nl", KEY)
    secret = sealed(7, voter, key=KEY, now=NOW)
    ticket = opened(secret, key=KEY, now=NOW + LINK_LIFE)
    assert ticket is not None and (ticket.group, ticket.voter) == (7, voter.voter.hex())
    assert opened(secret, key=KEY, now=NOW + LINK_LIFE + timedelta(seconds=2)) is None
    assert opened(secret, key=OTHER, now=NOW) is None
    assert "@" not in secret


@given(st.text(max_size=60))
def test_nothing_else_is_a_link(text: str) -> None:
    assert opened(text, key=KEY, now=NOW) is None


@given(st.binary(min_size=30, max_size=120), st.integers(0, 29))
def test_a_link_that_was_changed_is_none(noise: bytes, place: int) -> None:
    secret = sealed(7, voter_of("jan@dorp.nl", KEY), key=KEY, now=NOW)
    changed = secret[:place] + ("A" if secret[place] != "A" else "B") + secret[place + 1 :]
    assert opened(changed, key=KEY, now=NOW) is None


@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from([b"a", b"b", b"c"])), max_size=30),
    st.sets(st.sampled_from([b"a", b"b", b"c"])),
)
def test_every_vote_counts_but_those_of_a_struck_domain(votes: list[tuple[int, bytes]], struck: set[bytes]) -> None:
    found = count(votes, frozenset(struck))
    assert sum(found.values()) == sum(domain not in struck for _group, domain in votes)
    won = winners(found)
    assert all(found[group] == max(found.values()) for group in won)
    assert bool(won) == bool(found)


def test_equal_votes_share_the_prize() -> None:
    assert winners({1: 3, 2: 3, 3: 1}) == (1, 2)
    assert winners({}) == ()
    assert len(receipt(voter_of("jan@dorp.nl", KEY).voter)) == 12
