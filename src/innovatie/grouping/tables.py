"""Groups of ideas that are the same wheel; who put them together and why; which groups take part in a round."""

from typing import Any, ClassVar

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
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.attached_files import KINDS as FILE_KINDS
from innovatie.domain.group_consent import ProposalKind, Side
from innovatie.domain.learnt_models import ModelState
from innovatie.domain.similarity.model import Tier
from innovatie.domain.text_limits import PLAN, REASON, RECORD
from innovatie.domain.themes import THEMES
from innovatie.domain.vocabulary import (
    GroupLinkKind,
    GroupStep,
    Membership,
    ProposalState,
    PublicResource,
    SuggestionAnswer,
)
from innovatie.ideas.tables import Idea
from innovatie.infra.checks import (
    AtMost,
    at_least,
    between,
    differ,
    filled,
    in_order,
    lists,
    not_before,
    objects,
    one_of,
    together,
)
from innovatie.municipalities.tables import Municipality
from innovatie.rounds.tables import Round


class IdeaGroup(Table):
    """A group with a number that stays. After a merge the younger group points to the older by `merged_into`."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"summary"})
    belongs_to: ClassVar[tuple[str, ...]] = ("founding_idea.created_by", "founding_idea.municipality")
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.GROUP, "id")
    title = Varchar(length=160, null=False, default=None)
    summary = Text(null=False, default="")
    theme = Varchar(length=40, null=False, default=None, index=True)
    lead = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    founding_idea = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict, index=True)
    merged_into: ForeignKey[Any] = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict, index=True)
    created_at = Timestamptz(null=False, default=None)

    theme_known = one_of("theme", (theme.slug for theme in THEMES))
    merged_into_another = differ("merged_into", "id")
    plan_texts_fit = AtMost(PLAN, "summary")
    something_to_read = filled("title")


class GroupMember(Table):
    """An idea in a group; an idea is in one group at a time. `how`: founder, confirmed, moved, imported."""

    id: Serial
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    idea = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict, unique=True)
    how = Varchar(length=12, null=False, default=None)
    added_at = Timestamptz(null=False, default=None)
    added_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    how_known = one_of("how", Membership)


class GroupPlans(Table):
    """Kept by triggers: the submitted plans of a group, who submitted and who takes part in them, and since when."""

    id: Serial
    group = Integer(null=False, default=None, unique=True)
    plans = Integer(null=False, default=0)
    submitters = Integer(null=False, default=0)
    municipalities = Integer(null=False, default=0)
    since = Timestamptz(null=True, default=None)


class RoundGroup(Table):
    """A group that takes part in a round; frozen from the end of the grouping phase."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    entered_at = Timestamptz(null=False, default=None)
    frozen_at = Timestamptz(null=True, default=None)

    round_group_once = Unique(["round", "group"])
    not_before_entered = not_before("entered_at", "frozen_at")


class GroupDecision(Table):
    """What people decided about groups, in order, never erased. `ideas` is JSON: the numbers that moved.

    `kind`: gevormd, samengevoegd, gesplitst, verplaatst, ongedaan gemaakt. `undoes` points to the decision undone.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.GROUP, "group")
    kind = Varchar(length=20, null=False, default=None)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    other_group = ForeignKey(IdeaGroup, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    ideas = JSONB(null=False, default=None)
    reason = Text(null=False, default="")
    undoes: ForeignKey[Any] = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict, index=True)
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    kind_known = one_of("kind", GroupStep)
    two_groups = differ("other_group", '"group"')
    undone_says_what = together("kind = 'ongedaan gemaakt'", "undoes IS NOT NULL")
    reasons_fit = AtMost(REASON, "reason")
    lists_are_lists = lists("ideas")


class PairDecision(Table):
    """Two ideas that people keep together or apart, until a later decision of people about the same pair."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    idea = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict)
    other = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict, index=True)
    together = Boolean(null=False, default=None)
    reason = Text(null=False, default="")
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    pair_once = Unique(["idea", "other"])
    pair_in_order = Check("idea < other")
    reasons_fit = AtMost(REASON, "reason")


