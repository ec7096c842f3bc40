"""Ideas (voorstellen): planned developments of municipalities, their versions and their participants."""

from typing import ClassVar

from piccolo.columns import (
    JSONB,
    BigInt,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.admission import Verdict
from innovatie.domain.attached_files import KINDS as FILE_KINDS
from innovatie.domain.idea_states import Part, Stage, State
from innovatie.domain.text_limits import PLAN, REASON
from innovatie.domain.themes import THEMES
from innovatie.domain.vocabulary import PublicResource
from innovatie.infra.checks import (
    AtMost,
    at_least,
    filled,
    in_order,
    lists,
    not_before,
    objects,
    one_of,
    together,
    where,
    with_moment,
)
from innovatie.municipalities.tables import Municipality, Partnership
from innovatie.rounds.tables import Round


class Idea(Table):
    """A planned development. `state`: concept, ingediend, ingetrokken; `stage`: idee, plan, pilot, in_gebruik."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset(
        {
            "summary",
            "problem",
            "approach",
            "public_value",
            "contact",
            "links",
            "withdraw_reason",
        }
    )
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.IDEA, "id")
    shown_when: ClassVar[str] = "t.state <> 'concept'"
    title = Varchar(length=160, null=False, default=None)
    summary = Text(null=False, default=None)
    problem = Text(null=False, default="")
    approach = Text(null=False, default="")
    public_value = Text(null=False, default="")
    stage = Varchar(length=12, null=False, default=None, index=True)
    theme = Varchar(length=40, null=False, default=None, index=True)
    planned_start = Date(null=True, default=None)
    cost_euro = BigInt(null=True, default=None)
    effort_hours = Integer(null=True, default=None)
    contact = Varchar(length=200, null=False, default="")
    links = JSONB(null=False, default="[]")
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    partnership = ForeignKey(Partnership, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    round = ForeignKey(Round, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=12, null=False, default=None, index=True)
    version = Integer(null=False, default=1)
    created_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    created_at = Timestamptz(null=False, default=None)
    updated_at = Timestamptz(null=False, default=None)
    submitted_at = Timestamptz(null=True, default=None, index=True)
    withdrawn_at = Timestamptz(null=True, default=None)
    withdraw_reason = Text(null=False, default="")
    form_token = Varchar(length=40, null=True, default=None, unique=True)
    source = Varchar(length=40, null=False, default="")
    source_number = Varchar(length=60, null=True, default=None)

    idea_source_once = Unique(["source", "source_number"])
    state_known = one_of("state", State)
    stage_known = one_of("stage", Stage)
    theme_known = one_of("theme", (theme.slug for theme in THEMES), or_empty=True)
    theme_when_submitted = Check("state = 'concept' OR theme <> ''")
    numbers_not_negative = at_least(0, "cost_euro", "effort_hours")
    version_from_one = at_least(1, "version")
    withdrawn_has_moment = together("state = 'ingetrokken'", "withdrawn_at IS NOT NULL")
    submitted_has_moment = where("state", ("ingediend",), then="submitted_at IS NOT NULL")
    reasons_fit = AtMost(REASON, "withdraw_reason")
    plan_texts_fit = AtMost(PLAN, "summary", "problem", "approach", "public_value")
    something_to_read = filled("title", "source_number", "form_token")
    lists_are_lists = lists("links")
    not_before_created = not_before("created_at", "withdrawn_at")
    submitted_says_what = Check("state <> 'ingediend' OR summary ~ '[^[:space:]]'")
    submitted_before_withdrawn = not_before("submitted_at", "withdrawn_at")


class EntryDecision(Table):
    """A step in judging whether a plan may take part in a round: `reason` for the municipality, `note` for VNG alone.

    Rows are only added; the last one of a plan in a round holds.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason", "note"})
    belongs_to: ClassVar[tuple[str, ...]] = ("idea.municipality",)
    idea = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict, index=True)
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    verdict = Varchar(length=14, null=False, default=None)
    reason = Text(null=False, default="")
    note = Text(null=False, default="")
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    verdict_known = one_of("verdict", Verdict)
    reasons_fit = AtMost(REASON, "reason", "note")


