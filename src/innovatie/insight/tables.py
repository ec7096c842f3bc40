"""What the last stage keeps itself: the steps that VNG took when a municipality did not react, and its letters."""

from typing import ClassVar

from piccolo.columns import (
    JSONB,
    Boolean,
    Bytea,
    Date,
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
from innovatie.domain.escalation import EscalationRung
from innovatie.domain.letters import Goal
from innovatie.domain.phases import Phase
from innovatie.domain.text_limits import REASON, TEXT
from innovatie.infra.checks import AtMost, at_least, filled, in_order, not_before, objects, one_of, together
from innovatie.municipalities.tables import Municipality
from innovatie.notifications.kinds import Kind
from innovatie.rounds.tables import Round


class DeskPresence(Table):
    """Which director looks at which page of a desk now. Rows go a minute after the last sign of life."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    page = Varchar(length=60, null=False, default=None, index=True)
    seen_at = Timestamptz(null=False, default=None)

    once_a_page = Unique(["person", "page"])
    something_to_read = filled("page")


class CalendarDay(Table):
    """A day of somebody's calendar file, as it was last taken; `digest` of its texts. See `my_work.kept_days`."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    uid = Varchar(length=200, null=False, default=None)
    day = Date(null=False, default=None)
    digest = Bytea(null=False, default=None)
    sequence = Integer(null=False, default=0)
    changed_at = Timestamptz(null=False, default=None)
    gone_at = Timestamptz(null=True, default=None)

    calendar_day_once = Unique(["person", "uid"])
    sequence_not_negative = at_least(0, "sequence")
    something_to_read = filled("uid")
    not_before_changed = not_before("changed_at", "gone_at")


class CalendarAddress(Table):
    """The secret address at which a calendar program fetches somebody's days. See `my_work.calendar_address`.

    `strong`: roles that ask for a second factor count, for it was made in a session that had shown one.
    """

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, unique=True)
    digest = Bytea(null=False, default=None, unique=True)
    strong = Boolean(null=False, default=None)
    made_at = Timestamptz(null=False, default=None)
    fetched_at = Timestamptz(null=True, default=None)

    made_before_fetched = in_order("made_at", "fetched_at")


class EscalationStep(Table):
    """A step on the ladder for one municipality in one phase of a round: never changed or removed.

    `told` is how many people got a message; `note` what was said on the telephone, or the message that went out.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"note"})
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    phase = Varchar(length=12, null=False, default=None)
    rung = Varchar(length=14, null=False, default=None)
    note = Text(null=False, default="")
    told = Integer(null=False, default=0)
    taken_at = Timestamptz(null=False, default=None)
    taken_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    phase_known = one_of("phase", Phase)
    rung_known = one_of("rung", EscalationRung)
    told_not_negative = at_least(0, "told")
    reasons_fit = AtMost(REASON, "note")


class BulkMail(Table):
    """A letter of VNG to many: written, looked at, and only then sent, at once or at `planned_at`.

    `audience` is a role or "allen", `selection` who of those. `changed_at`: since when the text is what it is.
    `recipients` and what the mail server said of their mail stand in it once it went; `refusal` is why a planned one
    did not.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"body"})
    author = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    audience = Varchar(length=40, null=False, default=None)
    selection = JSONB(null=False, default="{}")
    kind = Varchar(length=12, null=False, default="brief")
    goal = Varchar(length=20, null=False, default="mijn werk")
    subject = Varchar(length=200, null=False, default=None)
    body = Text(null=False, default=None)
    created_at = Timestamptz(null=False, default=None)
    changed_at = Timestamptz(null=True, default=None)
    previewed_at = Timestamptz(null=True, default=None)
    planned_at = Timestamptz(null=True, default=None)
    sent_at = Timestamptz(null=True, default=None)
    recipients = Integer(null=True, default=None)
    delivered = Integer(null=True, default=None)
    failed = Integer(null=True, default=None)
    refusal = Varchar(length=300, null=False, default="")

    recipients_not_negative = at_least(0, "recipients")
    looked_at_before_sent = in_order("created_at", "previewed_at", "sent_at")
    letter_kind_known = one_of("kind", (Kind.LETTER, Kind.ASKED))
    letter_goal_known = one_of("goal", Goal)
    deliveries_not_negative = at_least(0, "delivered", "failed")
    planned_until_sent = Check("planned_at IS NULL OR sent_at IS NULL")
    sent_to_so_many = Check("sent_at IS NULL OR recipients IS NOT NULL")
    texts_fit = AtMost(TEXT, "body")
    something_to_read = filled("audience", "subject", "body")
    objects_are_objects = objects("selection")
    not_before_created = not_before("created_at", "changed_at", "planned_at")
    delivered_and_failed_together = together("delivered IS NULL", "failed IS NULL")


class RoundArchive(Table):
    """Everything of a round in one zip, made by the worker for VNG and kept for a few days. `content` is NULL until it
    is made, and again once its days are over or somebody was erased; `refusal` is why it could not be made.
    """

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    asked_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    asked_at = Timestamptz(null=False, default=None)
    made_at = Timestamptz(null=True, default=None)
    content = Bytea(null=True, default=None)
    kept_as = Varchar(length=100, null=False, default="")
    size = Integer(null=False, default=0)
    digest = Varchar(length=64, null=False, default="")
    refusal = Varchar(length=300, null=False, default="")

    size_not_negative = at_least(0, "size")
    made_after_asked = in_order("asked_at", "made_at")
    content_when_made = Check("content IS NULL OR made_at IS NOT NULL")
    kept_somewhere = Check("kept_as = '' OR made_at IS NOT NULL")


class LetterTemplate(Table):
    """A letter to begin from. `standard`: the shipped one that it stands in place of; None for one of VNG's own."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"body"})
    standard = Varchar(length=30, null=True, default=None)
    name = Varchar(length=80, null=False, default=None)
    audience = Varchar(length=40, null=False, default=None)
    selection = JSONB(null=False, default="{}")
    kind = Varchar(length=12, null=False, default=None)
    goal = Varchar(length=20, null=False, default=None)
    subject = Varchar(length=200, null=False, default=None)
    body = Text(null=False, default=None)
    changed_at = Timestamptz(null=False, default=None)
    changed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    removed_at = Timestamptz(null=True, default=None)

    kind_known = one_of("kind", (Kind.LETTER, Kind.ASKED))
    goal_known = one_of("goal", Goal)
    texts_fit = AtMost(TEXT, "body")
    something_to_read = filled("standard", "name", "audience", "subject", "body")
    objects_are_objects = objects("selection")
    not_before_changed = not_before("changed_at", "removed_at")
