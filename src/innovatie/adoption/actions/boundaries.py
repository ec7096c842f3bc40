"""Real boundaries, brought in by an operator."""

import codecs
import json
from datetime import date, datetime
from pathlib import Path

from innovatie.adoption.queries.histories import municipalities_on
from innovatie.adoption.tables import BoundarySet
from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.boundaries import on_sheet, read
from innovatie.domain.errors import Invalid
from innovatie.domain.file_reasons import why_not
from innovatie.domain.json_faults import fault_of
from innovatie.domain.wording import wording
from innovatie.infra.database import transaction


async def import_boundaries(
    *, actor: Actor, path: Path, valid_from: date, source: str, now: datetime
) -> tuple[int, tuple[str, ...]]:
    """Keep the boundaries in a TopoJSON or GeoJSON file; how many municipalities, and which of today's have none.

    A set for the same day is replaced. Invalid, with the reason, when the file is something else.
    """
    authority.require(actor, Act.MANAGE_MUNICIPALITIES)
    try:
        body = path.read_bytes().removeprefix(codecs.BOM_UTF8)  # noqa: ASYNC240 -- once, by an operator
        content = json.loads(body.decode("utf-8"))
    except OSError as error:
        raise Invalid(
            {"bestand": wording("%(bestand)s: niet te lezen (%(reden)s).", bestand=path, reden=why_not(error))}
        ) from None
    except ValueError:
        raise Invalid(
            {"bestand": wording("%(bestand)s: geen geldige JSON (%(reden)s).", bestand=path, reden=fault_of(body))}
        ) from None
    sheet, height = on_sheet(read(content))
    sheet = {code: rings for code, rings in sheet.items() if rings}
    async with transaction():
        found = BoundarySet(valid_from=valid_from, source=source[:200], height=height, rings=sheet, imported_at=now)
        await BoundarySet.insert(found).on_conflict(
            action="DO UPDATE",
            target=BoundarySet.valid_from,
            values=[BoundarySet.source, BoundarySet.height, BoundarySet.rings, BoundarySet.imported_at],
        )
        await record(
            actor=actor,
            act="grenzen invoeren",
            object_kind="grenzen",
            object_id=valid_from.isoformat(),
            origin="opdracht",
            details={"gemeenten": len(sheet)},
            now=now,
        )
    there = await municipalities_on(valid_from)
    return len(sheet), tuple(sorted(code for code in there.values() if code not in sheet))
