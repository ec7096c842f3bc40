"""Files that go with statements."""

from datetime import date

import msgspec

from innovatie.adoption.queries.histories import mergers
from innovatie.adoption.queries.solutions import slug_of
from innovatie.domain.adoption_states import successors
from innovatie.domain.errors import NotFound
from innovatie.infra.database import fetch_row


class EvidenceFile(msgspec.Struct, frozen=True):
    """A file that goes with a statement."""

    name: str
    kind: str
    content: bytes


class EvidencePlace(msgspec.Struct, frozen=True):
    """Which statement a file goes with: enough to say what would be taken back."""

    id: int
    name: str
    solution: int
    slug: str
    title: str
    municipality: int
    code: str
    municipality_name: str
    owner: int
    """The municipality that decides today: this one, or the one it went up in."""
    on: date


async def evidence_file(number: int) -> EvidenceFile:
    """The file with this number; NotFound if there is none, or if it was withdrawn."""
    row = await fetch_row("SELECT name, kind, content, withdrawn_at FROM adoption_evidence WHERE id = $1", number)
    if row is None:
        raise NotFound("Dit bewijs bestaat niet.")
    if row["withdrawn_at"] is not None:
        raise NotFound("Dit bewijs is ingetrokken.")
    return EvidenceFile(row["name"], row["kind"], row["content"])


async def evidence_place(number: int, *, today: date) -> EvidencePlace:
    """Where a file belongs; NotFound if there is none, or if it was withdrawn."""
    row = await fetch_row(
        "SELECT f.id, f.name, e.solution, s.title, e.municipality, m.code, m.name AS town, e.happened_on"
        " FROM adoption_evidence f JOIN adoption_event e ON e.id = f.event JOIN solution s ON s.id = e.solution"
        " JOIN municipality m ON m.id = e.municipality WHERE f.id = $1 AND f.withdrawn_at IS NULL",
        number,
    )
    if row is None:
        raise NotFound("Dit bewijs bestaat niet, of het is al ingetrokken.")
    return EvidencePlace(
        id=row["id"],
        name=row["name"],
        solution=row["solution"],
        slug=slug_of(row["solution"], row["title"]),
        title=row["title"],
        municipality=row["municipality"],
        code=row["code"],
        municipality_name=row["town"],
        owner=successors(await mergers(), on=today).get(row["municipality"], row["municipality"]),
        on=row["happened_on"],
    )
