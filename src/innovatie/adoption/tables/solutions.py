"""Solutions that are followed, who supplies them, and what municipalities learned and share."""

from typing import ClassVar

from piccolo.columns import (
    JSONB,
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.text_limits import PLAN, TEXT
from innovatie.domain.themes import THEMES
from innovatie.domain.vocabulary import (
    KitItemKind,
    PublicResource,
)
from innovatie.grouping.tables import IdeaGroup
from innovatie.infra.checks import AtMost, at_least, filled, in_order, objects, one_of, with_moment
from innovatie.municipalities.tables import Municipality


class Solution(Table):
    """Something municipalities can take over. `grp` when it grew out of a group of ideas, `source` when imported."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"summary", "contact"})
    belongs_to: ClassVar[tuple[str, ...]] = ("grp.lead", "grp.founding_idea.municipality")
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.ADOPTION, "id")
    title = Varchar(length=160, null=False, default=None)
    summary = Text(null=False, default="")
    theme = Varchar(length=40, null=False, default="", index=True)
    grp = ForeignKey(IdeaGroup, null=True, default=None, on_delete=OnDelete.restrict, unique=True)
    maker = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    is_winner = Boolean(null=False, default=False)
    source = Varchar(length=60, null=False, default="")
    source_key = Varchar(length=200, null=True, default=None)
    contact = Varchar(length=200, null=False, default="")
    assumptions = JSONB(null=False, default="{}")
    followed_at = Timestamptz(null=False, default=None)

    solution_source_once = Unique(["source", "source_key"])
    theme_known = one_of("theme", (theme.slug for theme in THEMES), or_empty=True)
    plan_texts_fit = AtMost(PLAN, "summary")
    something_to_read = filled("title", "source_key")
    objects_are_objects = objects("assumptions")


class SolutionSupplier(Table):
    """Somebody of the company that supplies a solution, invited by VNG to propose steps for it until `ended_at`."""

    id: Serial
    solution = ForeignKey(Solution, null=False, on_delete=OnDelete.restrict, index=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    company = Varchar(length=120, null=False, default=None)
    invited_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    invited_at = Timestamptz(null=False, default=None)
    ended_at = Timestamptz(null=True, default=None)
    ended_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    invited_before_ended = in_order("invited_at", "ended_at")
    something_to_read = filled("company")
    acts_have_moments = with_moment("ended")


class AdoptionExperience(Table):
    """What a municipality learned. A newer one of the same municipality is shown in its place; none is overwritten."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"went_well", "otherwise", "contact"})
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.ADOPTION, "solution")
    solution = ForeignKey(Solution, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    went_well = Text(null=False, default="")
    otherwise = Text(null=False, default="")
    hours = Integer(null=True, default=None)
    cost_euro = BigInt(null=True, default=None)
    contact = Varchar(length=200, null=False, default="")
    written_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    written_at = Timestamptz(null=False, default=None)

    numbers_not_negative = at_least(0, "hours", "cost_euro")
    texts_fit = AtMost(TEXT, "went_well", "otherwise")


class KitItem(Table):
    """A piece of the reuse kit: `kind` is download, vraag or mijlpaal (a step of the plan of realisation)."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"text", "url"})
    belongs_to: ClassVar[tuple[str, ...]] = ("solution.maker",)
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.ADOPTION, "solution")
    solution = ForeignKey(Solution, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=10, null=False, default=None)
    title = Varchar(length=200, null=False, default=None)
    text = Text(null=False, default="")
    url = Varchar(length=500, null=False, default="")
    planned_on = Date(null=True, default=None)
    done_on = Date(null=True, default=None)
    position = Integer(null=False, default=0)
    added_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    added_at = Timestamptz(null=False, default=None)

    kind_known = one_of("kind", KitItemKind)
    position_not_negative = at_least(0, "position")
    texts_fit = AtMost(TEXT, "text")
    something_to_read = filled("title")
