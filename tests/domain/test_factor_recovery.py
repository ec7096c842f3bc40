"""A way back to a second factor takes three people, of whom two neither got their role lately nor from each other."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.factor_recovery import (
    OPEN_FOR,
    UNANSWERED_FOR,
    WAIT,
    Asker,
    Judge,
    lapses_at,
    why_not_confirm,
    why_not_vouch,
)

PEOPLE = st.integers(1, 5)
TOWNS = st.integers(1, 3)
ASKERS = st.builds(Asker, person=PEOPLE, towns=st.frozensets(TOWNS), central=st.booleans())
JUDGES = st.builds(Judge, person=PEOPLE, central=st.booleans(), towns=st.dictionaries(TOWNS, st.none() | PEOPLE))
NOW = datetime(2027, 3, 1, tzinfo=UTC)


@given(ASKERS, JUDGES, JUDGES)
def test_it_takes_two_others_who_are_not_each_others_making(asker: Asker, voucher: Judge, judge: Judge) -> None:
    if why_not_vouch(asker, voucher) is not None or why_not_confirm(asker, judge, voucher) is not None:
        return
    assert len({asker.person, voucher.person, judge.person}) == 3
    for one, other in ((voucher, judge), (judge, voucher)):
        assert one.central or (not asker.central and asker.towns & set(one.towns))
        assert one.central or other.person not in one.towns.values()


def test_who_may_for_a_colleague_of_one_municipality() -> None:
    asker = Asker(person=1, towns=frozenset({7}), central=False)
    chief, second, made_by_chief = (
        Judge(person=n, central=False, towns={7: by}) for n, by in ((2, None), (3, 9), (4, 2))
    )
    vng, elsewhere = Judge(person=5, central=True, towns={}), Judge(person=6, central=False, towns={8: None})
    assert why_not_vouch(asker, chief) is None
    assert why_not_confirm(asker, second, chief) is None
    assert why_not_confirm(asker, vng, chief) is None
    assert why_not_confirm(asker, vng, made_by_chief) is None
    assert why_not_vouch(asker, elsewhere) is not None
    assert why_not_vouch(asker, Judge(person=1, central=True, towns={})) is not None
    for judge, voucher in ((chief, chief), (made_by_chief, chief), (chief, made_by_chief), (elsewhere, chief)):
        assert why_not_confirm(asker, judge, voucher) is not None


def test_for_a_role_over_the_country_no_municipality_judges() -> None:
    asker = Asker(person=1, towns=frozenset({7}), central=True)
    assert why_not_vouch(asker, Judge(person=2, central=False, towns={7: None})) is not None
    assert why_not_vouch(asker, Judge(person=2, central=True, towns={})) is None


def test_it_lapses() -> None:
    assert lapses_at(asked_at=NOW, opens_at=None) == NOW + UNANSWERED_FOR
    assert lapses_at(asked_at=NOW, opens_at=NOW + WAIT) == NOW + WAIT + OPEN_FOR
