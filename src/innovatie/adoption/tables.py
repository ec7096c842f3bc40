"""Solutions that are followed, what municipalities say of them (only ever added to), and what goes with that."""

from typing import Any, ClassVar

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Boolean,
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
from innovatie.domain.adoption_states import Source, Stage
from innovatie.domain.attached_files import KINDS as FILE_KINDS
from innovatie.domain.themes import THEMES
from innovatie.domain.vocabulary import (
    AdoptionProposalState,
    EvidenceKind,
    KitItemKind,
    LeadingSign,
    Milestone,
    PublicResource,
    UseRole,
    WithdrawnAs,
)
from innovatie.grouping.tables import IdeaGroup
from innovatie.infra.checks import at_least, differ, in_order, one_of, together, where
from innovatie.municipalities.tables import Municipality, Partnership


class Solution(Table):
    """Something municipalities can take over. `grp` when it grew out of a group of ideas, `source` when imported."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"summary", "contact"})
    belongs_to: ClassVar[tuple[str, ...]] = ("grp.lead", "grp.founding_idea.municipality")
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.ADOPTION, "id")
    title = Varchar(length=160, null=False, default=None)
    summary = Text(null=False, default="")
    theme = Varchar(length=40, null=False, default="", index=True)
    grp = ForeignKey(IdeaGroup, null=True, default=None, on_delete=OnDelete.restrict, unique=True)
    maker = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    is_winner = Boolean(null=False, default=False)
    source = Varchar(length=60, null=False, default="")
    source_key = Varchar(length=200, null=True, default=None)
    contact = Varchar(length=200, null=False, default="")
    assumptions = JSONB(null=False, default="{}")
    followed_at = Timestamptz(null=False, default=None)

    solution_source_once = Unique(["source", "source_key"])
    theme_known = one_of("theme", (theme.slug for theme in THEMES), or_empty=True)


class AdoptionEvent(Table):
    """One statement: this municipality stood at this stage since `happened_on`; heard at `heard_at`.

    Rows are only added (the database refuses the rest). `replaces` puts an earlier statement right; `partnership` is
    set when it was said for all its members at once. `source`: gemeld, bevestigd, afgeleid; `origin` names an import.
    """

    id: BigSerial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason", "evidence_url"})
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.ADOPTION, "solution")
    solution = ForeignKey(Solution, null=False, on_delete=OnDelete.restrict)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    stage = Varchar(length=14, null=False, default=None)
    happened_on = Date(null=False, default=None)
    heard_at = Timestamptz(null=False, default=None)
    source = Varchar(length=10, null=False, default=None)
    replaces: ForeignKey[Any] = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict, index=True)
    partnership = ForeignKey(Partnership, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    said_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    reason = Text(null=False, default="")
    evidence_kind = Varchar(length=12, null=False, default="")
    evidence_url = Varchar(length=500, null=False, default="")
    version = Varchar(length=60, null=False, default="")
    variant = Varchar(length=200, null=False, default="")
    role = Varchar(length=20, null=False, default="")
    cost_euro = BigInt(null=True, default=None)
    hours = Integer(null=True, default=None)
    origin = Varchar(length=60, null=False, default="")

    stage_known = one_of("stage", Stage)
    source_known = one_of("source", Source)
    evidence_kind_known = one_of("evidence_kind", EvidenceKind, or_empty=True)
    role_known = one_of("role", UseRole, or_empty=True)
    numbers_not_negative = at_least(0, "cost_euro", "hours")
    replaces_another = differ("replaces", "id")


class AdoptionEvidence(Table):
    """The file that goes with a statement, checked by its first bytes; only ever downloaded, never shown.

    Withdrawn: name and content go for good, the row stays and tells when, why and in which capacity (`withdrawn_as`:
    gemeente, platform, or privacy when a person in it was erased).
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"name", "withdrawn_reason"})
    belongs_to: ClassVar[tuple[str, ...]] = ("event.municipality",)
    event = ForeignKey(AdoptionEvent, null=False, on_delete=OnDelete.restrict, unique=True)
    name = Varchar(length=120, null=False, default=None)
    kind = Varchar(length=8, null=False, default=None)
    content = Bytea(null=True, default=None)
    kept_as = Varchar(length=100, null=False, default="")
    uploaded_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    uploaded_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    withdrawn_as = Varchar(length=10, null=False, default="")
    withdrawn_reason = Text(null=False, default="")

    file_kind_known = one_of("kind", sorted(FILE_KINDS))
    kept_somewhere = Check("content IS NOT NULL OR kept_as <> ''")
    withdrawn_as_known = one_of("withdrawn_as", WithdrawnAs, or_empty=True)
    withdrawn_says_as_whom = together("withdrawn_at IS NULL", "withdrawn_as = ''")


