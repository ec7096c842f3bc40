"""Pages of agreements."""

from innovatie.agreements.pages.continuing import ContinuingPages
from innovatie.agreements.pages.editing import KEEPING_PAGES
from innovatie.agreements.pages.patchwork import PatchworkPages
from innovatie.agreements.pages.showing import AgreementPages

AGREEMENT_PAGES = (AgreementPages, *KEEPING_PAGES, ContinuingPages, PatchworkPages)
