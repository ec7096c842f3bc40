"""Reviewers and their stakes, draws and assignments, reviews with every version, discussions, the shortlist."""

from typing import ClassVar

from piccolo.columns import (
    JSONB,
    Boolean,
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
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.meeting import MeetingVerdict
from innovatie.domain.vocabulary import (
    AssignmentOrigin,
    AssignmentState,
    DrawState,
    PairRuleKind,
    ReviewerState,
    ReviewOccasion,
)
from innovatie.grouping.tables import IdeaGroup
from innovatie.infra.checks import at_least, between, in_order, one_of, together
from innovatie.municipalities.tables import Municipality
from innovatie.rounds.tables import Round


class Reviewer(Table):
    """Someone who reviews, or wants to. `state`: uitgenodigd, aangemeld, toegelaten, gestopt.

    `themes` and `employers` (numbers of municipalities) are JSON lists; `suppliers` has one name a line.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"words"})
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, unique=True)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=12, null=False, default=None, index=True)
    themes = JSONB(null=False, default="[]")
    words = Text(null=False, default="")
    maximum = SmallInt(null=False, default=6)
    suppliers = Text(null=False, default="")
    employers = JSONB(null=False, default="[]")
    created_at = Timestamptz(null=False, default=None)
    changed_at = Timestamptz(null=False, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decided_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    state_known = one_of("state", ReviewerState)
    maximum_not_negative = at_least(0, "maximum")


class DeclaredStake(Table):
    """A reviewer said to have a stake in a group: never assigned again."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    belongs_to: ClassVar[tuple[str, ...]] = ("reviewer.person",)
    reviewer = ForeignKey(Reviewer, null=False, on_delete=OnDelete.restrict)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    reason = Text(null=False, default="")
    at = Timestamptz(null=False, default=None)

    stake_once = Unique(["reviewer", "group"])


class PairRule(Table):
    """The chair pins a pair (`kind` vast) or forbids it (`kind` uitgesloten) in a round, with a reason."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    reviewer = ForeignKey(Reviewer, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=12, null=False, default=None)
    reason = Text(null=False, default="")
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    at = Timestamptz(null=False, default=None)

    pair_rule_once = Unique(["round", "group", "reviewer"])
    kind_known = one_of("kind", PairRuleKind)


class AssignmentRun(Table):
    """One draw: a proposal until it is sent. `state`: voorstel, verstuurd, vervallen.

    `pairs` is the outcome as JSON, `report` what the chair sees of its quality.
    """

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    seed = Varchar(length=200, null=False, default=None)
    input_digest = Varchar(length=64, null=False, default=None)
    ring = Boolean(null=False, default=True)
    solver = Varchar(length=80, null=False, default=None)
    pairs = JSONB(null=False, default=None)
    report = JSONB(null=False, default=None)
    state = Varchar(length=10, null=False, default="voorstel")
    made_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    made_at = Timestamptz(null=False, default=None)
    sent_at = Timestamptz(null=True, default=None)

    state_known = one_of("state", DrawState)
    sent_has_moment = together("state = 'verstuurd'", "sent_at IS NOT NULL")
    made_before_sent = in_order("made_at", "sent_at")


class Assignment(Table):
    """One reviewer on one group. `state`: open, ingeleverd, geweigerd, belang, ingetrokken, verlopen.

    `origin`: loting, vast, vervanging, extra. `chance` is the probability that the draw gave this pair,
    `candidates` how many were in the running.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    belongs_to: ClassVar[tuple[str, ...]] = ("reviewer.person",)
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    reviewer = ForeignKey(Reviewer, null=False, on_delete=OnDelete.restrict, index=True)
    run = ForeignKey(AssignmentRun, null=True, default=None, on_delete=OnDelete.restrict)
    origin = Varchar(length=12, null=False, default=None)
    similarity = DoublePrecision(null=False, default=None)
    chance = DoublePrecision(null=False, default=None)
    candidates = Integer(null=False, default=0)
    state = Varchar(length=12, null=False, default="open", index=True)
    reason = Text(null=False, default="")
    assigned_at = Timestamptz(null=False, default=None)
    due = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    reminded_at = Timestamptz(null=True, default=None)

    assignment_once = Unique(["round", "group", "reviewer"])
    state_known = one_of("state", AssignmentState)
    origin_known = one_of("origin", AssignmentOrigin)
    chance_is_a_chance = between(0, 1, "chance")
    candidates_not_negative = at_least(0, "candidates")
    open_has_no_end = together("state = 'open'", "ended_at IS NULL")
    assigned_before_ended = in_order("assigned_at", "ended_at")


class Review(Table):
    """What a reviewer wrote. `answers`: per criterion {score, toelichting, kan_niet}; `total` the own judgement.

    `version` counts every hand-in; drafts are saved in place and raise only `draft`.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"answers.*.toelichting", "advice"})
    belongs_to: ClassVar[tuple[str, ...]] = ("assignment.reviewer.person",)
    assignment = ForeignKey(Assignment, null=False, on_delete=OnDelete.restrict, unique=True)
    answers = JSONB(null=False, default="{}")
    total = SmallInt(null=True, default=None)
    confidence = SmallInt(null=True, default=None)
    advice = Text(null=False, default="")
    draft = Integer(null=False, default=0)
    version = Integer(null=False, default=0)
    saved_at = Timestamptz(null=False, default=None)
    handed_in_at = Timestamptz(null=True, default=None)

    total_on_the_scale = between(1, 10, "total")
    confidence_known = between(1, 3, "confidence")
    counts_not_negative = at_least(0, "draft", "version")
    handed_in_has_moment = Check("version = 0 OR handed_in_at IS NOT NULL")


class ReviewVersion(Table):
    """A review as it was handed in; `occasion` is ingeleverd or overleg. Never changed."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"content.antwoorden.*.toelichting", "content.advies"})
    belongs_to: ClassVar[tuple[str, ...]] = ("review.assignment.reviewer.person",)
    review = ForeignKey(Review, null=False, on_delete=OnDelete.restrict)
    version = Integer(null=False, default=None)
    occasion = Varchar(length=12, null=False, default=None)
    content = JSONB(null=False, default=None)
    at = Timestamptz(null=False, default=None)

    review_version_once = Unique(["review", "version"])
    occasion_known = one_of("occasion", ReviewOccasion)
    version_from_one = at_least(1, "version")


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


class ShortlistGroup(Table):
    """A group on the shortlist. `place` is for ties in the vote only and is never shown."""

    id: Serial
    shortlist = ForeignKey(Shortlist, null=False, on_delete=OnDelete.restrict, index=True)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    place = Integer(null=False, default=None)
    calibrated_mean = DoublePrecision(null=False, default=None)

    shortlist_group_once = Unique(["shortlist", "group"])
    place_from_one = at_least(1, "place")
