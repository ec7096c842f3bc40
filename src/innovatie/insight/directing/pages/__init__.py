"""The pages from which VNG prepares and directs a round."""

from innovatie.insight.directing.pages.course import RoundDeskPages
from innovatie.insight.directing.pages.entries import EntryPages
from innovatie.insight.directing.pages.preparing import PreparingPages
from innovatie.insight.directing.pages.waiting import WaitingPages

DIRECTING_PAGES = (RoundDeskPages, PreparingPages, WaitingPages, EntryPages)

__all__ = ["DIRECTING_PAGES"]
