"""What another site puts in its page to show the map or the number of a solution."""

from typing import Final
from urllib.parse import quote

from markupsafe import escape

from innovatie.adoption import queries
from innovatie.domain.wording import wording
from innovatie.web.i18n import _

SIZES: Final = {"kaart": (600, 720), "getal": (360, 200)}
"""What can be embedded, with its width and height in pixels."""
_LABELS: Final = {"kaart": wording("De kaart op uw site"), "getal": wording("Het aantal gemeenten op uw site")}


def frame(home: str, solution: queries.SolutionDetail, what: str, width: int, height: int) -> str:
    """The element that another site puts in its page."""
    address = f"{home}/overname/{solution.id}/inbedden?toon={what}"
    title = escape(solution.title)
    return (
        f'<iframe src="{escape(address)}" width="{width}" height="{height}" title="{title}" loading="lazy"'
        ' style="border:0;max-width:100%"></iframe>'
    )


def frames(home: str, solution: queries.SolutionDetail) -> tuple[tuple[str, str, str], ...]:
    """Per thing that can be embedded: its name in the address, its label, and the code to copy."""
    return tuple((what, _(_LABELS[what]), frame(home, solution, what, *size)) for what, size in SIZES.items())


def oembed_address(home: str, slug: str) -> str:
    """Where a program asks how to show the page of a solution."""
    return f"{home}/oembed?url={quote(f'{home}/overname/{slug}', safe='')}"
