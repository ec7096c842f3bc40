"""Who reviews, what they may not see, and which pairs the chair fixed."""

from typing import ClassVar

from piccolo.columns import (
    JSONB,
    ForeignKey,
    OnDelete,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.text_limits import REASON
from innovatie.domain.vocabulary import (
    PairRuleKind,
    ReviewerState,
)
from innovatie.grouping.tables import IdeaGroup
from innovatie.infra.checks import (
    AtMost,
    at_least,
    lists,
    not_before,
    one_of,
    with_moment,
)
from innovatie.municipalities.tables import Municipality
from innovatie.rounds.tables import Round


class Reviewer(Table):
    """Someone who reviews, or wants to. `state`: uitgenodigd, aangemeld, toegelaten, gestopt.

    `themes` and `employers` (numbers of municipalities) are JSON lists; `suppliers` has one name a line.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"words"})
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, unique=True)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=12, null=False, default=None, index=True)
    themes = JSONB(null=False, default="[]")
    words = Text(null=False, default="")
    maximum = SmallInt(null=False, default=6)
    suppliers = Text(null=False, default="")
    employers = JSONB(null=False, default="[]")
    created_at = Timestamptz(null=False, default=None)
    changed_at = Timestamptz(null=False, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decided_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    state_known = one_of("state", ReviewerState)
    maximum_not_negative = at_least(0, "maximum")
    reasons_fit = AtMost(REASON, "words", "suppliers")
    lists_are_lists = lists("themes", "employers")
    not_before_created = not_before("created_at", "changed_at", "decided_at")
    acts_have_moments = with_moment("decided")


class DeclaredStake(Table):
    """A reviewer said to have a stake in a group: never assigned again."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    belongs_to: ClassVar[tuple[str, ...]] = ("reviewer.person",)
    reviewer = ForeignKey(Reviewer, null=False, on_delete=OnDelete.restrict)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    reason = Text(null=False, default="")
    at = Timestamptz(null=False, default=None)

    stake_once = Unique(["reviewer", "group"])
    reasons_fit = AtMost(REASON, "reason")


class PairRule(Table):
    """The chair pins a pair (`kind` vast) or forbids it (`kind` uitgesloten) in a round, with a reason."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    reviewer = ForeignKey(Reviewer, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=12, null=False, default=None)
    reason = Text(null=False, default="")
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    at = Timestamptz(null=False, default=None)

    pair_rule_once = Unique(["round", "group", "reviewer"])
    kind_known = one_of("kind", PairRuleKind)
    reasons_fit = AtMost(REASON, "reason")
