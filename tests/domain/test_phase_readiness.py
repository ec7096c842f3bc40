"""The checklist before a phase: what blocks, what asks for attention, and what can still be undone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.checklist import Place, Weight
from innovatie.domain.phase_readiness import blocking, checklist, is_clean
from innovatie.domain.phase_too_early import before_its_day
from innovatie.domain.phase_undo import why_not_back, why_not_longer
from innovatie.domain.phases import ORDER, Phase
from innovatie.domain.round_facts import RoundFacts, VoteState

TODAY = date(2026, 11, 30)
WORKING_DAY = date(2027, 1, 12)

READY = {
    Phase.SUBMIT: RoundFacts(),
    Phase.GROUP: RoundFacts(plans=3),
    Phase.REVIEW: RoundFacts(groups=2),
    Phase.PRESELECT: RoundFacts(shortlist=2),
    Phase.DEVELOP: RoundFacts(preselection=VoteState.COUNTED, finalists=2),
    Phase.VOTE: RoundFacts(),
    Phase.RESULT: RoundFacts(final=VoteState.COUNTED),
    Phase.ADOPT: RoundFacts(published=True, winners=1),
}
MISSING = {
    Phase.GROUP: (RoundFacts(), Place.ROUND),
    Phase.REVIEW: (RoundFacts(plans=3), Place.GROUPS),
    Phase.PRESELECT: (RoundFacts(groups=2), Place.ASSIGNMENT),
    Phase.DEVELOP: (RoundFacts(shortlist=2), Place.VOTE),
    Phase.RESULT: (RoundFacts(finalists=2), Place.VOTE),
    Phase.ADOPT: (RoundFacts(final=VoteState.COUNTED), Place.PUBLICATION),
}


@pytest.mark.parametrize("phase", ORDER)
def test_a_phase_for_which_all_is_there_may_open_by_itself(phase: Phase) -> None:
    assert is_clean(checklist(phase, READY[phase], today=TODAY, last_day=WORKING_DAY))


@pytest.mark.parametrize("phase", MISSING)
def test_a_phase_that_would_be_impossible_is_blocked_and_says_where_to_solve_it(phase: Phase) -> None:
    facts, place = MISSING[phase]
    assert [item.place for item in blocking(phase, facts)] == [place]
    assert all(item.remedy for item in blocking(phase, facts))


def test_no_finalists_and_an_empty_shortlist_lead_to_the_end_of_the_round() -> None:
    assert [i.place for i in blocking(Phase.PRESELECT, RoundFacts(shortlist=0))] == [Place.ROUND]
    none_chosen = RoundFacts(preselection=VoteState.COUNTED)
    assert [i.place for i in blocking(Phase.DEVELOP, none_chosen)] == [Place.ROUND]


@pytest.mark.parametrize(
    ("phase", "facts"),
    [
        (Phase.REVIEW, RoundFacts(groups=2, open_proposals=1)),
        (Phase.PRESELECT, RoundFacts(shortlist=2, without_voter=3)),
        (Phase.VOTE, RoundFacts(empty_finalists=("Stoeptegels",))),
        (Phase.RESULT, RoundFacts(final=VoteState.TIE)),
        (Phase.ADOPT, RoundFacts(published=True, winners=1, award_waits=True)),
    ],
)
def test_what_is_risky_does_not_block_but_keeps_a_phase_from_opening_by_itself(phase: Phase, facts: RoundFacts) -> None:
    items = checklist(phase, facts, today=TODAY, last_day=WORKING_DAY)
    assert blocking(phase, facts) == ()
    assert [item.weight for item in items].count(Weight.ATTENTION) == 1
    assert not is_clean(items)


@pytest.mark.parametrize("day", [None, date(2026, 11, 29), date(2026, 12, 25), date(2027, 1, 9)])
def test_a_last_day_that_is_missing_past_or_no_working_day_asks_for_attention(day: date | None) -> None:
    items = checklist(Phase.GROUP, READY[Phase.GROUP], today=TODAY, last_day=day)
    assert [item.weight for item in items] == [Weight.ATTENTION, Weight.DONE]


DONE = {
    Phase.SUBMIT: RoundFacts(plans=1),
    Phase.GROUP: RoundFacts(groups=1),
    Phase.REVIEW: RoundFacts(assignments=1),
    Phase.PRESELECT: RoundFacts(preselection=VoteState.OPEN),
    Phase.DEVELOP: RoundFacts(elaborations=1),
    Phase.VOTE: RoundFacts(final=VoteState.OPEN),
    Phase.RESULT: RoundFacts(final=VoteState.COUNTED),
    Phase.ADOPT: RoundFacts(adoptions=1),
}


@pytest.mark.parametrize("phase", ORDER)
def test_a_phase_goes_back_only_while_nothing_was_done_in_it(phase: Phase) -> None:
    assert why_not_back(phase, RoundFacts()) is None
    assert why_not_back(phase, DONE[phase])


def test_what_is_settled_gets_no_more_time() -> None:
    settled = RoundFacts(shortlist=3, preselection=VoteState.COUNTED, final=VoteState.TIE)
    assert [phase for phase in ORDER if why_not_longer(phase, settled)] == [Phase.REVIEW, Phase.PRESELECT, Phase.VOTE]
    assert [phase for phase in ORDER if why_not_longer(phase, RoundFacts())] == []


@given(
    st.builds(
        RoundFacts,
        plans=st.integers(0, 3),
        groups=st.integers(0, 3),
        shortlist=st.none() | st.integers(0, 3),
        preselection=st.sampled_from(VoteState),
        finalists=st.integers(0, 3),
        final=st.sampled_from(VoteState),
        published=st.booleans(),
    ),
    st.sampled_from(ORDER),
)
def test_every_open_item_says_what_to_do_and_where(facts: RoundFacts, phase: Phase) -> None:
    items = checklist(phase, facts, today=TODAY, last_day=WORKING_DAY)
    assert all(item.remedy and item.place for item in items if item.weight is not Weight.DONE)
    order = list(Weight)
    weights = [order.index(item.weight) for item in items]
    assert weights == sorted(weights)


@pytest.mark.parametrize(
    ("present", "planned", "said"),
    [
        (Phase.SUBMIT, TODAY, "De fase inzenden loopt nog tot en met 30 november 2026."),
        (Phase.SUBMIT, date(2026, 11, 29), None),
        (None, date(2026, 12, 1), "Deze ronde begint volgens plan pas op 1 december 2026."),
        (None, TODAY, None),
        (Phase.VOTE, None, None),
    ],
)
def test_a_phase_that_would_open_before_its_day_says_what_closes(
    present: Phase | None, planned: date | None, said: str | None
) -> None:
    items = before_its_day(today=TODAY, planned=planned, present=present)
    assert [str(item.text) for item in items] == ([said] if said else [])
    assert all(item.weight is Weight.ATTENTION for item in items)


@pytest.mark.parametrize("phase", ORDER)
def test_every_phase_has_its_checks(phase: Phase) -> None:
    assert isinstance(blocking(phase, RoundFacts()), tuple)
