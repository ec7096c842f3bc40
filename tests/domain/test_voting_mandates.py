"""Mandates: ten invariants, held against an independent reference that keeps nothing but the list of events.

1 each municipality counts at most once; 2 the total is at most the sum of the weights; 3 an own ballot wins, even if
the Kring votes later; 4 no effect after a mandate is revoked or a ballot withdrawn; 5 only the own Kring; 6
replaying the log gives the same state, and the order of events of unrelated municipalities does not matter; 7 all
may change before the close, nothing after; 8 counting effective ballots equals counting ballots expanded by hand; 9
no chain; 10 a grant without a Kring ballot is no vote, for the quorum too.
"""

import random
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from innovatie.domain.errors import Conflict, DomainError, NotAllowed
from innovatie.domain.mandates import Elector, Register, electorate_of
from tests.samples import examples

VOTERS = [
    Elector("GM1", 3, frozenset({"noord"})),
    Elector("GM2", 1, frozenset({"noord", "zuid"})),
    Elector("GM3", 7, frozenset({"zuid"})),
    Elector("GM4", 2, frozenset()),
    Elector("GM5", 0, frozenset({"noord"})),
]
MUNICIPALITIES = st.sampled_from([voter.municipality for voter in VOTERS])
KRINGEN = st.sampled_from(["noord", "zuid"])
BALLOTS = st.sampled_from(["A", "B", ""])
Event = tuple[str, str, str]


def reference(events: list[Event]) -> dict[str, tuple[int, str]]:
    """By looking back from the end, municipality by municipality: weight and ballot that count."""
    counted = {}
    for voter in VOTERS:
        last_own = next(
            (e for e in reversed(events) if e[1] == voter.municipality and e[0] in ("vote", "withdraw")), None
        )
        last_grant = next(
            (e for e in reversed(events) if e[1] == voter.municipality and e[0] in ("grant", "revoke")), None
        )
        if last_own and last_own[0] == "vote":
            counted[voter.municipality] = (voter.weight, last_own[2])
        elif last_grant and last_grant[0] == "grant":
            last = next((e for e in reversed(events) if e[1] == last_grant[2] and e[0].endswith("_kring")), None)
            if last and last[0] == "vote_kring":
                counted[voter.municipality] = (voter.weight, last[2])
    return counted


def do(register: Register[str], event: Event) -> None:
    kind, who, what = event
    if kind == "grant":
        register.grant(who, what)
    elif kind == "revoke":
        register.revoke(who)
    elif kind == "vote":
        register.vote(who, what)
    elif kind == "withdraw":
        register.withdraw(who)
    elif kind == "vote_kring":
        register.vote_as_kring(who, what)
    else:
        register.withdraw_as_kring(who)


def counted(register: Register[str]) -> dict[str, tuple[int, str]]:
    return {one.municipality: (one.weight, one.ballot) for one in register.effective()}


