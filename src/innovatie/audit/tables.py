"""The trail: one row for each act, and the chain of digests over them. The app may add rows, nobody changes them."""

from piccolo.columns import JSONB, BigSerial, Bytea, ForeignKey, Integer, OnDelete, Timestamptz, Varchar
from piccolo.table import Table

from innovatie.domain.vocabulary import ActOrigin, ActResult
from innovatie.infra.checks import filled, objects, one_of


class AuditEvent(Table):
    """Who did what, for whom, to which thing, when, with which result. Never changed, never deleted.

    `actor` is a person's number (None: the platform itself); no names stand here.
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

    origin_known = one_of("origin", ActOrigin)
    result_known = one_of("result", ActResult)
    something_to_read = filled("act", "object_kind", "object_id")
    objects_are_objects = objects("details")


class AuditSeal(Table):
    """The link of one row in the chain. Written by the database itself when a transaction commits (see migrations)."""

    id: BigSerial
    event = ForeignKey(AuditEvent, null=False, on_delete=OnDelete.restrict, unique=True)
    previous = Bytea(null=False, default=None, unique=True)
    digest = Bytea(null=False, default=None, unique=True)
