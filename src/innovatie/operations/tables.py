"""What is still to be done outside the database."""

from piccolo.columns import Serial, Timestamptz, Varchar
from piccolo.table import Table

from innovatie.infra.checks import filled


class ObjectToErase(Table):
    """A key in the object store that a row let go of (a trigger writes it down); the worker erases the object."""

    id: Serial
    key = Varchar(length=100, null=False, default=None, unique=True)
    since = Timestamptz(null=False, default=None)

    something_to_read = filled("key")
