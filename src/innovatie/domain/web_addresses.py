"""Which web addresses people may put in a plan or a list."""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from innovatie.domain.typed_values import clean

ADDRESS_LIMIT: Final = 500
_HOST: Final = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)


def parts_of(address: str) -> SplitResult:
    """The parts of an address that somebody else wrote; all empty for what cannot be read, such as `http://[`."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def is_web_address(address: str) -> bool:
    """Whether this is a plain public web address: http(s), a host name with a dot, no name and password in it."""
    if len(address) > ADDRESS_LIMIT or clean(address) != address:
        return False
    if any(sign <= " " or sign in '\\<>"' for sign in address):
        return False
    try:
        parts = urlsplit(address)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return False
    return parts.scheme in ("http", "https") and "@" not in parts.netloc and port != 0 and bool(_HOST.fullmatch(host))
