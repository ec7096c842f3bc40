"""The pages from which VNG prepares and directs a round, and writes to who takes part."""

from innovatie.insight.archive.pages import RoundArchivePages
from innovatie.insight.desk.pages import DeskPages
from innovatie.insight.directing.pages.course import RoundDeskPages
from innovatie.insight.directing.pages.entries import EntryPages
from innovatie.insight.directing.pages.preparing import PreparingPages
from innovatie.insight.directing.pages.waiting import WaitingPages
from innovatie.insight.letters.pages import LETTER_PAGES
from innovatie.insight.presence.pages import PresencePages

DIRECTOR_PAGES = (
    DeskPages,
    RoundDeskPages,
    PreparingPages,
    WaitingPages,
    EntryPages,
    RoundArchivePages,
    *LETTER_PAGES,
    PresencePages,
)
