"""The name under which a municipality's own systems know a plan: unlike that of any other municipality."""

import re
import unicodedata
from typing import Final

from innovatie.domain.errors import Invalid
from innovatie.domain.wording import wording

LONGEST_NAME: Final = 30
NAME_PATTERN: Final = "^[a-z0-9]+(-[a-z0-9]+)*$"
_NAME: Final = re.compile(NAME_PATTERN)


def short_name(written: str) -> str:
    """A name that `own_source` takes, of what people write: `Plannenlijst ICT (2026)` is plannenlijst-ict-2026."""
    plain = unicodedata.normalize("NFKD", written).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_NAME].strip("-")


def own_source(code: str, name: str) -> str:
    """The source `name` of the municipality with this code, as a plan keeps it: `GM0307 zaaksysteem`.

    Invalid for a name that is more than small letters, digits and hyphens.
    """
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        raise Invalid(
            {
                "bron": wording(
                    "Noem de bron in hooguit %(n)s kleine letters, cijfers en streepjes, zoals zaaksysteem.",
                    n=LONGEST_NAME,
                )
            }
        )
    return f"{code} {name}"
