"""The cookies of this site by name. No other is read or set, whatever else a browser carries.

Load balancers, firewalls and counters of visits put cookies in the same header, in all kinds of writing. They change
nothing here: not which page somebody gets, and not whether their session is found.
"""

from collections.abc import Iterable
from typing import Final

LANGUAGE: Final = "taal"
MESSAGE: Final = "melding"
"""What the page before had to say; it is shown once."""
SEEN: Final = "innovatie-gezien"
"""For a minute after an act: up to where a replica of the database must have come to show it."""
SESSION: Final = "innovatie"
SIGNING_IN: Final = "innovatie-browser"
"""Binds a sign-in to the browser in which it began."""
KNOWN_BROWSER: Final = "innovatie-bekend"
"""Somebody signed in here before, so a sign-in from here is no news."""

OWN: Final = frozenset({LANGUAGE, MESSAGE, SEEN, SESSION, SIGNING_IN, KNOWN_BROWSER})
WITH_A_PAGE_OF_ONES_OWN: Final = frozenset({MESSAGE, SEEN})
"""Who carries one of these gets no page that was made for others. The language is part of what a page is kept under,
the session is known as its person, and the last two are read where people sign in, of which no page is kept."""

_HOST_ONLY: Final = frozenset({SESSION, SIGNING_IN, KNOWN_BROWSER})


def written(name: str, *, secure: bool) -> str:
    """The name as browsers carry it: over https those of signing in are for this host only (`__Host-`)."""
    return f"__Host-{name}" if secure and name in _HOST_ONLY else name


def value(headers: Iterable[tuple[bytes, bytes]], name: str) -> str:
    """What the cookie `name` holds in the headers of a request; "" when it is not there, the last of two.

    Only this cookie is read, so that one of others that is written strangely does not hide it.
    """
    sought, held = name.encode("latin-1"), ""
    for header, sent in headers:
        if header == b"cookie" and sought in sent:
            for cookie in sent.split(b";"):
                found, _is, text = cookie.partition(b"=")
                if found.strip() == sought:
                    held = text.strip().strip(b'"').decode("latin-1")
    return held
