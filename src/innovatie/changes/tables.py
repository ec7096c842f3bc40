"""What changed of the things that everybody may see. Mirrors, feeds and subscriptions read it from number to number."""

from piccolo.columns import BigInt, Integer, Serial, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.infra.checks import filled, one_of


class PublicChange(Table):
    """One thing that changed, told in the transaction of the act. The database itself numbers it when that commits.

    Numbers follow the commits: whoever has read up to `number` has read all that was committed before it, and what
    comes later has a higher one. Until the commit `number` and `changed_at` are NULL.
    """

    id: Serial
    number = BigInt(null=True, default=None, unique=True)
    changed_at = Timestamptz(null=True, default=None, index=True)
    resource = Varchar(length=30, null=False, default=None)
    kind = Varchar(length=20, null=False, default=None)
    object_id = Varchar(length=60, null=False, default=None)
    municipality = Integer(null=True, default=None)

    thing_known = one_of("resource", PublicResource)
    kind_known = one_of("kind", ChangeKind)
    numbered_has_moment = Check("(number IS NULL) = (changed_at IS NULL)")
    something_to_read = filled("object_id")
