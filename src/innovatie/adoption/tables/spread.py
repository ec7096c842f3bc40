"""How a solution spreads: what was foreseen, what was reached, and the map on which it shows."""

from piccolo.columns import (
    JSONB,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Serial,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Unique
from piccolo.table import Table

from innovatie.adoption.tables.solutions import Solution
from innovatie.domain.vocabulary import (
    LeadingSign,
    Milestone,
)
from innovatie.infra.checks import at_least, filled, in_order, lists, objects, one_of
from innovatie.municipalities.tables import Municipality


class AdoptionForecast(Table):
    """What we foresaw on a day, kept to be judged later: how many had ever adopted by the end of a quarter."""

    id: Serial
    solution = ForeignKey(Solution, null=False, on_delete=OnDelete.restrict)
    made_on = Date(null=False, default=None)
    quarter = Integer(null=False, default=None)
    known = Integer(null=False, default=None)
    p10 = Integer(null=False, default=None)
    p50 = Integer(null=False, default=None)
    p90 = Integer(null=False, default=None)

    forecast_once = Unique(["solution", "made_on", "quarter"])
    range_in_order = in_order("p10", "p50", "p90")
    numbers_not_negative = at_least(0, "known", "p10")


class AdoptionSign(Table):
    """Who gave a sign, on a day, that it would take a solution over; kept beside that day's forecast, judged later.

    `municipalities` is JSON: their numbers on that day. A sign that nobody gave has no row.
    """

    id: Serial
    solution = ForeignKey(Solution, null=False, on_delete=OnDelete.restrict)
    made_on = Date(null=False, default=None)
    kind = Varchar(length=20, null=False, default=None)
    municipalities = JSONB(null=False, default=None)

    sign_once = Unique(["solution", "made_on", "kind"])
    kind_known = one_of("kind", LeadingSign)
    lists_are_lists = lists("municipalities")


class AdoptionMilestone(Table):
    """Reached once: `kind` is eerste, tien, vijftig or helft; `municipality` is the one that did it."""

    id: Serial
    solution = ForeignKey(Solution, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=10, null=False, default=None)
    reached_on = Date(null=False, default=None)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    noted_at = Timestamptz(null=False, default=None)

    milestone_once = Unique(["solution", "kind"])
    kind_known = one_of("kind", Milestone)


class BoundarySet(Table):
    """Real boundaries that an operator brought in, for maps from `valid_from` on; `rings` by CBS code on a sheet."""

    id: Serial
    valid_from = Date(null=False, default=None, unique=True)
    source = Varchar(length=200, null=False, default=None)
    height = Integer(null=False, default=None)
    rings = JSONB(null=False, default=None)
    imported_at = Timestamptz(null=False, default=None)

    height_from_one = at_least(1, "height")
    something_to_read = filled("source")
    objects_are_objects = objects("rings")
