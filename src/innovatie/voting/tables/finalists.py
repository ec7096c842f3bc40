"""Groups that go on to the final, and those that withdraw."""

from typing import ClassVar

from piccolo.columns import (
    ForeignKey,
    Integer,
    OnDelete,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.text_limits import REASON
from innovatie.domain.withdrawn_finalists import FinalistGround
from innovatie.grouping.tables import IdeaGroup
from innovatie.infra.checks import (
    AtMost,
    at_least,
    differ,
    filled,
    in_order,
    not_before,
    one_of,
    with_moment,
)
from innovatie.rounds.tables import Round


class Finalist(Table):
    """A group that the preselection of a round brought to the final; `withdrawn_at`: it does not take part any more."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    position = Integer(null=False, default=None)
    chosen_at = Timestamptz(null=False, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)

    finalist_once = Unique(["round", "group"])
    position_not_negative = at_least(0, "position")
    chosen_before_withdrawn = in_order("chosen_at", "withdrawn_at")


class FinalistWithdrawal(Table):
    """One director asked to withdraw a finalist. It holds for good once another confirmed it; `dropped_at`: it was not
    done. Rows are kept: who asked what, and why.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    finalist = ForeignKey(Finalist, null=False, on_delete=OnDelete.restrict, index=True)
    ground = Varchar(length=10, null=False, default=None)
    reason = Text(null=False, default=None)
    asked_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    asked_at = Timestamptz(null=False, default=None)
    confirmed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    confirmed_at = Timestamptz(null=True, default=None)
    dropped_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    dropped_at = Timestamptz(null=True, default=None)

    ground_known = one_of("ground", FinalistGround)
    another_confirms = differ("confirmed_by", "asked_by")
    asked_before_confirmed = in_order("asked_at", "confirmed_at")
    confirmed_or_dropped = Check("confirmed_at IS NULL OR dropped_at IS NULL")
    reasons_fit = AtMost(REASON, "reason")
    something_to_read = filled("reason")
    acts_have_moments = with_moment("confirmed", "dropped")
    not_before_asked = not_before("asked_at", "dropped_at")
