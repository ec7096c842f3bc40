"""Lists in the API: `resultaten`, `aantal` and `_links`, one page at a time, with a Link header (RFC 8288)."""

from collections.abc import Sequence
from typing import Generic, TypeVar
from urllib.parse import urlencode

import msgspec
from litestar import Response

from innovatie.domain.errors import Invalid
from innovatie.domain.whole_numbers import whole
from innovatie.domain.wording import wording
from innovatie.infra.public_fields import Reference
from innovatie.web.handlers import AnyRequest

__all__ = ["Reference"]

Item = TypeVar("Item")

DEFAULT_SIZE = 20
LARGEST_SIZE = 100
LAST_PAGE = 1_000_000


class Links(msgspec.Struct, frozen=True, rename={"self_": "self"}, omit_defaults=True):
    """This page of a list, and the ones beside it where there are any."""

    self_: Reference
    prev: Reference | None = None
    next: Reference | None = None


class Listing(msgspec.Struct, Generic[Item], frozen=True, rename={"links": "_links"}):
    """One page of a list; `aantal` counts all of it."""

    resultaten: Sequence[Item]
    aantal: int
    links: Links


class Page(msgspec.Struct, frozen=True):
    """Which piece of a list is asked for; `number` counts from 1."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


def read_page(request: AnyRequest) -> Page:
    """`pagina` and `paginaGrootte` of the query; Invalid with every reason when they are not right."""
    errors: dict[str, str] = {}
    values: dict[str, int] = {}
    for name, default, most in (("pagina", 1, LAST_PAGE), ("paginaGrootte", DEFAULT_SIZE, LARGEST_SIZE)):
        text = request.query_params.get(name)
        found = default if text is None else whole(text)
        if found is not None and 1 <= found <= most:
            values[name] = found
        else:
            errors[name] = wording("Geef een getal van 1 tot en met %(tot)s.", tot=most)
    if errors:
        raise Invalid(errors, "De parameters van de lijst kloppen niet.")
    return Page(values["pagina"], values["paginaGrootte"])


def listing(request: AnyRequest, items: Sequence[Item], *, total: int, page: Page) -> Response[Listing[Item]]:
    """The answer for one page of a list of `total` things."""

    def address(number: int) -> str:
        query = [(name, value) for name, value in request.query_params.multi_items() if name != "pagina"]
        path = request.scope["path"]
        return f"{path}?{urlencode([*query, ('pagina', number)])}" if query or number != 1 else path

    last = max(1, -(-total // page.size))
    links = Links(
        self_=Reference(address(page.number)),
        prev=Reference(address(min(page.number - 1, last))) if page.number > 1 else None,
        next=Reference(address(page.number + 1)) if page.number < last else None,
    )
    named = (("prev", links.prev), ("next", links.next))
    header = ", ".join(f'<{link.href}>; rel="{name}"' for name, link in named if link is not None)
    return Response(Listing(resultaten=items, aantal=total, links=links), headers={"Link": header} if header else None)


def by_cursor(request: AnyRequest, items: Sequence[Item], *, total: int, cursor: str | None) -> Response[Listing[Item]]:
    """The answer for a piece of a list; `cursor` asks for what follows, None when nothing does."""
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "na"]
    path = request.scope["path"]
    here = f"{path}?{urlencode(list(request.query_params.multi_items()))}" if request.query_params else path
    further = None if cursor is None else Reference(f"{path}?{urlencode([*query, ('na', cursor)])}")
    header = None if further is None else {"Link": f'<{further.href}>; rel="next"'}
    return Response(
        Listing(resultaten=items, aantal=total, links=Links(self_=Reference(here), next=further)), headers=header
    )
