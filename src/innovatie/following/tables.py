"""What people follow."""

from piccolo.columns import ForeignKey, OnDelete, Serial, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.vocabulary import Followed
from innovatie.infra.checks import filled, one_of


class Follow(Table):
    """Somebody follows something. `subject`: its number, of a theme its slug.

    The thing itself lies above us and never goes away: plans and groups are withdrawn and merged, not deleted.
    """

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=10, null=False, default=None)
    subject = Varchar(length=40, null=False, default=None)
    followed_at = Timestamptz(null=False, default=None)

    follow_once = Unique(["kind", "subject", "person"])
    kind_known = one_of("kind", Followed)
    something_to_read = filled("subject")
