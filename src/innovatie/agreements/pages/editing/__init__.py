"""The forms of who keeps an agreement: itself, its parties, its signatures, its files."""

from innovatie.agreements.pages.editing.papers import PaperPages
from innovatie.agreements.pages.editing.parties import PartyPages
from innovatie.agreements.pages.editing.signatures import SignaturePages
from innovatie.agreements.pages.editing.writing import AgreementWritingPages

KEEPING_PAGES = (AgreementWritingPages, PartyPages, SignaturePages, PaperPages)
