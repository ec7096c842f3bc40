"""What follows on the reviews: discussions, meetings, and the shortlist."""

from typing import ClassVar

from piccolo.columns import (
    JSONB,
    DoublePrecision,
    ForeignKey,
    Integer,
    OnDelete,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.meeting import MeetingVerdict
from innovatie.domain.text_limits import TEXT
from innovatie.grouping.tables import IdeaGroup
from innovatie.infra.checks import (
    AtMost,
    at_least,
    filled,
    finite,
    in_order,
    objects,
    one_of,
)
from innovatie.review.tables.reviews import Assignment
from innovatie.rounds.tables import Round


class Discussion(Table):
    """The reviewers of one group hear each other, because their totals lie 3 or more apart."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    opened_at = Timestamptz(null=False, default=None)
    closed_at = Timestamptz(null=True, default=None)

    discussion_once = Unique(["round", "group"])
    opened_before_closed = in_order("opened_at", "closed_at")


class DiscussionPost(Table):
    """One argument in a discussion, by the reviewer of this assignment."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"body"})
    belongs_to: ClassVar[tuple[str, ...]] = ("assignment.reviewer.person",)
    discussion = ForeignKey(Discussion, null=False, on_delete=OnDelete.restrict, index=True)
    assignment = ForeignKey(Assignment, null=False, on_delete=OnDelete.restrict, index=True)
    body = Text(null=False, default=None)
    at = Timestamptz(null=False, default=None)

    texts_fit = AtMost(TEXT, "body")
    something_to_read = filled("body")


class ExtraPass(Table):
    """One pass of extra reviews: how many were asked, out of which budget."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    number = SmallInt(null=False, default=None)
    asked = Integer(null=False, default=None)
    at = Timestamptz(null=False, default=None)

    extra_pass_once = Unique(["round", "number"])
    counts_not_negative = at_least(0, "number", "asked")


class MeetingNote(Table):
    """What a meeting said of a group of a round, or (without a group) of the whole. Rows are only added; the newest
    of a group holds.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"body"})
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    group = ForeignKey(IdeaGroup, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    body = Text(null=False, default="")
    verdict = Varchar(length=22, null=False, default="")
    saved_at = Timestamptz(null=False, default=None)
    saved_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    verdict_known = one_of("verdict", MeetingVerdict, or_empty=True)
    texts_fit = AtMost(TEXT, "body")


class Shortlist(Table):
    """The gate of a round: fixed once. `report` holds the scores, bands and the threshold as they were then."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, unique=True)
    seed = Varchar(length=200, null=False, default=None)
    threshold = DoublePrecision(null=False, default=None)
    longer_by = Integer(null=False, default=0)
    report = JSONB(null=False, default=None)
    settled_at = Timestamptz(null=False, default=None)
    settled_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    longer_by_not_negative = at_least(0, "longer_by")
    something_to_read = filled("seed")
    objects_are_objects = objects("report")
    numbers_finite = finite("threshold")


class ShortlistGroup(Table):
    """A group on the shortlist. `place` is for ties in the vote only and is never shown."""

    id: Serial
    shortlist = ForeignKey(Shortlist, null=False, on_delete=OnDelete.restrict, index=True)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    place = Integer(null=False, default=None)
    calibrated_mean = DoublePrecision(null=False, default=None)

    shortlist_group_once = Unique(["shortlist", "group"])
    place_from_one = at_least(1, "place")
    numbers_finite = finite("calibrated_mean")
