"""Pages of agreements."""

from innovatie.agreements.pages.continuing import ContinuingPages
from innovatie.agreements.pages.keeping import KeepingPages
from innovatie.agreements.pages.patchwork import PatchworkPages
from innovatie.agreements.pages.showing import AgreementPages

AGREEMENT_PAGES = (AgreementPages, KeepingPages, ContinuingPages, PatchworkPages)
