"""Winners as open data: CSV for a Dutch spreadsheet, ODS, an Atom feed, and a picture for sharing."""

from collections.abc import Sequence
from datetime import UTC, datetime

from innovatie.domain.tables import csv_file
from innovatie.publication import spreadsheet
from innovatie.publication.queries import WinnerPage
from innovatie.web.atom import Entry, Feed
from innovatie.web.atom import as_atom as atom_file

HEADER = (
    "ronde", "plaats", "groep", "titel", "trekker", "gemeenten", "bekendgemaakt", "redenen", "adres", "ingetrokken",
    "reden intrekken",
)  # fmt: skip


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
            _day(one.published_at),
            one.reasons,
            home + one.address,
            _day(one.withdrawn_at),
            one.withdrawal_reason,
        )
        for one in winners
    ]


def _day(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(UTC).date().isoformat()


def as_csv(winners: Sequence[WinnerPage], home: str) -> bytes:
    """UTF-8 with a mark, semicolons: opens well in a Dutch spreadsheet."""
    return csv_file(HEADER, rows(winners, home))


def as_ods(winners: Sequence[WinnerPage], home: str) -> bytes:
    return spreadsheet.as_ods("Winnaars", [HEADER, *rows(winners, home)])


def as_atom(winners: Sequence[WinnerPage], home: str) -> bytes:
    """The winners as a feed. One that is withdrawn says so, and why, and comes as changed."""
    entries = tuple(
        Entry(
            name=f"/winnaars/{one.group_id}",
            address=one.address,
            title=one.title if one.withdrawn_at is None else f"Ingetrokken: {one.title}",
            at=one.published_at,
            changed_at=one.stand_changed_at,
            summary=one.withdrawal_reason or one.reasons or one.summary,
        )
        for one in winners
    )
    feed = Feed("Winnaars van Innovatie", "/winnaars", entries, author="VNG")
    return atom_file(feed, address="/winnaars/atom.xml", home=home)
