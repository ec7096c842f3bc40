"""For whom a ballot is: a municipality or a Kring, and which act that makes of voting."""

import pytest

from innovatie.domain.authority import Act, Context
from innovatie.domain.phases import Phase
from innovatie.domain.vote_kinds import FINAL, PRESELECTION, VoteKind, kind_in
from innovatie.domain.voters import OfKring, OfMunicipality, Voter


@pytest.mark.parametrize(
    ("voter", "kind", "act", "context"),
    [
        (OfMunicipality(4), PRESELECTION, Act.CAST_PRESELECTION, Context(4, open_phase=Phase.PRESELECT)),
        (OfMunicipality(4), FINAL, Act.CAST_BALLOT, Context(4, open_phase=Phase.VOTE)),
        (OfKring(4), PRESELECTION, Act.CAST_PRESELECTION_AS_KRING, Context(None, 4, open_phase=Phase.PRESELECT)),
        (OfKring(4), FINAL, Act.CAST_BALLOT_AS_KRING, Context(None, 4, open_phase=Phase.VOTE)),
    ],
)
def test_each_voter_has_its_own_act_in_each_vote(voter: Voter, kind: VoteKind, act: Act, context: Context) -> None:
    assert (voter.casting(kind), voter.context(kind)) == (act, context)


def test_a_municipality_and_a_kring_with_the_same_number_are_two_voters() -> None:
    assert OfMunicipality(4) != OfKring(4)
    assert (OfMunicipality(4).partnership_id, OfKring(4).municipality_id) == (None, None)


def test_only_two_phases_have_a_vote() -> None:
    votes = {phase: kind_in(phase) for phase in Phase if kind_in(phase) is not None}
    assert votes == {Phase.PRESELECT: PRESELECTION, Phase.VOTE: FINAL}
    assert kind_in(None) is None
