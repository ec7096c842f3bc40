"""Experiences, and the reuse kit."""

from datetime import date, datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.infra.database import execute, fetch_row, fetch_value, transaction

KIT_KINDS = ("download", "vraag", "mijlpaal")


async def write_experience(
    *,
    actor: Actor,
    solution_id: int,
    municipality_id: int,
    went_well: str,
    otherwise: str,
    contact: str,
    now: datetime,
    hours: int | None = None,
    cost_euro: int | None = None,
) -> int:
    """What this municipality learned; its number. An earlier one stays in the history."""
    authority.require(actor, Act.REPORT_ADOPTION, Context(municipality_id=municipality_id))
    if not went_well.strip() and not otherwise.strip():
        raise Invalid({"ging_goed": "Schrijf wat goed ging of wat u anders zou doen."})
    async with transaction():
        made: int = await fetch_value(
            "INSERT INTO adoption_experience (solution, municipality, went_well, otherwise, hours, cost_euro, contact,"
            " written_by, written_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
            solution_id,
            municipality_id,
            went_well,
            otherwise,
            hours,
            cost_euro,
            contact,
            actor.person_id,
            now,
        )
        await record(
            actor=actor,
            act="ervaring delen",
            object_kind="oplossing",
            object_id=solution_id,
            on_behalf_of=municipality_id,
            details={"ervaring": made},
            now=now,
        )
    return made


async def _require_kit(actor: Actor, solution_id: int) -> None:
    """VNG, or the municipality that made it."""
    maker = await fetch_row("SELECT maker FROM solution WHERE id = $1", solution_id)
    if maker is None:
        raise NotFound("Van deze oplossing volgen we de overname niet.")
    if authority.may(actor, Act.FOLLOW_SOLUTION):
        return
    if not authority.may(actor, Act.REPORT_ADOPTION, Context(municipality_id=maker["maker"])):
        raise NotAllowed("Het pakket is van de gemeente die dit maakte. Alleen die gemeente en VNG vullen het aan.")


async def add_kit_item(
    *,
    actor: Actor,
    solution_id: int,
    kind: str,
    title: str,
    text: str,
    url: str,
    now: datetime,
    planned_on: date | None = None,
) -> int:
    """Add a download, a question to ask yourself or a milestone of the plan; its number."""
    await _require_kit(actor, solution_id)
    if kind not in KIT_KINDS:
        raise Invalid({"soort": "Kies een download, een vraag of een mijlpaal."})
    if not title.strip():
        raise Invalid({"titel": "Geef dit onderdeel een titel."})
    async with transaction():
        made: int = await fetch_value(
            "INSERT INTO kit_item (solution, kind, title, text, url, planned_on, position, added_by, added_at)"
            " VALUES ($1, $2, $3, $4, $5, $6,"
            " (SELECT coalesce(max(position), 0) + 1 FROM kit_item WHERE solution = $1), $7, $8) RETURNING id",
            solution_id,
            kind,
            title.strip(),
            text,
            url,
            planned_on,
            actor.person_id,
            now,
        )
        await record(
            actor=actor,
            act="pakket aanvullen",
            object_kind="oplossing",
            object_id=solution_id,
            details={"onderdeel": made},
            now=now,
        )
    return made


async def finish_milestone(*, actor: Actor, item_id: int, on: date, now: datetime) -> None:
    """A milestone of the plan of realisation was reached on `on`."""
    row = await fetch_row("SELECT solution, kind, done_on FROM kit_item WHERE id = $1", item_id)
    if row is None or row["kind"] != "mijlpaal":
        raise NotFound("Deze mijlpaal bestaat niet.")
    await _require_kit(actor, row["solution"])
    if on > now.date():
        raise Invalid({"datum": "Deze datum ligt in de toekomst."})
    async with transaction():
        done = await execute("UPDATE kit_item SET done_on = $2 WHERE id = $1 AND done_on IS NULL", item_id, on)
        if done != "UPDATE 1":
            raise Conflict("Deze mijlpaal was al gehaald.")
        await record(
            actor=actor,
            act="mijlpaal halen",
            object_kind="oplossing",
            object_id=row["solution"],
            details={"onderdeel": item_id},
            now=now,
        )
