"""The pages from which VNG prepares and directs a round."""

from innovatie.insight.directing.pages.course import RoundDeskPages
from innovatie.insight.directing.pages.preparing import PreparingPages

DIRECTING_PAGES = (RoundDeskPages, PreparingPages)

__all__ = ["DIRECTING_PAGES"]
