"""The plan of realisation of a winner: milestones, who has which role, and risks."""

from typing import ClassVar

from piccolo.columns import Date, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.text_limits import REASON
from innovatie.domain.vocabulary import MilestoneState, RealisationRole, RiskSize
from innovatie.infra.checks import AtMost, at_least, filled, in_order, not_before, one_of, together, with_moment
from innovatie.municipalities.tables import Municipality
from innovatie.publication.tables import Winner


class RealisationMilestone(Table):
    """Something that will be done by a day. `promised_on` stays; `expected_on` moves, with a reason in `note`.

    Its owner is a municipality (`town`, and perhaps one `person` of it) or another organisation by name. `evidence`
    and `evidence_url` show that it is done. A removed one keeps its row.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"note", "evidence", "evidence_url"})
    belongs_to: ClassVar[tuple[str, ...]] = ("winner.group.lead",)
    winner = ForeignKey(Winner, null=False, on_delete=OnDelete.restrict, index=True)
    version = Integer(null=False, default=1)
    title = Varchar(length=160, null=False, default=None)
    starts_on = Date(null=False, default=None)
    promised_on = Date(null=False, default=None)
    expected_on = Date(null=False, default=None)
    state = Varchar(length=10, null=False, default=MilestoneState.PLANNED.value)
    done_on = Date(null=True, default=None)
    town = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    organisation = Varchar(length=120, null=False, default="")
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    note = Text(null=False, default="")
    evidence = Text(null=False, default="")
    evidence_url = Varchar(length=500, null=False, default="")
    changed_at = Timestamptz(null=False, default=None)
    changed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    removed_at = Timestamptz(null=True, default=None)

    state_known = one_of("state", MilestoneState)
    version_from_one = at_least(1, "version")
    promised_after_start = in_order("starts_on", "promised_on")
    expected_after_start = in_order("starts_on", "expected_on")
    done_has_day = together("state = 'klaar'", "done_on IS NOT NULL")
    one_owner = Check("(town IS NULL) <> (organisation = '')")
    reasons_fit = AtMost(REASON, "note", "evidence")
    something_to_read = filled("title")
    not_before_changed = not_before("changed_at", "removed_at")


class RealisationPart(Table):
    """Who has one of the roles in making a winner: a name, an organisation, and how to reach them; all of it public."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"name", "contact"})
    belongs_to: ClassVar[tuple[str, ...]] = ("winner.group.lead",)
    winner = ForeignKey(Winner, null=False, on_delete=OnDelete.restrict)
    role = Varchar(length=14, null=False, default=None)
    name = Varchar(length=120, null=False, default="")
    organisation = Varchar(length=120, null=False, default="")
    contact = Varchar(length=200, null=False, default="")
    set_at = Timestamptz(null=False, default=None)
    set_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    role_once = Unique(["winner", "role"])
    role_known = one_of("role", RealisationRole)


class RealisationRisk(Table):
    """What may go wrong, and what is done about it; read by who makes the winner and by VNG. Closed, not removed."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"title", "measure"})
    belongs_to: ClassVar[tuple[str, ...]] = ("winner.group.lead",)
    winner = ForeignKey(Winner, null=False, on_delete=OnDelete.restrict, index=True)
    title = Varchar(length=200, null=False, default=None)
    measure = Text(null=False, default="")
    chance = Varchar(length=6, null=False, default=None)
    harm = Varchar(length=6, null=False, default=None)
    added_at = Timestamptz(null=False, default=None)
    added_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    closed_at = Timestamptz(null=True, default=None)
    closed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    chance_known = one_of("chance", RiskSize)
    harm_known = one_of("harm", RiskSize)
    closed_later = in_order("added_at", "closed_at")
    reasons_fit = AtMost(REASON, "measure")
    something_to_read = filled("title")
    acts_have_moments = with_moment("closed")
