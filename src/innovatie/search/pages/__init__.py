"""Searching in the browser, and the list of words."""

from innovatie.search.pages.questions import QuestionPages
from innovatie.search.pages.results import SearchDeskPages, SearchPages
from innovatie.search.pages.thesaurus import ThesaurusPages

SEARCH_PAGES = (SearchPages, SearchDeskPages, QuestionPages, ThesaurusPages)

__all__ = ["SEARCH_PAGES", "QuestionPages", "SearchDeskPages", "SearchPages", "ThesaurusPages"]
