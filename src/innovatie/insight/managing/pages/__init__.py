"""`/beheer`: one entry to everything that the administrator of the platform looks after."""

from innovatie.insight.managing.pages.mergers import MergerPages
from innovatie.insight.managing.pages.overview import ManagingPages
from innovatie.insight.managing.pages.providers import ManagedProviderPages
from innovatie.operations.pages import JobPages

MANAGING_PAGES = (ManagingPages, ManagedProviderPages, MergerPages, JobPages)
