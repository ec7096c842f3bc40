"""Pages of adoption."""

from innovatie.adoption.pages.by_link import LinkPages
from innovatie.adoption.pages.deeper import DeeperPages
from innovatie.adoption.pages.evidence import EvidencePages
from innovatie.adoption.pages.kring import KringPages
from innovatie.adoption.pages.overview import OverviewPages
from innovatie.adoption.pages.pictures import PicturePages
from innovatie.adoption.pages.proposing import ProposePages
from innovatie.adoption.pages.reporting import ReportPages
from innovatie.adoption.pages.solution import SolutionPages
from innovatie.adoption.pages.suppliers import SupplierPages
from innovatie.adoption.pages.town import TownPages

ADOPTION_PAGES = (
    OverviewPages,
    TownPages,
    SolutionPages,
    ReportPages,
    DeeperPages,
    PicturePages,
    EvidencePages,
    ProposePages,
    SupplierPages,
    LinkPages,
    KringPages,
)

__all__ = ["ADOPTION_PAGES"]
