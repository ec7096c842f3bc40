"""Persons, the roles they hold from a date to a date, who may get an account, and who is being erased."""

from typing import ClassVar

from piccolo.columns import BigInt, Boolean, Bytea, Date, ForeignKey, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.domain.reading_language import Language
from innovatie.domain.roles import OF_A_MUNICIPALITY, OF_THE_COUNTRY, Role
from innovatie.domain.text_limits import REASON, TEXT
from innovatie.infra.checks import (
    AtMost,
    filled,
    in_order,
    not_before,
    one_of,
    plain_address,
    together,
    where,
    with_moment,
)
from innovatie.municipalities.tables import Municipality, Partnership


class Person(Table):
    """Who signs in. After erasure the row stays, without name or address, so that totals do not change.

    `language`: the one last chosen on the site, in which mail is written; NULL for who never chose.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"description"})
    name = Varchar(length=120, null=False, default=None)
    email = Varchar(length=254, null=True, default=None, unique=True)
    persona = Varchar(length=40, null=True, default=None, unique=True)
    description = Text(null=False, default="")
    active = Boolean(null=False, default=True)
    created_at = Timestamptz(null=False, default=None)
    erased_at = Timestamptz(null=True, default=None)
    signed_in_at = Timestamptz(null=True, default=None)
    warned_at = Timestamptz(null=True, default=None)
    shown_around_at = Timestamptz(null=True, default=None)
    language = Varchar(length=2, null=True, default=None)

    language_known = one_of("language", Language)
    erased_without_address = Check("erased_at IS NULL OR email IS NULL AND NOT active")
    texts_fit = AtMost(TEXT, "description")
    something_to_read = filled("name", "persona")
    not_before_created = not_before("created_at", "warned_at", "shown_around_at")
    address_known_one_way = plain_address("email")


class RoleGrant(Table):
    """`role` for a person, over a municipality or a partnership (or the country), within dates."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    role = Varchar(length=30, null=False, default=None)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    partnership = ForeignKey(Partnership, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    starts = Date(null=False, default=None)
    ends = Date(null=True, default=None)
    granted_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    granted_at = Timestamptz(null=False, default=None)
    revoked_at = Timestamptz(null=True, default=None)
    revoked_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    reviewed_at = Timestamptz(null=True, default=None)
    reviewed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    reason = Text(null=False, default="")

    role_known = one_of("role", Role)
    starts_before_ends = in_order("starts", "ends")
    granted_before_revoked = in_order("granted_at", "revoked_at")
    revoked_has_moment = Check("revoked_by IS NULL OR revoked_at IS NOT NULL")
    of_a_municipality = where("role", OF_A_MUNICIPALITY, then="municipality IS NOT NULL")
    of_the_country = where("role", OF_THE_COUNTRY, then="municipality IS NULL")
    of_a_kring = together(f"role = '{Role.KRING_REPRESENTATIVE}'", "partnership IS NOT NULL")
    reasons_fit = AtMost(REASON, "reason")
    not_before_granted = not_before("granted_at", "reviewed_at")
    acts_have_moments = with_moment("reviewed")


class RoleProposal(Table):
    """A role of weight that one person proposes and another one confirms; `given` tells what was decided."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    role = Varchar(length=30, null=False, default=None)
    partnership = ForeignKey(Partnership, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    ends = Date(null=True, default=None)
    reason = Text(null=False, default="")
    proposed_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    proposed_at = Timestamptz(null=False, default=None)
    given = Boolean(null=True, default=None)
    decided_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    decided_at = Timestamptz(null=True, default=None)

    role_known = one_of("role", Role)
    decided_by_somebody = together("given IS NULL", "decided_by IS NULL", "decided_at IS NULL")
    decided_by_another = Check("decided_by <> proposed_by AND (decided_by <> person OR NOT given)")
    proposed_before_decided = in_order("proposed_at", "decided_at")
    of_a_kring = together(f"role = '{Role.KRING_REPRESENTATIVE}'", "partnership IS NOT NULL")
    reasons_fit = AtMost(REASON, "reason")


class AllowedDomain(Table):
    """A mail domain whose addresses may sign in by link or be invited for a municipality (None: VNG)."""

    id: Serial
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    domain = Varchar(length=120, null=False, default=None, unique=True)
    added_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    added_at = Timestamptz(null=False, default=None)

    domain_known_one_way = plain_address("domain")


class ColleagueInvitation(Table):
    """An administrator of a municipality asks a colleague in, with a role."""

    id: Serial
    secret_digest = Bytea(null=False, default=None, unique=True)
    email = Varchar(length=254, null=True, default=None)
    name = Varchar(length=120, null=True, default=None)
    role = Varchar(length=30, null=False, default=None)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    invited_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    created_at = Timestamptz(null=False, default=None)
    expires_at = Timestamptz(null=False, default=None)
    accepted_at = Timestamptz(null=True, default=None)
    accepted_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    withdrawn_at = Timestamptz(null=True, default=None)

    role_known = one_of("role", Role)
    expires_later = in_order("created_at", "expires_at")
    accepted_by_somebody = Check("accepted_by IS NULL OR accepted_at IS NOT NULL")
    something_to_read = filled("name")
    not_before_created = not_before("created_at", "accepted_at", "withdrawn_at")
    address_known_one_way = plain_address("email")


class WaitingErasure(Table):
    """Somebody was erased whose name or address may still stand elsewhere. `sealed` is what is sought, encrypted with
    a key of the installation; it goes when every place has been decided."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, unique=True)
    sealed = Bytea(null=True, default=None)
    asked_at = Timestamptz(null=False, default=None)
    reminded_at = Timestamptz(null=True, default=None)
    settled_at = Timestamptz(null=True, default=None)

    forgotten_when_settled = Check("(sealed IS NULL) = (settled_at IS NOT NULL)")
    settled_later = in_order("asked_at", "settled_at")
    not_before_asked = not_before("asked_at", "reminded_at")


class WaitingPlace(Table):
    """A row that waits for somebody to look: `taken` tells what was decided, `in_file` that it is an uploaded file."""

    id: Serial
    erasure = ForeignKey(WaitingErasure, null=False, on_delete=OnDelete.restrict)
    place = Varchar(length=63, null=False, default=None)
    row = BigInt(null=False, default=None)
    in_file = Boolean(null=False, default=False)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    taken = Boolean(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decided_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    place_once = Unique(["erasure", "place", "row", "in_file"])
    decided_by_somebody = together("taken IS NULL", "decided_at IS NULL", "decided_by IS NULL")
    something_to_read = filled("place")
