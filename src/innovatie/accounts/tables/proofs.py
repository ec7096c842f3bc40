"""How persons prove who they are: sessions, identities, links, second factors and the way back to one, and tokens."""

from typing import ClassVar

from piccolo.columns import BigInt, Bytea, ForeignKey, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.accounts.tables.people import Person
from innovatie.domain.factor_recovery import Outcome
from innovatie.domain.text_limits import REASON
from innovatie.domain.vocabulary import SignInMeans
from innovatie.infra.checks import AtMost, differ, filled, in_order, not_before, one_of, together, with_moment
from innovatie.municipalities.tables import Municipality


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
    something_to_read = filled("provider", "provider_session")
    not_before_created = not_before("created_at", "seen_at", "factor_at", "challenge_at")
    challenge_has_moment = together("challenge IS NULL", "challenge_at IS NULL")


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
    something_to_read = filled("provider", "issuer", "subject")
    not_before_created = not_before("created_at", "used_at")


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

    something_to_read = filled("provider", "nonce", "verifier", "redirect_uri")
    not_before_created = not_before("created_at", "used_at")


class LogoutSeen(Table):
    """A back-channel logout token that was carried out; it is not carried out twice."""

    id: Serial
    issuer = Varchar(length=255, null=False, default=None)
    token_id = Varchar(length=255, null=False, default=None)
    at = Timestamptz(null=False, default=None)

    logout_once = Unique(["issuer", "token_id"])
    something_to_read = filled("issuer", "token_id")


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
    not_before_created = not_before("created_at", "used_at")


class SecondFactor(Table):
    """The app that makes codes for a person. `sealed_secret` is encrypted with a key of the installation."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, unique=True)
    sealed_secret = Bytea(null=False, default=None)
    last_step = BigInt(null=True, default=None)
    created_at = Timestamptz(null=False, default=None)
    confirmed_at = Timestamptz(null=True, default=None)

    not_before_created = not_before("created_at", "confirmed_at")


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
    something_to_read = filled("name")


class RecoveryCode(Table):
    """A code on paper for who lost the app."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    code_digest = Bytea(null=False, default=None)
    used_at = Timestamptz(null=True, default=None)

    recovery_code_once = Unique(["person", "code_digest"])


class FactorRecovery(Table):
    """Somebody who lost app, passkeys and paper codes asks for a way back. Somebody vouches (`reason` says by what they
    knew them), another one confirms, and from `opens_at` on the person may start anew. `outcome` tells how it ended.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    asked_at = Timestamptz(null=False, default=None)
    reason = Text(null=False, default="")
    vouched_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    vouched_at = Timestamptz(null=True, default=None)
    confirmed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    confirmed_at = Timestamptz(null=True, default=None)
    opens_at = Timestamptz(null=True, default=None)
    outcome = Varchar(length=12, null=True, default=None)
    ended_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    ended_at = Timestamptz(null=True, default=None)

    outcome_known = one_of("outcome", Outcome)
    vouched_has_moment = together("vouched_by IS NULL", "vouched_at IS NULL")
    confirmed_has_moment = together("confirmed_by IS NULL", "confirmed_at IS NULL", "opens_at IS NULL")
    ended_has_outcome = together("outcome IS NULL", "ended_at IS NULL")
    vouched_before_confirmed = Check("confirmed_at IS NULL OR vouched_at IS NOT NULL")
    vouched_by_another = differ("vouched_by", "person")
    confirmed_by_a_third = Check("confirmed_by <> person AND confirmed_by <> vouched_by")
    steps_in_order = in_order("asked_at", "vouched_at", "confirmed_at", "opens_at")
    done_when_open = Check("outcome <> 'uitgevoerd' OR opens_at IS NOT NULL AND ended_at >= opens_at")
    reasons_fit = AtMost(REASON, "reason")
    not_before_asked = not_before("asked_at", "ended_at")
    acts_have_moments = with_moment("ended")


class KnownBrowser(Table):
    """A browser in which this person signed in before: it keeps its own allowance of tries."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    secret_digest = Bytea(null=False, default=None, unique=True)
    created_at = Timestamptz(null=False, default=None)
    used_at = Timestamptz(null=False, default=None)

    not_before_created = not_before("created_at", "used_at")


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
    something_to_read = filled("name", "scopes")
    not_before_created = not_before("created_at", "revoked_at", "used_at")


class KeptAnswer(Table):
    """What a request with an Idempotency-Key was answered, for a day. Keys and requests are digests."""

    id: Serial
    key_digest = Bytea(null=False, default=None, unique=True)
    request_digest = Bytea(null=False, default=None)
    answer = Bytea(null=False, default=None)
    at = Timestamptz(null=False, default=None, index=True)
