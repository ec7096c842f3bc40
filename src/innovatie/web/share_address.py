"""The address of a picture to share, which changes whenever the picture does."""

import hashlib

from innovatie.web import i18n


def share_address(address: str, *shown: object, name: str = "afbeelding") -> str:
    """The path of the picture to share of the page at `address`, with a version of what is `shown` on it.

    Other sites and browsers keep a picture by its address for days; a changed title or cover needs a new one. So does
    another language.
    """
    version = hashlib.blake2b(repr((i18n.language(), *shown)).encode(), digest_size=5).hexdigest()
    return f"{address}/{name}.png?v={version}"
