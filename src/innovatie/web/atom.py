"""Feeds as Atom (RFC 4287): one writer for all of them."""

from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree

import msgspec

from innovatie.domain.excerpts import plain

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_NEVER: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""When a feed in which nothing ever stood was changed."""


class Entry(msgspec.Struct, frozen=True):
    """Something new. `name` is a path that stays the same as long as the thing; `address` the path of its page.

    `at`: when it came, `changed_at` when it changed after that. `summary` may be Markdown: it is made plain. `author`
    is empty when it is the one of the feed.
    """

    name: str
    address: str
    title: str
    at: datetime
    summary: str = ""
    author: str = ""
    changed_at: datetime | None = None

    @property
    def updated_at(self) -> datetime:
        """When it changed last; when it came, if it never did."""
        return self.changed_at or self.at


class Feed(msgspec.Struct, frozen=True):
    """A feed with its entries, the newest first; `page` is the path of the page that shows the same."""

    title: str
    page: str
    entries: tuple[Entry, ...]
    author: str = "Innovatie"


def as_atom(feed: Feed, *, address: str, home: str) -> bytes:
    """The file that stands at the path `address`."""
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.Element(f"{{{NAMESPACE}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "nl"})
    _add(root, "title", feed.title)
    _add(root, "id", home + feed.page)
    _add(root, "updated", _moment(max((one.updated_at for one in feed.entries), default=_NEVER)))
    _add(ElementTree.SubElement(root, f"{{{NAMESPACE}}}author"), "name", feed.author)
    _add(root, "rights", "CC0 1.0")
    _link(root, "self", home + address)
    _link(root, "alternate", home + feed.page)
    for one in feed.entries:
        entry = ElementTree.SubElement(root, f"{{{NAMESPACE}}}entry")
        _add(entry, "title", one.title)
        _add(entry, "id", home + one.name)
        _add(entry, "updated", _moment(one.updated_at))
        _add(entry, "published", _moment(one.at))
        if one.author:
            _add(ElementTree.SubElement(entry, f"{{{NAMESPACE}}}author"), "name", one.author)
        _add(entry, "summary", plain(one.summary))
        _link(entry, "alternate", home + one.address)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    """Signs that XML cannot hold are left out."""
    kept = "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))
    ElementTree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = kept


def _link(parent: ElementTree.Element, rel: str, address: str) -> None:
    ElementTree.SubElement(parent, f"{{{NAMESPACE}}}link", {"rel": rel, "href": address})


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
