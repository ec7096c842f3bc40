"""Which reviewer was drawn for which group, and what each wrote."""

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
from innovatie.domain.text_limits import REASON, TEXT
from innovatie.domain.vocabulary import (
    AssignmentOrigin,
    AssignmentState,
    DrawState,
    ReviewOccasion,
)
from innovatie.grouping.tables import IdeaGroup
from innovatie.infra.checks import (
    AtMost,
    at_least,
    between,
    filled,
    finite,
    in_order,
    lists,
    not_before,
    objects,
    one_of,
    together,
)
from innovatie.review.tables.reviewers import Reviewer
from innovatie.rounds.tables import Round


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
    something_to_read = filled("seed", "input_digest", "solver")
    lists_are_lists = lists("pairs")
    objects_are_objects = objects("report")


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
    reasons_fit = AtMost(REASON, "reason")
    numbers_finite = finite("similarity")
    not_before_assigned = not_before("assigned_at", "reminded_at")


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
    texts_fit = AtMost(TEXT, "advice")
    objects_are_objects = objects("answers")
    handed_in_whole = Check(
        'version = 0 OR confidence IS NOT NULL AND (total IS NOT NULL OR answers @> \'{"totaal": {"kan_niet": true}}\')'
    )


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
    objects_are_objects = objects("content")
