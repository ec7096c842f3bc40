"""Groups of ideas that are the same wheel; who put them together and why; which groups take part in a round."""

from typing import Any

from piccolo.columns import (
    JSONB,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    OnDelete,
    Real,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
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


class GroupDecision(Table):
    """What people decided about groups, in order, never erased. `ideas` is JSON: the numbers that moved.

    `kind`: gevormd, samengevoegd, gesplitst, verplaatst, ongedaan gemaakt. `undoes` points to the decision undone.
    """

    id: Serial
    kind = Varchar(length=20, null=False, default=None)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    other_group = ForeignKey(IdeaGroup, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    ideas = JSONB(null=False, default=None)
    reason = Text(null=False, default="")
    undoes: ForeignKey[Any] = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict)
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)


class PairDecision(Table):
    """Two ideas that people keep together or apart, until a later decision of people about the same pair."""

    id: Serial
    idea = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict)
    other = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict, index=True)
    together = Boolean(null=False, default=None)
    reason = Text(null=False, default="")
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)

    pair_once = Unique(["idea", "other"])


class GroupProposal(Table):
    """A merge, move or split that somebody (or the machine: `by` empty) proposes; people decide.

    `kind`: samenvoegen, verplaatsen, splitsen. `state`: open, uitgevoerd, afgewezen, vervallen. `ideas` is JSON.
    """

    id: Serial
    kind = Varchar(length=12, null=False, default=None)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    other_group = ForeignKey(IdeaGroup, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    ideas = JSONB(null=False, default="[]")
    link = Real(null=True, default=None)
    tier = Varchar(length=24, null=False, default="")
    reason = Text(null=False, default="")
    state = Varchar(length=12, null=False, default=None, index=True)
    made_at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    settled_at = Timestamptz(null=True, default=None)


class ProposalVoice(Table):
    """What a municipality (or VNG: empty) says of a proposal. `side`: groep, andere, vng; `agrees` or objects."""

    id: Serial
    proposal = ForeignKey(GroupProposal, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict)
    side = Varchar(length=8, null=False, default=None)
    agrees = Boolean(null=False, default=None)
    reason = Text(null=False, default="")
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)


class GroupLink(Table):
    """A typed link from one group to another: `kind` is deel van, bouwt voort op, vervangt or verwant."""

    id: Serial
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    other_group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=20, null=False, default=None)
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)

    group_link_once = Unique(["group", "other_group", "kind"])


class GroupRemark(Table):
    """A contribution to the discussion of a group."""

    id: Serial
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict)
    text = Text(null=False, default=None)
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)


class SimilarityAnswer(Table):
    """What a writer said of a suggestion: aangehaakt, variant or ander; a label for the next refit.

    `idea` is the writer's own plan once it has a number; `text` keeps what it said then.
    """

    id: Serial
    idea = ForeignKey(Idea, null=True, default=None, on_delete=OnDelete.restrict)
    form_token = Varchar(length=40, null=True, default=None, index=True)
    title = Text(null=False, default="")
    text = Text(null=False, default="")
    other = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict, index=True)
    answer = Varchar(length=12, null=False, default=None)
    reason = Text(null=False, default="")
    chance = Real(null=True, default=None)
    tier = Varchar(length=24, null=False, default="")
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict)
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)


class GroupFile(Table):
    """A file with a group, checked for kind and size, served as a download only. Taken away: the row stays."""

    id: Serial
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict)
    name = Varchar(length=120, null=False, default=None)
    kind = Varchar(length=10, null=False, default=None)
    size = Integer(null=False, default=None)
    digest = Bytea(null=False, default=None)
    content = Bytea(null=False, default=None)
    added_at = Timestamptz(null=False, default=None)
    added_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    removed_at = Timestamptz(null=True, default=None)