class Voting(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.register: Register[str] = Register(electorate_of(VOTERS))
        self.events: list[Event] = []

    def attempt(self, kind: str, who: str, what: str = "") -> None:
        before = counted(self.register)
        try:
            do(self.register, (kind, who, what))
        except DomainError:
            assert counted(self.register) == before, "a refused act changes nothing"
            return
        assert self.register.is_open, "7: nothing changes after the close"
        self.events.append((kind, who, what))

    @rule(who=MUNICIPALITIES, kring=KRINGEN)
    def grant(self, who: str, kring: str) -> None:
        self.attempt("grant", who, kring)

    @rule(who=MUNICIPALITIES)
    def revoke(self, who: str) -> None:
        self.attempt("revoke", who)

    @rule(who=MUNICIPALITIES, ballot=BALLOTS)
    def vote(self, who: str, ballot: str) -> None:
        self.attempt("vote", who, ballot)

    @rule(who=MUNICIPALITIES)
    def withdraw(self, who: str) -> None:
        self.attempt("withdraw", who)

    @rule(kring=KRINGEN, ballot=BALLOTS)
    def vote_as_kring(self, kring: str, ballot: str) -> None:
        self.attempt("vote_kring", kring, ballot)

    @rule(kring=KRINGEN)
    def withdraw_as_kring(self, kring: str) -> None:
        self.attempt("withdraw_kring", kring)

    @rule(really=st.integers(0, 19))
    def close(self, really: int) -> None:
        if really == 0 and self.register.is_open:
            self.register.close()

    @invariant()
    def equals_the_reference(self) -> None:
        """3, 4, 8, 10 follow from equality with the reference."""
        assert counted(self.register) == reference(self.events)

    @invariant()
    def each_counts_once_and_with_its_own_weight(self) -> None:
        """1, 2."""
        effective = self.register.effective()
        names = [one.municipality for one in effective]
        assert len(names) == len(set(names))
        assert sum(one.weight for one in effective) <= sum(voter.weight for voter in VOTERS)

    @invariant()
    def only_the_own_kring_in_one_step(self) -> None:
        """5, 9: whoever is mandated is a Kring, and a Kring mandates nobody."""
        kringen = {voter.municipality: voter.kringen for voter in VOTERS}
        for municipality, kring in self.register.mandates.items():
            assert kring in kringen[municipality]
            assert kring not in self.register.mandates

    @invariant()
    def replay_gives_the_same_state(self) -> None:
        """6."""
        again: Register[str] = Register(electorate_of(VOTERS))
        for event in self.events:
            do(again, event)
        assert (again.mandates, again.own, again.by_kring) == (
            self.register.mandates, self.register.own, self.register.by_kring,
        )  # fmt: skip


Voting.TestCase.settings = settings(examples(25, many=60), stateful_step_count=30)
TestVoting = Voting.TestCase


def test_the_order_of_events_of_unrelated_municipalities_does_not_matter() -> None:
    """6: events of one municipality or Kring keep their order; those of different ones are shuffled through each
    other.
    """
    rng = random.Random(6)
    for _ in range(200):
        streams: dict[str, list[Event]] = {
            voter.municipality: [("vote", voter.municipality, rng.choice("AB")), ("withdraw", voter.municipality, "")][
                : rng.randint(0, 2)
            ]
            + [("grant", voter.municipality, kring) for kring in sorted(voter.kringen)]
            for voter in VOTERS
        }
        streams |= {kring: [("vote_kring", kring, rng.choice("AB"))] for kring in ("noord", "zuid")}
        outcomes = []
        for _ in range(2):
            left = {name: list(events) for name, events in streams.items()}
            register: Register[Any] = Register(electorate_of(VOTERS))
            while names := [name for name in left if left[name]]:
                do(register, left[rng.choice(names)].pop(0))
            outcomes.append(counted(register))
        assert outcomes[0] == outcomes[1]


def test_an_own_ballot_wins_even_when_the_kring_votes_later() -> None:
    register: Register[str] = Register(electorate_of(VOTERS))
    register.grant("GM1", "noord")
    register.vote("GM1", "A")
    register.vote_as_kring("noord", "B")
    assert counted(register) == {"GM1": (3, "A")}
    register.withdraw("GM1")
    assert counted(register) == {"GM1": (3, "B")}
    register.revoke("GM1")
    assert counted(register) == {}


def test_a_municipality_cannot_mandate_a_kring_it_does_not_belong_to() -> None:
    register: Register[str] = Register(electorate_of(VOTERS))
    with pytest.raises(NotAllowed):
        register.grant("GM3", "noord")
    with pytest.raises(NotAllowed):
        register.vote("GM99", "A")
    with pytest.raises(NotAllowed):
        register.vote_as_kring("west", "A")


def test_nothing_changes_after_the_close() -> None:
    register: Register[str] = Register(electorate_of(VOTERS))
    register.grant("GM1", "noord")
    register.vote("GM3", "A")
    register.vote_as_kring("noord", "B")
    register.close()
    before = counted(register)
    for event in [
        ("grant", "GM2", "zuid"), ("revoke", "GM1", ""), ("vote", "GM4", "A"), ("withdraw", "GM3", ""),
        ("vote_kring", "zuid", "A"), ("withdraw_kring", "noord", ""),
    ]:  # fmt: skip
        with pytest.raises(Conflict):
            do(register, event)
    with pytest.raises(Conflict):
        register.close()
    assert counted(register) == before


def test_a_wrong_list_of_voters_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        electorate_of([Elector("GM1", 1), Elector("GM1", 1)])
    with pytest.raises(ValueError, match="negative"):
        electorate_of([Elector("GM1", -1)])


def test_a_vote_closes_once() -> None:
    register: Register[str] = Register(electorate_of(VOTERS))
    register.close()
    with pytest.raises(Conflict, match="gesloten"):
        register.close()