class IdeaVersion(Table):
    """The whole content of an idea as it was saved, by whom and when; `content` is JSON."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset(
        {
            "content.summary",
            "content.problem",
            "content.approach",
            "content.public_value",
            "content.contact",
            "content.links",
            "note",
        }
    )
    belongs_to: ClassVar[tuple[str, ...]] = ("idea.municipality",)
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.IDEA, "idea")
    idea = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict)
    version = Integer(null=False, default=None)
    content = JSONB(null=False, default=None)
    saved_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    saved_at = Timestamptz(null=False, default=None)
    note = Varchar(length=200, null=False, default="")

    idea_version_once = Unique(["idea", "version"])
    version_from_one = at_least(1, "version")
    objects_are_objects = objects("content")


class IdeaParticipant(Table):
    """A municipality in an idea: `role` is indiener, mede-indiener or aangehaakt; `left_at` when it stepped out."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"note"})
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.IDEA, "idea")
    idea = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    role = Varchar(length=20, null=False, default=None)
    joined_at = Timestamptz(null=False, default=None)
    joined_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    left_at = Timestamptz(null=True, default=None)
    note = Text(null=False, default="")

    idea_participant_once = Unique(["idea", "municipality"])
    role_known = one_of("role", Part)
    reasons_fit = AtMost(REASON, "note")
    not_before_joined = not_before("joined_at", "left_at")


class MunicipalityPlans(Table):
    """Kept by triggers: submitted plans, and parts in plans of others, withdrawn ones and drafts included."""

    id: Serial
    municipality = Integer(null=False, default=None, unique=True)
    plans = Integer(null=False, default=0)
    joined = Integer(null=False, default=0)
    submitted_with = Integer(null=False, default=0)


class PlanCountDue(Table):
    """What a transaction changed and triggers have not counted yet; empty whenever it has committed."""

    id: Serial
    idea = Integer(null=True, default=None)
    group = Integer(null=True, default=None)
    municipality = Integer(null=True, default=None)
    plans = Integer(null=False, default=0)
    joined = Integer(null=False, default=0)
    submitted_with = Integer(null=False, default=0)


class IdeaFile(Table):
    """A file with a submitted plan, checked for kind and size, served as a download only. Taken away: the row stays."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"title", "name"})
    idea = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    title = Varchar(length=120, null=False, default=None)
    name = Varchar(length=120, null=False, default=None)
    kind = Varchar(length=10, null=False, default=None)
    size = Integer(null=False, default=None)
    digest = Bytea(null=False, default=None)
    content = Bytea(null=True, default=None)
    kept_as = Varchar(length=100, null=False, default="")
    added_at = Timestamptz(null=False, default=None)
    added_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    removed_at = Timestamptz(null=True, default=None)

    file_kind_known = one_of("kind", sorted(FILE_KINDS))
    kept_somewhere = Check("content IS NOT NULL OR kept_as <> ''")
    size_not_negative = at_least(0, "size")
    removed_after_added = in_order("added_at", "removed_at")
    something_to_read = filled("title", "name")


class ImportedRow(Table):
    """Digests of what a source said last of a plan, by field; the next import compares with them."""

    id: Serial
    source = Varchar(length=40, null=False, default=None)
    source_number = Varchar(length=60, null=False, default=None)
    idea = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict, index=True)
    digests = JSONB(null=False, default=None)
    imported_at = Timestamptz(null=False, default=None)

    imported_row_once = Unique(["source", "source_number"])
    something_to_read = filled("source", "source_number")
    objects_are_objects = objects("digests")


class ImportConflict(Table):
    """A field that both the source and people changed; what people wrote stays until one of them chooses.

    `theirs` is {"waarde": what the source says}.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"theirs.waarde"})
    belongs_to: ClassVar[tuple[str, ...]] = ("idea.municipality",)
    idea = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict, index=True)
    source = Varchar(length=40, null=False, default=None)
    field = Varchar(length=20, null=False, default=None)
    theirs = JSONB(null=False, default=None)
    found_at = Timestamptz(null=False, default=None)
    settled_at = Timestamptz(null=True, default=None)
    settled_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    found_before_settled = in_order("found_at", "settled_at")
    something_to_read = filled("source", "field")
    objects_are_objects = objects("theirs")
    acts_have_moments = with_moment("settled")


class ListColumns(Table):
    """How a municipality reads its own list of plans: header in its file to column of ours, or to nothing."""

    id: Serial
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict)
    list = Varchar(length=30, null=False, default=None)
    columns = JSONB(null=False, default=None)
    kept_at = Timestamptz(null=False, default=None)

    list_once = Unique(["municipality", "list"])
    something_to_read = filled("list")
    objects_are_objects = objects("columns")
