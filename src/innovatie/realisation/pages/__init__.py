"""Pages of the plan of realisation."""

from innovatie.realisation.pages.editing import KeepingPages
from innovatie.realisation.pages.plan import PlanPages

REALISATION_PAGES = (PlanPages, KeepingPages)

__all__ = ["REALISATION_PAGES"]
