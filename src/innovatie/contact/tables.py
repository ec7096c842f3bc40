"""Functional addresses, conversations between a person and a municipality, blocks, and reports of abuse."""

from typing import ClassVar

from piccolo.columns import Boolean, ForeignKey, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.reaching import ConversationSide, Reachable, ReportState
from innovatie.domain.text_limits import REASON, TEXT
from innovatie.grouping.tables import IdeaGroup
from innovatie.ideas.tables import Idea
from innovatie.infra.checks import (
    AtMost,
    exactly_one,
    filled,
    in_order,
    not_before,
    one_of,
    together,
    where,
    with_moment,
)
from innovatie.municipalities.tables import Municipality


class ContactPoint(Table):
    """The functional mail address and telephone of a plan, group or solution, public. `subject`: its number."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"email", "phone"})
    kind = Varchar(length=10, null=False, default=None)
    subject = Varchar(length=40, null=False, default=None)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    email = Varchar(length=254, null=False, default="")
    phone = Varchar(length=40, null=False, default="")
    changed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    changed_at = Timestamptz(null=False, default=None)

    contact_point_once = Unique(["kind", "subject"])
    kind_known = one_of("kind", Reachable)
    something_to_read = filled("subject")


class Conversation(Table):
    """Between the person who began it and the people of a municipality, about a plan, group or solution.

    `shares_address`: the one who began chose to show their own mail address to that municipality.
    """

    id: Serial
    kind = Varchar(length=10, null=False, default=None)
    subject = Varchar(length=40, null=False, default=None)
    begun_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    from_municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    shares_address = Boolean(null=False, default=False)
    begun_at = Timestamptz(null=False, default=None)
    last_at = Timestamptz(null=False, default=None, index=True)

    kind_known = one_of("kind", Reachable)
    begun_before_last = in_order("begun_at", "last_at")
    something_to_read = filled("subject")


class ConversationMessage(Table):
    """One message. Hidden by VNG after a report: `hidden_reason` says why, the text stays for an appeal."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"text", "hidden_reason"})
    conversation = ForeignKey(Conversation, null=False, on_delete=OnDelete.restrict, index=True)
    side = Varchar(length=10, null=False, default=None)
    by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    text = Text(null=False, default=None)
    at = Timestamptz(null=False, default=None)
    hidden_at = Timestamptz(null=True, default=None)
    hidden_reason = Text(null=False, default="")

    side_known = one_of("side", ConversationSide)
    reasons_fit = AtMost(REASON, "hidden_reason")
    texts_fit = AtMost(TEXT, "text")
    something_to_read = filled("text")
    not_before_at = not_before("at", "hidden_at")
    reason_of_what_is_hidden = Check("hidden_at IS NOT NULL OR hidden_reason = ''")


class ConversationBlock(Table):
    """A municipality wants no more messages of a person, until it lifts that."""

    id: Serial
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    blocked_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    blocked_at = Timestamptz(null=False, default=None)

    conversation_block_once = Unique(["municipality", "person"])


class GroupRemark(Table):
    """A contribution to the discussion of a group or a plan. `answers`: the one it answers, which answers none itself.

    Hidden by VNG after a report: `hidden_reason` says why, the text stays for an appeal.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"text", "hidden_reason"})
    group = ForeignKey(IdeaGroup, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    idea = ForeignKey(Idea, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    answers: ForeignKey["GroupRemark"] = ForeignKey(
        "self", null=True, default=None, on_delete=OnDelete.restrict, index=True
    )
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    text = Text(null=False, default=None)
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    edited_at = Timestamptz(null=True, default=None)
    hidden_at = Timestamptz(null=True, default=None)
    hidden_reason = Text(null=False, default="")

    about_one_thing = exactly_one('"group"', "idea")
    said_before_edited = in_order("at", "edited_at")
    reasons_fit = AtMost(REASON, "hidden_reason")
    texts_fit = AtMost(TEXT, "text")
    something_to_read = filled("text")
    not_before_at = not_before("at", "hidden_at")
    reason_of_what_is_hidden = Check("hidden_at IS NOT NULL OR hidden_reason = ''")


class RemarkVersion(Table):
    """What a contribution said before it was edited at `until`."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"text"})
    belongs_to: ClassVar[tuple[str, ...]] = ("remark.by", "remark.municipality")
    remark = ForeignKey(GroupRemark, null=False, on_delete=OnDelete.restrict, index=True)
    text = Text(null=False, default=None)
    until = Timestamptz(null=False, default=None)

    texts_fit = AtMost(TEXT, "text")
    something_to_read = filled("text")


class MessageReport(Table):
    """A report of abuse about one message or remark, what VNG decided and why, and an appeal with the ruling on it."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason", "decision", "appeal", "ruling"})
    message = ForeignKey(ConversationMessage, null=True, default=None, on_delete=OnDelete.restrict)
    remark = ForeignKey(GroupRemark, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    reported_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    reason = Text(null=False, default=None)
    reported_at = Timestamptz(null=False, default=None)
    state = Varchar(length=10, null=False, default=None, index=True)
    decision = Text(null=False, default="")
    decided_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    decided_at = Timestamptz(null=True, default=None)
    appeal = Text(null=False, default="")
    appealed_at = Timestamptz(null=True, default=None)
    ruling = Text(null=False, default="")
    ruled_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    ruled_at = Timestamptz(null=True, default=None)

    message_report_once = Unique(["message"])
    about_one_text = exactly_one("message", "remark")
    state_known = one_of("state", ReportState)
    open_until_decided = together("state = 'open'", "decided_at IS NULL")
    in_course = in_order("reported_at", "decided_at", "appealed_at", "ruled_at")
    appealed_has_moment = where("state", ("bezwaar",), then="appealed_at IS NOT NULL")
    reasons_fit = AtMost(REASON, "reason", "decision", "appeal", "ruling")
    something_to_read = filled("reason")
    acts_have_moments = with_moment("decided", "ruled")
    appeal_has_moment = Check("appealed_at IS NOT NULL OR appeal = ''")
    ruling_has_moment = Check("ruled_at IS NOT NULL OR ruling = ''")
    not_before_reported = not_before("reported_at", "appealed_at", "ruled_at")
