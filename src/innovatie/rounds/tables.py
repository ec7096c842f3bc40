"""Rounds, the window of each phase, and every opening, extension and closing with its reason."""

from typing import ClassVar

from piccolo.columns import JSONB, Boolean, ForeignKey, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.phases import Phase
from innovatie.domain.text_limits import REASON
from innovatie.domain.vocabulary import PhaseStep
from innovatie.infra.checks import AtMost, filled, in_order, not_before, objects, one_of, where


class Round(Table):
    """A round. `phase` is the last phase that was opened; None while it is being prepared.

    `settings` holds the rules of the round (review, preselection, vote); `frozen_at` says since when they are fixed.
    Before `published_at` only VNG knows of it. `starts_at` is when its first phase is planned to open; with
    `opens_itself` phases open by themselves when nothing stands in the way. `witnesses`: the addresses, one a line,
    that keep the states of the log of its votes; with them a vote opens with its phase. `ended_at`: VNG ended it early.
    """

    id: Serial
    code = Varchar(length=12, null=False, default=None, unique=True)
    name = Varchar(length=120, null=False, default=None)
    description = Text(null=False, default="")
    phase = Varchar(length=20, null=True, default=None)
    settings = JSONB(null=False, default="{}")
    frozen_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(null=False, default=None)
    published_at = Timestamptz(null=True, default=None)
    starts_at = Timestamptz(null=True, default=None)
    opens_itself = Boolean(null=False, default=False)
    witnesses = Text(null=False, default="")
    ended_at = Timestamptz(null=True, default=None)

    phase_known = one_of("phase", Phase)
    reasons_fit = AtMost(REASON, "description", "witnesses")
    something_to_read = filled("code", "name")
    objects_are_objects = objects("settings")
    not_before_created = not_before("created_at", "frozen_at", "published_at", "ended_at")


class PhaseWindow(Table):
    """When a phase of a round opened, its deadline, and when it closed. Before opening: the plan."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict)
    phase = Varchar(length=20, null=False, default=None)
    opened_at = Timestamptz(null=True, default=None)
    deadline = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)

    phase_window_once = Unique(["round", "phase"])
    phase_known = one_of("phase", Phase)
    opened_before_closed = in_order("opened_at", "closed_at")
    opened_before_deadline = in_order("opened_at", "deadline")
    closed_was_open = Check("closed_at IS NULL OR opened_at IS NOT NULL")


class PhaseChange(Table):
    """One step in the course of a round: `kind` is open, extend, close, lapsed (the deadline passed), back or end."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    phase = Varchar(length=20, null=False, default=None)
    kind = Varchar(length=10, null=False, default=None)
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    reason = Text(null=False, default="")
    old_deadline = Timestamptz(null=True, default=None)
    new_deadline = Timestamptz(null=True, default=None)

    phase_known = one_of("phase", Phase)
    step_known = one_of("kind", PhaseStep)
    extended_until = where("kind", ("extend",), then="new_deadline IS NOT NULL")
    reasons_fit = AtMost(REASON, "reason")
