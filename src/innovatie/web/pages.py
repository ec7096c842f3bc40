"""The pages of no feature in particular."""

from innovatie.web.language_pages import choose_language
from innovatie.web.preview import preview

WEB_PAGES = [choose_language, preview]
