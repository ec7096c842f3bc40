"""What municipalities say of a solution (only ever added to), its evidence, and what holds because of it."""

from typing import Any, ClassVar

from piccolo.columns import (
    BigInt,
    BigSerial,
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
from innovatie.adoption.tables.solutions import Solution
from innovatie.domain.adoption_states import Source, Stage
from innovatie.domain.attached_files import KINDS as FILE_KINDS
from innovatie.domain.text_limits import REASON
from innovatie.domain.vocabulary import (
    AdoptionProposalState,
    EvidenceKind,
    PublicResource,
    UseRole,
    WithdrawnAs,
)
from innovatie.infra.checks import (
    AtMost,
    at_least,
    differ,
    filled,
    in_order,
    not_before,
    one_of,
    together,
    where,
    with_moment,
)
from innovatie.municipalities.tables import Municipality, Partnership


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
    reasons_fit = AtMost(REASON, "reason")


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
    reasons_fit = AtMost(REASON, "withdrawn_reason")
    acts_have_moments = with_moment("withdrawn", "uploaded")
    named_until_withdrawn = Check("withdrawn_at IS NOT NULL OR name ~ '[^[:space:]]'")


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
    confirmed_not_before_it_began = in_order("since", "confirmed_on")


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
    reasons_fit = AtMost(REASON, "note")
    something_to_read = filled("proposer")
    acts_have_moments = with_moment("settled")


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
    not_before_made = not_before("made_at", "used_at")
