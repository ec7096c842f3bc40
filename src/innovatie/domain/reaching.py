"""The words of contact: what one can reach the people of, the sides of a conversation, where a report stands."""

from enum import StrEnum


class Reachable(StrEnum):
    """Of what one can reach the people; finalists and winners are groups."""

    PLAN = "plan"
    GROUP = "groep"
    SOLUTION = "oplossing"


class ConversationSide(StrEnum):
    """Who wrote: the person who began, or the municipality that was asked."""

    ASKER = "vrager"
    ASKED = "gevraagde"


class ReportState(StrEnum):
    """Of a report of abuse. Whoever wrote what was hidden may appeal once; then another director rules."""

    OPEN = "open"
    HIDDEN = "verborgen"
    LEFT = "gebleven"
    APPEAL = "bezwaar"


class Discussable(StrEnum):
    """What people talk about in public."""

    PLAN = "plan"
    GROUP = "groep"