class GroupProposal(Table):
    """A merge, move or split that somebody (or the machine: `by` empty) proposes; people decide.

    `kind`: samenvoegen, verplaatsen, splitsen. `state`: open, uitgevoerd, afgewezen, vervallen. `ideas` is JSON.
    `model` names the numbers of the pair model that made it; empty for people, and for the machine before it was kept.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    kind = Varchar(length=12, null=False, default=None)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    other_group = ForeignKey(IdeaGroup, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    ideas = JSONB(null=False, default="[]")
    link = Real(null=True, default=None)
    tier = Varchar(length=24, null=False, default="")
    model = Varchar(length=8, null=False, default="")
    reason = Text(null=False, default="")
    state = Varchar(length=12, null=False, default=None, index=True)
    made_at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    settled_at = Timestamptz(null=True, default=None)

    kind_known = one_of("kind", ProposalKind)
    state_known = one_of("state", ProposalState)
    tier_known = one_of("tier", Tier, or_empty=True)
    link_is_a_chance = between(0, 1, "link")
    two_groups = differ("other_group", '"group"')
    settled_has_moment = together("state = 'open'", "settled_at IS NULL")
    one_group_is_split = together("kind = 'splitsen'", "other_group IS NULL")
    reasons_fit = AtMost(REASON, "reason")
    lists_are_lists = lists("ideas")
    not_before_made = not_before("made_at", "settled_at")


class ProposalVoice(Table):
    """What a municipality (or VNG: empty) says of a proposal. `side`: groep, andere, vng; `agrees` or objects."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    proposal = ForeignKey(GroupProposal, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    side = Varchar(length=8, null=False, default=None)
    agrees = Boolean(null=False, default=None)
    reason = Text(null=False, default="")
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    side_known = one_of("side", Side)
    reasons_fit = AtMost(REASON, "reason")


class GroupLink(Table):
    """A typed link from one group to another: `kind` is deel van, bouwt voort op, vervangt or verwant."""

    id: Serial
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    other_group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=20, null=False, default=None)
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    group_link_once = Unique(["group", "other_group", "kind"])
    kind_known = one_of("kind", GroupLinkKind)
    two_groups = differ("other_group", '"group"')


class SimilarityAnswer(Table):
    """What a writer said of a suggestion: aangehaakt, variant or ander; a label for the next refit.

    `idea` is the writer's own plan once it has a number; `text` keeps what it said then.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"text", "reason"})
    idea = ForeignKey(Idea, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    form_token = Varchar(length=40, null=True, default=None, index=True)
    title = Text(null=False, default="")
    text = Text(null=False, default="")
    other = ForeignKey(Idea, null=False, on_delete=OnDelete.restrict, index=True)
    answer = Varchar(length=12, null=False, default=None)
    reason = Text(null=False, default="")
    chance = Real(null=True, default=None)
    tier = Varchar(length=24, null=False, default="")
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    answer_known = one_of("answer", SuggestionAnswer)
    tier_known = one_of("tier", Tier, or_empty=True)
    chance_is_a_chance = between(0, 1, "chance")
    two_ideas = differ("other", "idea")
    reasons_fit = AtMost(REASON, "reason")
    records_fit = AtMost(RECORD, "title", "text")
    something_to_read = filled("form_token")


class GroupingModel(Table):
    """Numbers of the pair model that were learnt from people, from the shipped model `base`; VNG takes them into use.

    `labels` is how many answers and decisions there were when it was learnt; `held_out` and `difference` are JSON
    (`learning.py`). `by` and `settled_at` tell the last thing that was done to it.
    """

    id: Serial
    version = Varchar(length=8, null=False, default=None)
    base = Varchar(length=8, null=False, default=None)
    numbers = JSONB(null=False, default=None)
    labels = Integer(null=False, default=None)
    plans = Integer(null=False, default=None)
    held_out = JSONB(null=False, default="[]")
    difference = JSONB(null=False, default="{}")
    state = Varchar(length=12, null=False, default=None)
    made_at = Timestamptz(null=False, default=None)
    settled_at = Timestamptz(null=True, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    state_known = one_of("state", ModelState)
    counts_not_negative = at_least(0, "labels", "plans")
    settled_has_moment = together(f"state = '{ModelState.OFFERED}'", "settled_at IS NULL")
    something_to_read = filled("version", "base")
    lists_are_lists = lists("held_out")
    objects_are_objects = objects("numbers", "difference")
    not_before_made = not_before("made_at", "settled_at")


class GroupFile(Table):
    """A file with a group, checked for kind and size, served as a download only. Taken away: the row stays."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"name"})
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=120, null=False, default=None)
    kind = Varchar(length=10, null=False, default=None)
    size = Integer(null=False, default=None)
    digest = Bytea(null=False, default=None)
    content = Bytea(null=True, default=None)
    kept_as = Varchar(length=100, null=False, default="")
    added_at = Timestamptz(null=False, default=None)
    added_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    removed_at = Timestamptz(null=True, default=None)

    file_kind_known = one_of("kind", sorted(FILE_KINDS))
    kept_somewhere = Check("content IS NOT NULL OR kept_as <> ''")
    size_not_negative = at_least(0, "size")
    removed_after_added = in_order("added_at", "removed_at")
    something_to_read = filled("name")
