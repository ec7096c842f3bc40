"""The trail: one row for each act, each row bearing the digest of the one before."""

from piccolo.columns import JSONB, BigSerial, Bytea, Integer, Timestamptz, Varchar
from piccolo.table import Table


class AuditEvent(Table):
    """Who did what, for whom, to which thing, when, with which result. Never changed, never deleted.

    `actor` is a person's number (None: the platform itself); no names stand here. `digest` is SHA-256 over the
    previous row's digest and this row's canonical JSON.
    """

    id: BigSerial
    at = Timestamptz(null=False, default=None, index=True)
    actor = Integer(null=True, default=None, index=True)
    on_behalf_of = Integer(null=True, default=None, index=True)
    act = Varchar(length=80, null=False, default=None)
    object_kind = Varchar(length=40, null=False, default=None)
    object_id = Varchar(length=60, null=False, default=None)
    result = Varchar(length=20, null=False, default=None)
    origin = Varchar(length=20, null=False, default="web")
    details = JSONB(null=False, default="{}")
    previous_digest = Bytea(null=False, default=None)
    digest = Bytea(null=False, default=None)
