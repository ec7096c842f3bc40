"""Applications, their public keys, and the assertions that were used."""

from piccolo.columns import JSONB, Bytea, ForeignKey, OnDelete, Serial, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.infra.checks import filled, in_order, not_before, objects, with_moment
from innovatie.municipalities.tables import Municipality


class Application(Table):
    """A system that may act for a municipality, whoever works there. `scopes` are words with blanks between."""

    id: Serial
    client_id = Varchar(length=40, null=False, default=None, unique=True)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=80, null=False, default=None)
    supplier = Varchar(length=80, null=False, default="")
    scopes = Varchar(length=120, null=False, default=None)
    created_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    created_at = Timestamptz(null=False, default=None)
    used_at = Timestamptz(null=True, default=None)
    ended_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    ended_at = Timestamptz(null=True, default=None)

    ended_later = in_order("created_at", "ended_at")
    something_to_read = filled("client_id", "name", "scopes")
    not_before_created = not_before("created_at", "used_at")
    acts_have_moments = with_moment("ended")


class ApplicationKey(Table):
    """A public key of an application; several hold while it rotates.

    `jwk`: kty RSA with n and e, or kty EC with crv, x and y.
    """

    id: Serial
    application = ForeignKey(Application, null=False, on_delete=OnDelete.restrict)
    kid = Varchar(length=100, null=False, default=None)
    jwk = JSONB(null=False, default=None)
    added_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    added_at = Timestamptz(null=False, default=None)
    used_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)

    application_key_once = Unique(["application", "kid"])
    ended_later = in_order("added_at", "ended_at")
    something_to_read = filled("kid")
    objects_are_objects = objects("jwk")
    not_before_added = not_before("added_at", "used_at")


class UsedAssertion(Table):
    """An assertion that was exchanged for a token: its `jti`, as a digest, is refused until it expires."""

    id: Serial
    application = ForeignKey(Application, null=False, on_delete=OnDelete.restrict)
    jti_digest = Bytea(null=False, default=None)
    expires_at = Timestamptz(null=False, default=None, index=True)

    used_assertion_once = Unique(["application", "jti_digest"])
