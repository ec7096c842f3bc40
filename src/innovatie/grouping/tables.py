"""Groups of ideas that are the same wheel; who put them together and why; which groups take part in a round."""

from typing import Any

from piccolo.columns import ForeignKey, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.ideas.tables import Idea
from innovatie.municipalities.tables import Municipality
from innovatie.rounds.tables import Round


class IdeaGroup(Table):
    """A group with a number that stays. After a merge the younger group points to the older by `merged_into`."""

    id: Serial
    title = Varchar(length=160, null=False, default=None)
    summary = Text(null=False, default="")
    theme = Varchar(length=40, null=False, default=None, index=True)
    lead = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict)
    founding_idea = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict)
    merged_into: ForeignKey[Any] = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict)
    created_at = Timestamptz(null=False, default=None)


class GroupMember(Table):
    """An idea in a group; an idea is in one group at a time. `how`: founder, confirmed, moved, imported."""

    id: Serial
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    idea = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict, unique=True)
    how = Varchar(length=12, null=False, default=None)
    added_at = Timestamptz(null=False, default=None)
    added_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)


class RoundGroup(Table):
    """A group that takes part in a round; frozen from the end of the grouping phase."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict)
    entered_at = Timestamptz(null=False, default=None)
    frozen_at = Timestamptz(null=True, default=None)

    round_group_once = Unique(["round", "group"])
