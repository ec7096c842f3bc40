"""Who uses a solution, as other systems take it: the Softwarecatalogus of VNG, and `usedBy` of a publiccode.yml."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import NAMESPACE_URL, uuid5

import msgspec
import yaml

from innovatie.adoption.queries import SolutionDetail
from innovatie.adoption.timeline import Row
from innovatie.domain.adoption_states import Stage
from innovatie.domain.tables import csv_file


class Status(StrEnum):
    """The words of the Softwarecatalogus."""

    ACTIVE = "Actief"
    PLANNED = "Gepland"
    ENDED = "Beëindigd"


STATUS: Final = {
    Stage.DECIDED: Status.PLANNED,
    Stage.INTRODUCING: Status.PLANNED,
    Stage.IN_USE: Status.ACTIVE,
    Stage.STOPPED: Status.ENDED,
}
"""Who explores it or wants it deliberately not uses no software, and is not told."""


class Usage(msgspec.Struct, frozen=True, rename="camel"):
    """A VoorzieningGebruik. The first three are UUIDs of ours, always the same; by the names a receiver finds its own.

    `versie_id` and the date of the other end are not known here.
    """

    id: str
    organisatie_id: str
    voorziening_id: str
    versie_id: None
    start_datum: date | None
    eind_datum: date | None
    status: Status
    opmerkingen: str
    organisatie: str
    gemeentecode: str
    voorziening: str


_CSV_HEADER: Final = ("organisatie", "gemeentecode", "voorziening", "versie", "startDatum", "eindDatum", "status")


def usages(solution: SolutionDetail, rows: Iterable[Row], *, home: str) -> Iterator[Usage]:
    """Of each municipality that uses it, will use it or stopped; `home`: the address of the site."""
    page = f"{home}/overname/{solution.id}"
    for row in rows:
        status = STATUS.get(row.stage)
        if status is None:
            continue
        ended = status is Status.ENDED
        yield Usage(
            id=_uuid(f"{page}/gemeenten/{row.town.code}"),
            organisatie_id=_uuid(f"{home}/gemeenten/{row.town.code}"),
            voorziening_id=_uuid(page),
            versie_id=None,
            start_datum=None if ended else row.since,
            eind_datum=row.since if ended else None,
            status=status,
            opmerkingen=f"Volgens de gemeente op Innovatie: {page}/gemeenten/{row.town.code}",
            organisatie=f"Gemeente {row.town.name}",
            gemeentecode=row.town.code,
            voorziening=solution.title,
        )


def as_csv(found: Iterable[Usage]) -> bytes:
    """The same as the Softwarecatalogus exports it and our own import reads it."""
    rows = (
        (
            one.organisatie,
            one.gemeentecode,
            one.voorziening,
            "",
            "" if one.start_datum is None else one.start_datum.isoformat(),
            "" if one.eind_datum is None else one.eind_datum.isoformat(),
            one.status.value,
        )
        for one in found
    )
    return csv_file(_CSV_HEADER, rows)


def used_by(rows: Iterable[Row]) -> str:
    """The piece of a publiccode.yml that names who uses it now, by name."""
    names = [f"Gemeente {row.town.name}" for row in rows if row.stage is Stage.IN_USE]
    return yaml.safe_dump({"usedBy": names}, allow_unicode=True, default_flow_style=False)


def _uuid(address: str) -> str:
    return str(uuid5(NAMESPACE_URL, address))