class AdoptionStatus(Table):
    """What holds today per solution and present municipality: reckoned from the statements, for quick lists."""

    id: BigSerial
    solution = ForeignKey(Solution, null=False, on_delete=OnDelete.restrict)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    stage = Varchar(length=14, null=False, default=None)
    since = Date(null=False, default=None)
    confirmed_on = Date(null=False, default=None)
    source = Varchar(length=10, null=False, default=None)
    first_used = Date(null=True, default=None)

    status_once = Unique(["solution", "municipality"])
    stage_known = one_of("stage", Stage)
    source_known = one_of("source", Source)
    in_use_since = where("stage", ("in_gebruik",), then="first_used IS NOT NULL")


class AdoptionProposal(Table):
    """What VNG, a supplier or a public source thinks; nothing until the municipality confirms it."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"note", "evidence_url"})
    solution = ForeignKey(Solution, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    stage = Varchar(length=14, null=False, default=None)
    happened_on = Date(null=False, default=None)
    proposer = Varchar(length=120, null=False, default=None)
    note = Text(null=False, default="")
    evidence_url = Varchar(length=500, null=False, default="")
    made_at = Timestamptz(null=False, default=None)
    made_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=12, null=False, default="open")
    settled_at = Timestamptz(null=True, default=None)
    settled_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    stage_known = one_of("stage", Stage)
    state_known = one_of("state", AdoptionProposalState)
    settled_has_moment = together("state = 'open'", "settled_at IS NULL")
    made_before_settled = in_order("made_at", "settled_at")


class SolutionSupplier(Table):
    """Somebody of the company that supplies a solution, invited by VNG to propose steps for it until `ended_at`."""

    id: Serial
    solution = ForeignKey(Solution, null=False, on_delete=OnDelete.restrict, index=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    company = Varchar(length=120, null=False, default=None)
    invited_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    invited_at = Timestamptz(null=False, default=None)
    ended_at = Timestamptz(null=True, default=None)
    ended_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    invited_before_ended = in_order("invited_at", "ended_at")


class AdoptionExperience(Table):
    """What a municipality learned. A newer one of the same municipality is shown in its place; none is overwritten."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"went_well", "otherwise", "contact"})
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.ADOPTION, "solution")
    solution = ForeignKey(Solution, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    went_well = Text(null=False, default="")
    otherwise = Text(null=False, default="")
    hours = Integer(null=True, default=None)
    cost_euro = BigInt(null=True, default=None)
    contact = Varchar(length=200, null=False, default="")
    written_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    written_at = Timestamptz(null=False, default=None)

    numbers_not_negative = at_least(0, "hours", "cost_euro")


class KitItem(Table):
    """A piece of the reuse kit: `kind` is download, vraag or mijlpaal (a step of the plan of realisation)."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"text", "url"})
    belongs_to: ClassVar[tuple[str, ...]] = ("solution.maker",)
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.ADOPTION, "solution")
    solution = ForeignKey(Solution, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=10, null=False, default=None)
    title = Varchar(length=200, null=False, default=None)
    text = Text(null=False, default="")
    url = Varchar(length=500, null=False, default="")
    planned_on = Date(null=True, default=None)
    done_on = Date(null=True, default=None)
    position = Integer(null=False, default=0)
    added_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    added_at = Timestamptz(null=False, default=None)

    kind_known = one_of("kind", KitItemKind)
    position_not_negative = at_least(0, "position")


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


class AdoptionLink(Table):
    """The link in a mail with which one person may say, once, how one solution stands in their municipality."""

    id: Serial
    digest = Bytea(null=False, default=None, unique=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    solution = ForeignKey(Solution, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    made_at = Timestamptz(null=False, default=None)
    expires_at = Timestamptz(null=False, default=None)
    used_at = Timestamptz(null=True, default=None)

    expires_later = in_order("made_at", "expires_at")


class BoundarySet(Table):
    """Real boundaries that an operator brought in, for maps from `valid_from` on; `rings` by CBS code on a sheet."""

    id: Serial
    valid_from = Date(null=False, default=None, unique=True)
    source = Varchar(length=200, null=False, default=None)
    height = Integer(null=False, default=None)
    rings = JSONB(null=False, default=None)
    imported_at = Timestamptz(null=False, default=None)

    height_from_one = at_least(1, "height")
