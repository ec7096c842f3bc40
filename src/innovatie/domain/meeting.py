"""What a jury or stuurgroep says of each group: words beside the scores, from which the shortlist follows by itself."""

from enum import StrEnum
from typing import Final

from innovatie.domain.wording import wording


class MeetingVerdict(StrEnum):
    """What a meeting says of a group."""

    AGREED = "akkoord"
    EXTRA_REVIEW = "extra beoordeling"
    QUESTION = "vraag aan de gemeente"
    DISAGREED = "anders"
    LATER = "later"


VERDICTS: Final[dict[MeetingVerdict, str]] = {
    MeetingVerdict.AGREED: wording("Akkoord met de uitkomst"),
    MeetingVerdict.EXTRA_REVIEW: wording("Vraag een extra beoordeling"),
    MeetingVerdict.QUESTION: wording("Vraag de gemeente iets"),
    MeetingVerdict.DISAGREED: wording("De vergadering denkt er anders over"),
    MeetingVerdict.LATER: wording("Volgende keer verder"),
}
NEEDS_WORDS: Final = frozenset({MeetingVerdict.QUESTION, MeetingVerdict.DISAGREED})
"""Decisions that say nothing without a note."""
