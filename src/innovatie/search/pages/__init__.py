"""Searching in the browser, and the list of words."""

from innovatie.search.pages.results import SearchDeskPages, SearchPages
from innovatie.search.pages.thesaurus import ThesaurusPages

SEARCH_PAGES = (SearchPages, SearchDeskPages, ThesaurusPages)

__all__ = ["SEARCH_PAGES", "SearchDeskPages", "SearchPages", "ThesaurusPages"]
