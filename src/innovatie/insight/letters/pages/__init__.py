"""`/vng/brieven`: writing, looking, planning and sending, and the letters to begin from."""

from innovatie.insight.letters.pages.sending import SendingPages
from innovatie.insight.letters.pages.templates import TemplatePages
from innovatie.insight.letters.pages.writing import WritingPages

LETTER_PAGES = (WritingPages, SendingPages, TemplatePages)

__all__ = ["LETTER_PAGES"]
