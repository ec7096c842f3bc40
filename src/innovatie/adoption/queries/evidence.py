"""Files that go with statements."""

from datetime import date, datetime

import msgspec

from innovatie.adoption.queries.histories import mergers
from innovatie.adoption.queries.solutions import slug_of
from innovatie.domain.adoption_states import successors
from innovatie.domain.errors import NotFound
from innovatie.infra.database import fetch_one_as
from innovatie.infra.kept_files import KeptFile, opened


class EvidenceFile(KeptFile, frozen=True):
    """A file that goes with a statement."""

    name: str
    kind: str
    withdrawn_at: datetime | None = None


class EvidencePlace(msgspec.Struct, frozen=True):
    """Which statement a file goes with: enough to say what would be taken back."""

    id: int
    name: str
    solution: int
    title: str
    municipality: int
    code: str
    municipality_name: str
    on: date
    owner: int = 0
    """The municipality that decides today: `municipality`, or the one it went up in."""

    @property
    def slug(self) -> str:
        return slug_of(self.solution, self.title)


async def evidence_file(number: int) -> EvidenceFile:
    """The file with this number; NotFound if there is none, or if it was withdrawn."""
    found = await fetch_one_as(
        EvidenceFile,
        "SELECT name, kind, coalesce(content, '') AS content, kept_as, withdrawn_at"
        " FROM adoption_evidence WHERE id = $1",
        number,
    )
    if found is None:
        raise NotFound("Dit bewijs bestaat niet.")
    if found.withdrawn_at is not None:
        raise NotFound("Dit bewijs is ingetrokken.")
    return await opened(found)


async def evidence_place(number: int, *, today: date) -> EvidencePlace:
    """Where a file belongs; NotFound if there is none, or if it was withdrawn."""
    place = await fetch_one_as(
        EvidencePlace,
        "SELECT f.id, f.name, e.solution, s.title, e.municipality, m.code, m.name AS municipality_name,"
        ' e.happened_on AS "on"'
        " FROM adoption_evidence f JOIN adoption_event e ON e.id = f.event JOIN solution s ON s.id = e.solution"
        " JOIN municipality m ON m.id = e.municipality WHERE f.id = $1 AND f.withdrawn_at IS NULL",
        number,
    )
    if place is None:
        raise NotFound("Dit bewijs bestaat niet, of het is al ingetrokken.")
    owner = successors(await mergers(), on=today).get(place.municipality, place.municipality)
    return msgspec.structs.replace(place, owner=owner)
