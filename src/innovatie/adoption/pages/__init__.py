"""Pages of adoption."""

from innovatie.adoption.pages.by_link import LinkPages
from innovatie.adoption.pages.elsewhere import ElsewherePages
from innovatie.adoption.pages.evidence import EvidencePages
from innovatie.adoption.pages.kring import KringPages
from innovatie.adoption.pages.milestones import MilestonePages
from innovatie.adoption.pages.next_adopters import NextAdoptersPages
from innovatie.adoption.pages.overview import OverviewPages
from innovatie.adoption.pages.pictures import PicturePages
from innovatie.adoption.pages.proposing import ProposePages
from innovatie.adoption.pages.reporting import ReportPages
from innovatie.adoption.pages.reuse_kit import ReuseKitPages
from innovatie.adoption.pages.savings import SavingsPages
from innovatie.adoption.pages.solution import SolutionPages
from innovatie.adoption.pages.suppliers import SupplierPages
from innovatie.adoption.pages.town import TownPages
from innovatie.adoption.pages.while_writing import WhileWritingPages

ADOPTION_PAGES = (
    OverviewPages,
    TownPages,
    WhileWritingPages,
    SolutionPages,
    ReportPages,
    SavingsPages,
    NextAdoptersPages,
    ReuseKitPages,
    MilestonePages,
    PicturePages,
    ElsewherePages,
    EvidencePages,
    ProposePages,
    SupplierPages,
    LinkPages,
    KringPages,
)

__all__ = ["ADOPTION_PAGES"]
