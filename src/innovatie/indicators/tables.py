"""Indicators of costs and benefits with their promise, and what municipalities measured."""

from typing import ClassVar

from piccolo.columns import DoublePrecision, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.adoption.tables import Solution
from innovatie.domain.indicators import Better, Side
from innovatie.domain.text_limits import REASON
from innovatie.domain.vocabulary import PublicResource
from innovatie.grouping.tables import IdeaGroup
from innovatie.infra.checks import AtMost, at_least, between, exactly_one, filled, finite, in_order, one_of
from innovatie.municipalities.tables import Municipality


class Indicator(Table):
    """What is measured of a plan (`grp`, chosen by its finalists) or of a solution that grew out of no plan.

    `promised` is for one municipality in one year, in `unit`; it stays. `how`: how to measure it.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"how"})
    belongs_to: ClassVar[tuple[str, ...]] = ("grp.lead", "solution.maker")
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.ADOPTION, "solution")
    shown_when: ClassVar[str] = "t.solution IS NOT NULL"
    grp = ForeignKey(IdeaGroup, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    solution = ForeignKey(Solution, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    title = Varchar(length=120, null=False, default=None)
    unit = Varchar(length=40, null=False, default=None)
    side = Varchar(length=6, null=False, default=None)
    better = Varchar(length=5, null=False, default=None)
    promised = DoublePrecision(null=False, default=None)
    how = Text(null=False, default="")
    chosen_at = Timestamptz(null=False, default=None)
    chosen_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    removed_at = Timestamptz(null=True, default=None)

    of_one = exactly_one("grp", "solution")
    side_known = one_of("side", Side)
    better_known = one_of("better", Better)
    promised_not_negative = at_least(0, "promised")
    removed_after_chosen = in_order("chosen_at", "removed_at")
    reasons_fit = AtMost(REASON, "how")
    something_to_read = filled("title", "unit")
    numbers_finite = finite("promised")


class IndicatorValue(Table):
    """What a municipality measured in `year`; measuring again replaces the number, the trail keeps who and when."""

    id: Serial
    indicator = ForeignKey(Indicator, null=False, on_delete=OnDelete.restrict)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    year = Integer(null=False, default=None)
    value = DoublePrecision(null=False, default=None)
    measured_at = Timestamptz(null=False, default=None)
    measured_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    once_a_year = Unique(["indicator", "municipality", "year"])
    year_known = between(2000, 2200, "year")
    value_not_negative = at_least(0, "value")
    numbers_finite = finite("value")
