"""The ladder: one step after another, each with patience; what was passed over is not asked for."""

from datetime import date, timedelta

from innovatie.domain.escalation import ASKED_IN, LACKS, LETTERS, PATHS, PATIENCE, Lack, next_rung
from innovatie.domain.escalation import EscalationRung as Rung
from innovatie.domain.phases import Phase

TODAY = date(2027, 3, 1)


def test_the_ladder_begins_with_a_reminder_and_ends_at_the_directors() -> None:
    assert next_rung([], TODAY) == (Rung.REMINDER, True)
    assert next_rung([(Rung.DIRECTOR, TODAY)], TODAY) == (None, False)


def test_the_next_step_waits_until_the_municipality_had_its_time() -> None:
    taken = [(Rung.REMINDER, TODAY - PATIENCE + timedelta(days=1))]
    assert next_rung(taken, TODAY) == (Rung.SECOND_CONTACT, False)
    assert next_rung(taken, TODAY + timedelta(days=1)) == (Rung.SECOND_CONTACT, True)


def test_who_was_called_is_not_mailed_a_reminder_next() -> None:
    assert next_rung([(Rung.CALLED, TODAY)], TODAY)[0] is Rung.KRING
    assert next_rung([(Rung.KRING, TODAY), (Rung.REMINDER, TODAY)], TODAY)[0] is Rung.DIRECTOR


def test_each_thing_that_may_be_lacking_has_its_words_and_place_and_a_vote_tells_nobody_who_voted() -> None:
    assert set(LACKS) == set(LETTERS) == set(PATHS) == set(Lack)
    assert ASKED_IN[Phase.VOTE] == ASKED_IN[Phase.PRESELECT] == (Lack.NO_VOTER,)
    assert {one for lacks in ASKED_IN.values() for one in lacks} == set(Lack)
