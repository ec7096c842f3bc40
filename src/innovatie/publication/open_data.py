"""Winners as open data: CSV for a Dutch spreadsheet, ODS, an Atom feed, and a picture for sharing."""

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from innovatie.domain.excerpts import plain
from innovatie.domain.tables import csv_file
from innovatie.publication import spreadsheet
from innovatie.publication.queries import WinnerPage

HEADER = ("ronde", "plaats", "groep", "titel", "trekker", "gemeenten", "bekendgemaakt", "redenen", "adres")
ATOM = "http://www.w3.org/2005/Atom"


def rows(winners: Sequence[WinnerPage], home: str) -> list[tuple[str | int, ...]]:
    """The same rows for CSV, ODS and archive."""
    return [
        (
            one.round_code,
            one.place,
            one.group_id,
            one.title,
            one.lead,
            one.municipalities,
            one.published_at.astimezone(UTC).date().isoformat(),
            one.reasons,
            home + one.address,
        )
        for one in winners
    ]


def as_csv(winners: Sequence[WinnerPage], home: str) -> bytes:
    """UTF-8 with a mark, semicolons: opens well in a Dutch spreadsheet."""
    return csv_file(HEADER, rows(winners, home))


def as_ods(winners: Sequence[WinnerPage], home: str) -> bytes:
    return spreadsheet.as_ods("Winnaars", [HEADER, *rows(winners, home)])


def as_atom(winners: Sequence[WinnerPage], home: str) -> bytes:
    """An Atom feed (RFC 4287); ids stay the same as long as the address does."""
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "nl"})
    _add(feed, "title", "Winnaars van Innovatie")
    _add(feed, "id", f"{home}/winnaars")
    newest = max((one.published_at for one in winners), default=datetime(2020, 1, 1, tzinfo=UTC))
    _add(feed, "updated", _moment(newest))
    author = ElementTree.SubElement(feed, f"{{{ATOM}}}author")
    _add(author, "name", "VNG")
    ElementTree.SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": f"{home}/winnaars/atom.xml"})
    ElementTree.SubElement(feed, f"{{{ATOM}}}link", {"rel": "alternate", "href": f"{home}/winnaars"})
    for one in winners:
        entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
        _add(entry, "title", one.title)
        _add(entry, "id", f"{home}/winnaars/{one.group_id}")
        _add(entry, "updated", _moment(one.published_at))
        _add(entry, "published", _moment(one.published_at))
        _add(entry, "summary", plain(one.reasons or one.summary))
        ElementTree.SubElement(entry, f"{{{ATOM}}}link", {"rel": "alternate", "href": home + one.address})
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{name}").text = "".join(
        sign for sign in text if sign in "\t\n\r" or sign >= " "
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
