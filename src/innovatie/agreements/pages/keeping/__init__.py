"""The forms of who keeps an agreement: itself, its parties, its signatures, its files."""

from innovatie.agreements.pages.keeping.papers import PaperPages
from innovatie.agreements.pages.keeping.parties import PartyPages
from innovatie.agreements.pages.keeping.signatures import SignaturePages
from innovatie.agreements.pages.keeping.writing import AgreementWritingPages

KEEPING_PAGES = (AgreementWritingPages, PartyPages, SignaturePages, PaperPages)
