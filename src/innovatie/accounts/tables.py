"""Persons, how they prove who they are, the roles they hold from a date to a date, and their sessions."""

from typing import ClassVar

from piccolo.columns import BigInt, Boolean, Bytea, Date, ForeignKey, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.domain.authority import Role
from innovatie.domain.vocabulary import SignInMeans
from innovatie.infra.checks import in_order, one_of, together
from innovatie.municipalities.tables import Municipality, Partnership


class Person(Table):
    """Who signs in. After erasure the row stays, without name or address, so that totals do not change."""

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

    erased_without_address = Check("erased_at IS NULL OR email IS NULL AND NOT active")


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


class Session(Table):
    """One signed-in browser. Only the digest of its secret is kept; `municipality` is the one acted for."""

    id: Serial
    secret_digest = Bytea(null=False, default=None, unique=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    created_at = Timestamptz(null=False, default=None)
    seen_at = Timestamptz(null=False, default=None)
    ended_at = Timestamptz(null=True, default=None)
    device = Varchar(length=200, null=False, default="")
    means = Varchar(length=20, null=False, default="persona")
    factor_at = Timestamptz(null=True, default=None)
    provider = Varchar(length=40, null=True, default=None)
    provider_session = Varchar(length=255, null=True, default=None)
    id_token = Bytea(null=True, default=None)
    challenge = Bytea(null=True, default=None)
    challenge_at = Timestamptz(null=True, default=None)

    means_known = one_of("means", SignInMeans)


class Identity(Table):
    """A person at an identity provider: known by issuer and subject, never by mail address."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    provider = Varchar(length=40, null=False, default=None)
    issuer = Varchar(length=255, null=False, default=None)
    subject = Varchar(length=600, null=False, default=None)
    created_at = Timestamptz(null=False, default=None)
    used_at = Timestamptz(null=False, default=None)

    identity_once = Unique(["issuer", "subject"])


class SignInAttempt(Table):
    """A sign-in under way at a provider; found by the digest of `state`, and only from the same browser."""

    id: Serial
    state_digest = Bytea(null=False, default=None, unique=True)
    browser_digest = Bytea(null=False, default=None)
    provider = Varchar(length=40, null=False, default=None)
    nonce = Varchar(length=100, null=False, default=None)
    verifier = Varchar(length=150, null=False, default=None)
    redirect_uri = Varchar(length=500, null=False, default=None)
    after = Varchar(length=500, null=False, default=None)
    created_at = Timestamptz(null=False, default=None)
    used_at = Timestamptz(null=True, default=None)


class LogoutSeen(Table):
    """A back-channel logout token that was carried out; it is not carried out twice."""

    id: Serial
    issuer = Varchar(length=255, null=False, default=None)
    token_id = Varchar(length=255, null=False, default=None)
    at = Timestamptz(null=False, default=None)

    logout_once = Unique(["issuer", "token_id"])


class AllowedDomain(Table):
    """A mail domain whose addresses may sign in by link or be invited for a municipality (None: VNG)."""

    id: Serial
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    domain = Varchar(length=120, null=False, default=None, unique=True)
    added_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    added_at = Timestamptz(null=False, default=None)


class SignInLink(Table):
    """A link by mail: only its digest is kept; it works once, for a short while, in the browser that asked."""

    id: Serial
    secret_digest = Bytea(null=False, default=None, unique=True)
    browser_digest = Bytea(null=False, default=None)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    after = Varchar(length=500, null=False, default=None)
    created_at = Timestamptz(null=False, default=None)
    expires_at = Timestamptz(null=False, default=None)
    used_at = Timestamptz(null=True, default=None)

    expires_later = in_order("created_at", "expires_at")


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


class SecondFactor(Table):
    """The app that makes codes for a person. `sealed_secret` is encrypted with a key of the installation."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, unique=True)
    sealed_secret = Bytea(null=False, default=None)
    last_step = BigInt(null=True, default=None)
    created_at = Timestamptz(null=False, default=None)
    confirmed_at = Timestamptz(null=True, default=None)


class Passkey(Table):
    """A passkey of a person: an id and a public key, as the standard writes them, and the last counter seen."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    credential_id = Bytea(null=False, default=None, unique=True)
    credential = Bytea(null=False, default=None)
    sign_count = BigInt(null=False, default=None)
    transports = Varchar(length=60, null=False, default="")
    name = Varchar(length=60, null=False, default=None)
    created_at = Timestamptz(null=False, default=None)
    used_at = Timestamptz(null=True, default=None)

    sign_count_not_negative = Check("sign_count >= 0")
    used_later = in_order("created_at", "used_at")


class RecoveryCode(Table):
    """A code on paper for who lost the app."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    code_digest = Bytea(null=False, default=None)
    used_at = Timestamptz(null=True, default=None)

    recovery_code_once = Unique(["person", "code_digest"])


class KnownBrowser(Table):
    """A browser in which this person signed in before: it keeps its own allowance of tries."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    secret_digest = Bytea(null=False, default=None, unique=True)
    created_at = Timestamptz(null=False, default=None)
    used_at = Timestamptz(null=False, default=None)


class ApiToken(Table):
    """A token for a program; the token itself is not kept, its number stands inside it."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=80, null=False, default=None)
    scopes = Varchar(length=120, null=False, default=None)
    created_at = Timestamptz(null=False, default=None)
    expires_at = Timestamptz(null=False, default=None)
    revoked_at = Timestamptz(null=True, default=None)
    used_at = Timestamptz(null=True, default=None)

    expires_later = in_order("created_at", "expires_at")


class KeptAnswer(Table):
    """What a request with an Idempotency-Key was answered, for a day. Keys and requests are digests."""

    id: Serial
    key_digest = Bytea(null=False, default=None, unique=True)
    request_digest = Bytea(null=False, default=None)
    answer = Bytea(null=False, default=None)
    at = Timestamptz(null=False, default=None, index=True)


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
