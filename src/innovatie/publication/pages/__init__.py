"""The pages of publication: what finalists work out, results, winners, and VNG's preparation."""

from innovatie.publication.pages.desk import PublicationDeskPages
from innovatie.publication.pages.finalists import AttachmentPages, FinalistPages
from innovatie.publication.pages.results import ResultPages
from innovatie.publication.pages.winners import WinnerPages
from innovatie.publication.pages.withdrawing import WithdrawPages

PUBLICATION_PAGES = [ResultPages, WinnerPages, FinalistPages, AttachmentPages, PublicationDeskPages, WithdrawPages]

__all__ = [
    "PUBLICATION_PAGES",
    "AttachmentPages",
    "FinalistPages",
    "PublicationDeskPages",
    "ResultPages",
    "WinnerPages",
    "WithdrawPages",
]
