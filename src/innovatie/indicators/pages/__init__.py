"""Pages of indicators."""

from innovatie.indicators.pages.finalists import FinalistIndicatorPages
from innovatie.indicators.pages.showing import IndicatorPages

INDICATOR_PAGES = (IndicatorPages, FinalistIndicatorPages)
