"""Agreements: the paper, its parties, their signatures, the tasks that go on when somebody leaves, and files."""

from typing import ClassVar

from piccolo.columns import Boolean, Bytea, Date, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.adoption.tables import Solution
from innovatie.domain.agreement_words import AgreementKind, PartyRole
from innovatie.domain.agreements import LONGEST_NOTICE
from innovatie.domain.attached_files import KINDS as FILE_KINDS
from innovatie.domain.text_limits import REASON, TEXT
from innovatie.domain.vocabulary import PublicResource
from innovatie.infra.checks import (
    AtMost,
    at_least,
    between,
    differ,
    exactly_one,
    filled,
    in_order,
    not_before,
    one_of,
    with_moment,
)
from innovatie.municipalities.tables import Municipality, Partnership


class Agreement(Table):
    """What parties agreed about a solution, or within a partnership, or both. Before `shown_at` only they see it.

    `notice_months`: who leaves says so that long before.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"about"})
    belongs_to: ClassVar[tuple[str, ...]] = ("solution.grp.lead", "solution.maker")
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.AGREEMENT, "id")
    shown_when: ClassVar[str] = "t.shown_at IS NOT NULL"
    version = Integer(null=False, default=1)
    kind = Varchar(length=16, null=False, default=None)
    title = Varchar(length=160, null=False, default=None)
    about = Text(null=False, default="")
    solution = ForeignKey(Solution, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    partnership = ForeignKey(Partnership, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    starts_on = Date(null=False, default=None)
    ends_on = Date(null=True, default=None)
    notice_months = Integer(null=False, default=None)
    shown_at = Timestamptz(null=True, default=None)
    changed_at = Timestamptz(null=False, default=None)
    changed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    kind_known = one_of("kind", AgreementKind)
    version_from_one = at_least(1, "version")
    about_something = Check("num_nonnulls(solution, partnership) >= 1")
    starts_before_ends = in_order("starts_on", "ends_on")
    notice_known = between(0, LONGEST_NOTICE, "notice_months")
    texts_fit = AtMost(TEXT, "about")
    something_to_read = filled("title")


class AgreementParty(Table):
    """A municipality, a partnership or an organisation that agreed. `leaves_on` is its last day, once it said so."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    belongs_to: ClassVar[tuple[str, ...]] = ("town", "agreement.solution.maker")
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.AGREEMENT, "agreement")
    shown_when: ClassVar[str] = "false"  # the row is counted in public; its texts are read by parties only
    agreement = ForeignKey(Agreement, null=False, on_delete=OnDelete.restrict, index=True)
    role = Varchar(length=14, null=False, default=None)
    town = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    partnership = ForeignKey(Partnership, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    organisation = Varchar(length=120, null=True, default=None)
    joined_on = Date(null=False, default=None)
    notice_on = Date(null=True, default=None)
    leaves_on = Date(null=True, default=None)
    reason = Text(null=False, default="")
    removed_at = Timestamptz(null=True, default=None)

    role_known = one_of("role", PartyRole)
    one_party = exactly_one("town", "partnership", "organisation")
    joins_before_leaving = in_order("joined_on", "leaves_on")
    leaving_has_notice = Check("(notice_on IS NULL) = (leaves_on IS NULL)")
    reasons_fit = AtMost(REASON, "reason")
    something_to_read = filled("organisation")
    notice_before_leaving = in_order("notice_on", "leaves_on")


class AgreementSignature(Table):
    """That somebody signed for a party on a day. Taken back when it was noted by mistake; the row stays."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"signer", "capacity"})
    belongs_to: ClassVar[tuple[str, ...]] = ("party.town", "party.agreement.solution.maker")
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.AGREEMENT, "party")
    shown_when: ClassVar[str] = "false"  # the row is counted in public; its texts are read by parties only
    party = ForeignKey(AgreementParty, null=False, on_delete=OnDelete.restrict, index=True)
    signer = Varchar(length=120, null=False, default=None)
    capacity = Varchar(length=120, null=False, default="")
    signed_on = Date(null=False, default=None)
    noted_at = Timestamptz(null=False, default=None)
    noted_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    taken_back_at = Timestamptz(null=True, default=None)
    taken_back_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    something_to_read = filled("signer")
    not_before_noted = not_before("noted_at", "taken_back_at")
    acts_have_moments = with_moment("taken_back")


class AgreementTask(Table):
    """What one party does for the others, and who takes it over, and how, when that party leaves."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"handover"})
    belongs_to: ClassVar[tuple[str, ...]] = ("agreement.solution.maker",)
    agreement = ForeignKey(Agreement, null=False, on_delete=OnDelete.restrict, index=True)
    version = Integer(null=False, default=1)
    title = Varchar(length=160, null=False, default=None)
    done_by = ForeignKey(AgreementParty, null=False, on_delete=OnDelete.restrict, index=True)
    successor = ForeignKey(AgreementParty, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    handover = Text(null=False, default="")
    changed_at = Timestamptz(null=False, default=None)
    changed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    removed_at = Timestamptz(null=True, default=None)

    version_from_one = at_least(1, "version")
    another_takes_over = differ("done_by", "successor")
    reasons_fit = AtMost(REASON, "handover")
    something_to_read = filled("title")
    not_before_changed = not_before("changed_at", "removed_at")


class AgreementFile(Table):
    """A file of an agreement, checked by its first bytes; only ever downloaded. `public`: everybody may read it."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"name"})
    belongs_to: ClassVar[tuple[str, ...]] = ("agreement.solution.maker",)
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.AGREEMENT, "agreement")
    shown_when: ClassVar[str] = "t.public"
    agreement = ForeignKey(Agreement, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=120, null=False, default=None)
    kind = Varchar(length=8, null=False, default=None)
    size = Integer(null=False, default=None)
    digest = Bytea(null=False, default=None)
    content = Bytea(null=True, default=None)
    kept_as = Varchar(length=100, null=False, default="")
    public = Boolean(null=False, default=False)
    added_at = Timestamptz(null=False, default=None)
    added_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    removed_at = Timestamptz(null=True, default=None)

    kind_known = one_of("kind", sorted(FILE_KINDS))
    kept_somewhere = Check("content IS NOT NULL OR kept_as <> ''")
    size_not_negative = at_least(0, "size")
    removed_after_added = in_order("added_at", "removed_at")
    something_to_read = filled("name")
