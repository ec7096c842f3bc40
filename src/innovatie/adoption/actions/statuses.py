"""What holds today per solution and municipality: reckoned from the statements, and kept for quick lists."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from innovatie.adoption.actions.milestones import note_milestones
from innovatie.adoption.queries.histories import histories, mergers
from innovatie.adoption.tables import AdoptionStatus
from innovatie.domain.adoption_states import Event, Status, carried_over, successors
from innovatie.domain.dutch_dates import dutch_day
from innovatie.infra.database import execute_many, transaction


async def rebuild(*, solution_id: int, now: datetime) -> int:
    """Reckon every present status of a solution again from its history, as after a merger; how many there are."""
    async with transaction():
        found = carried_over(await histories(solution_id), await mergers(), on=dutch_day(now))
        await AdoptionStatus.delete().where(AdoptionStatus.solution == solution_id)
        await _keep(solution_id, found)
        await note_milestones(solution_id=solution_id, now=now)
    return len(found)


async def reckon(*, solution_id: int, municipalities: Iterable[int], now: datetime) -> None:
    """Bring the quick table up to date for these municipalities, and see whether a milestone was reached."""
    known, goes_to = await mergers(), successors(await mergers(), on=dutch_day(now))
    for target in {goes_to.get(municipality, municipality) for municipality in municipalities}:
        present = carried_over(
            await family_of(solution_id=solution_id, municipality_id=target), known, on=dutch_day(now)
        ).get(target)
        if present is None:
            await AdoptionStatus.delete().where(
                AdoptionStatus.solution == solution_id, AdoptionStatus.municipality == target
            )
        else:
            await _keep(solution_id, {target: present})
    await note_milestones(solution_id=solution_id, now=now)


async def family_of(*, solution_id: int, municipality_id: int) -> dict[int, list[Event]]:
    """The histories of a municipality and of those that went up in it."""
    goes_to = successors(await mergers())
    family = [municipality_id, *(old for old, new in goes_to.items() if new == municipality_id)]
    return await histories(solution_id, only=family)


async def _keep(solution_id: int, found: Mapping[int, Status]) -> None:
    """Write what holds for each of these municipalities into the quick table."""
    await execute_many(
        "INSERT INTO adoption_status (solution, municipality, stage, since, confirmed_on, source, first_used)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (solution, municipality) DO UPDATE"
        " SET stage = $3, since = $4, confirmed_on = $5, source = $6, first_used = $7",
        [
            (
                solution_id,
                municipality,
                present.stage.value,
                present.since,
                present.confirmed,
                present.source.value,
                present.first_used,
            )
            for municipality, present in found.items()
        ],
    )
