"""Moments to celebrate: the first, ten, fifty, half of all municipalities; and telling those who made it happen."""

from datetime import datetime, timedelta

from innovatie.adoption.queries.sharing import MILESTONE_LABELS
from innovatie.adoption.queries.solutions import slug_of
from innovatie.domain.authority import Role
from innovatie.infra.database import execute, fetch, fetch_row, fetch_value
from innovatie.notifications.actions import tell
from innovatie.notifications.kinds import Kind

MARKS: dict[str, int] = {"eerste": 1, "tien": 10, "vijftig": 50}
NEWS_FOR = timedelta(days=92)


async def note_milestones(*, solution_id: int, now: datetime) -> tuple[str, ...]:
    """Write down the milestones that are reached and were not known yet, and tell of those that are news; which ones.

    One that was reached more than a quarter ago, as an import of old dates finds, is written down and told to nobody.
    """
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
            if now.date() - reached["first_used"] <= NEWS_FOR:
                await _tell(solution_id, kind, reached["municipality"], now)
    return tuple(noted)


async def _tell(solution_id: int, kind: str, municipality_id: int, now: datetime) -> None:
    """VNG, the civil servants of the municipality that made it and of the one that reached the milestone."""
    solution = await fetch_row("SELECT title, maker FROM solution WHERE id = $1", solution_id)
    assert solution is not None
    people = await fetch(
        "SELECT DISTINCT g.person FROM role_grant g JOIN person p ON p.id = g.person AND p.active"
        " WHERE g.revoked_at IS NULL AND g.starts <= $1 AND (g.ends IS NULL OR g.ends >= $1)"
        " AND (g.role = $2 OR g.role = $3 AND g.municipality = ANY($4::int[])) ORDER BY g.person",
        now.date(),
        Role.VNG_DIRECTOR.value,
        Role.CIVIL_SERVANT.value,
        [number for number in (solution["maker"], municipality_id) if number is not None],
    )
    for row in people:
        await tell(
            person_id=row["person"],
            kind=Kind.FOLLOWED,
            subject=f"Mijlpaal voor {solution['title']}: {MILESTONE_LABELS[kind].lower()}",
            body="Op de pagina staat een kaart van dat moment, als beeld om te delen.",
            path=f"/overname/{slug_of(solution_id, solution['title'])}/mijlpaal/{kind}",
            once=f"mijlpaal:{solution_id}:{kind}",
            now=now,
        )
