"""Wapiti, run by the Python of its own environment, with one thing changed: of alike addresses it takes a few.

Two thousand ideas have two thousand addresses and one page behind them. Addresses are alike when only numbers, the
words after a number, codes and the values of a query differ; of those the first `MOST_ALIKE` are attacked.
"""

import re
import sys
from collections import defaultdict
from urllib.parse import parse_qsl, urlsplit

from wapitiCore.main.wapiti import wapiti_asyncio_wrapper
from wapitiCore.net.explorer import Explorer

MOST_ALIKE = 2
_WORD = re.compile(r"^(/zoeken/woordenlijst|/static)/(?!nieuw$).+")


def likeness(address: str) -> str:
    """What alike addresses have in common."""
    parts = urlsplit(address)
    path = re.sub(r"(?<=/)(GM|GT)?\d+(-[^/.]*)?", "N", _WORD.sub(r"\1/W", parts.path))
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{path}?{'&'.join(names)}"


_known: dict[str, set[str]] = defaultdict(set)
_forbidden = Explorer.is_forbidden


def _is_forbidden(self: Explorer, candidate_url: str) -> bool:
    if _forbidden(self, candidate_url):
        return True
    alike = _known[likeness(candidate_url)]
    if candidate_url not in alike and len(alike) >= MOST_ALIKE:
        return True
    alike.add(candidate_url)
    return False


if __name__ == "__main__":
    Explorer.is_forbidden = _is_forbidden
    sys.exit(wapiti_asyncio_wrapper())
