"""Persons, the roles they hold from a date to a date, and their sessions (kept on the server)."""

from piccolo.columns import (
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    OnDelete,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from innovatie.municipalities.tables import Municipality, Partnership


class Person(Table):
    """Who signs in. After erasure the row stays, without name or address, so that totals do not change."""

    id: Serial
    name = Varchar(length=120, null=False, default=None)
    email = Varchar(length=254, null=True, default=None, unique=True)
    persona = Varchar(length=40, null=True, default=None, unique=True)
    description = Text(null=False, default="")
    active = Boolean(null=False, default=True)
    created_at = Timestamptz(null=False, default=None)
    erased_at = Timestamptz(null=True, default=None)


class RoleGrant(Table):
    """`role` for a person, over a municipality or a partnership (or the country), within dates."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    role = Varchar(length=30, null=False, default=None)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict)
    partnership = ForeignKey(Partnership, null=True, default=None, on_delete=OnDelete.restrict)
    starts = Date(null=False, default=None)
    ends = Date(null=True, default=None)
    granted_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    granted_at = Timestamptz(null=False, default=None)
    revoked_at = Timestamptz(null=True, default=None)
    reason = Text(null=False, default="")


class Session(Table):
    """One signed-in browser. Only the digest of its secret is kept; `municipality` is the one acted for."""

    id: Serial
    secret_digest = Bytea(null=False, default=None, unique=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict)
    created_at = Timestamptz(null=False, default=None)
    seen_at = Timestamptz(null=False, default=None)
    ended_at = Timestamptz(null=True, default=None)
    device = Varchar(length=200, null=False, default="")
