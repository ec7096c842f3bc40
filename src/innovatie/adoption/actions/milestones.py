"""Moments to celebrate: the first, ten, fifty, half of all municipalities."""

from datetime import datetime

from innovatie.infra.database import execute, fetch, fetch_value

MARKS: dict[str, int] = {"eerste": 1, "tien": 10, "vijftig": 50}


async def note_milestones(*, solution_id: int, now: datetime) -> tuple[str, ...]:
    """Write down the milestones that are reached and were not known yet; which ones."""
    rows = await fetch(
        "SELECT municipality, first_used FROM adoption_status WHERE solution = $1 AND first_used IS NOT NULL"
        " ORDER BY first_used, municipality",
        solution_id,
    )
    whole: int = await fetch_value(
        "SELECT count(*) FROM municipality WHERE (started IS NULL OR started <= $1) AND (ended IS NULL OR ended > $1)",
        now.date(),
    )
    noted = []
    for kind, number in {**MARKS, "helft": (whole + 1) // 2}.items():
        if not number or len(rows) < number:
            continue
        reached = rows[number - 1]
        tag = await execute(
            "INSERT INTO adoption_milestone (solution, kind, reached_on, municipality, noted_at)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (solution, kind) DO NOTHING",
            solution_id,
            kind,
            reached["first_used"],
            reached["municipality"],
            now,
        )
        if tag.endswith(" 1"):
            noted.append(kind)
    return tuple(noted)
