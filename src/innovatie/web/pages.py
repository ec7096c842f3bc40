"""The pages of no feature in particular."""

from innovatie.web.preview import preview

WEB_PAGES = [preview]
