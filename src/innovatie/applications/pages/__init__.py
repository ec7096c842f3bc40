"""Applications of a municipality, and the address where they get their tokens."""

from innovatie.applications.pages.applications import ApplicationPages
from innovatie.applications.pages.tokens import access_token, authorization_server

APPLICATION_PAGES = (ApplicationPages, access_token, authorization_server)

__all__ = ["APPLICATION_PAGES"]
