"""A way back to a second factor takes three people, of whom one is not of the municipality."""

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
TOWNS = st.frozensets(st.integers(1, 3))
ASKERS = st.builds(Asker, person=PEOPLE, towns=TOWNS, central=st.booleans())
JUDGES = st.builds(Judge, person=PEOPLE, central=st.booleans(), towns=TOWNS)
NOW = datetime(2027, 3, 1, tzinfo=UTC)
TOWN = frozenset({7})


@given(ASKERS, JUDGES, JUDGES)
def test_it_takes_two_others_and_one_of_them_is_not_of_the_municipality(
    asker: Asker, voucher: Judge, judge: Judge
) -> None:
    if why_not_vouch(asker, voucher) is not None or why_not_confirm(asker, judge, voucher.person) is not None:
        return
    assert len({asker.person, voucher.person, judge.person}) == 3
    assert judge.central
    assert voucher.central or (not asker.central and asker.towns & voucher.towns)


def test_who_may_for_a_colleague_of_one_municipality() -> None:
    asker = Asker(person=1, towns=TOWN, central=False)
    chief, second = (Judge(person=number, central=False, towns=TOWN) for number in (2, 3))
    vng, elsewhere = (
        Judge(person=5, central=True, towns=frozenset()),
        Judge(person=6, central=False, towns=frozenset({8})),
    )
    assert why_not_vouch(asker, chief) is None
    assert why_not_vouch(asker, elsewhere) is not None
    assert why_not_vouch(asker, Judge(person=1, central=True, towns=TOWN)) is not None
    assert why_not_confirm(asker, vng, chief.person) is None
    for judge, voucher in ((second, chief), (chief, chief), (vng, vng), (Judge(1, True, TOWN), chief)):
        assert why_not_confirm(asker, judge, voucher.person) is not None


def test_for_a_role_over_the_country_no_municipality_judges() -> None:
    asker = Asker(person=1, towns=TOWN, central=True)
    assert why_not_vouch(asker, Judge(person=2, central=False, towns=TOWN)) is not None
    assert why_not_vouch(asker, Judge(person=2, central=True, towns=frozenset())) is None


def test_it_lapses() -> None:
    assert lapses_at(asked_at=NOW, opens_at=None) == NOW + UNANSWERED_FOR
    assert lapses_at(asked_at=NOW, opens_at=NOW + WAIT) == NOW + WAIT + OPEN_FOR
