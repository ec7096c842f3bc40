"""Addresses that are a secret themselves: whoever has one may do what its mail or its calendar program may.

Nothing may tell them on: no cache keeps their pages, no search engine names them, and a browser sends no more than the
site as where it came from. Not `no-referrer`: a browser then sends `Origin: null` with the form on that very page, and
that looks like a form of another site. `deploy/nginx.conf` writes them into no log; our own logs name routes only.
"""

import re
from typing import Final

PATTERN: Final = (
    "^/(agenda|inloggen/link|uitnodiging|overname/melding|mail/afmelden|stemmen/getuige"
    "|publieksprijs/[^/]+/bevestigen)/."
)
"""As nginx reads it too."""
HEADERS: Final = {"Cache-Control": "no-store", "Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex"}
_SECRET: Final = re.compile(PATTERN)


def is_secret(path: str) -> bool:
    """Whether this path holds a secret."""
    return _SECRET.match(path) is not None
