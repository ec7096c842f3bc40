"""Moments to celebrate: the first, ten, fifty, half of all municipalities; and telling those who made it happen."""

from datetime import date, datetime, timedelta

import msgspec

from innovatie.adoption.queries.sharing import MILESTONE_LABELS
from innovatie.adoption.queries.solutions import number_of_municipalities, solution
from innovatie.adoption.tables import AdoptionMilestone
from innovatie.domain.authority import Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.vocabulary import Followed
from innovatie.domain.wording import wording
from innovatie.following.actions import tell_followers
from innovatie.infra.database import fetch_as, fetch_values
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind

MARKS: dict[str, int] = {"eerste": 1, "tien": 10, "vijftig": 50}
NEWS_FOR = timedelta(days=92)


class _User(msgspec.Struct, frozen=True):
    """A municipality that has had it in use, since when."""

    municipality: int
    first_used: date


async def note_milestones(*, solution_id: int, now: datetime) -> tuple[str, ...]:
    """Write down the milestones that are reached and were not known yet, and tell of those that are news; which ones.

    One that was reached more than a quarter ago, as an import of old dates finds, is written down and told to nobody.
    """
    users = await fetch_as(
        _User,
        "SELECT municipality, first_used FROM adoption_status WHERE solution = $1 AND first_used IS NOT NULL"
        " ORDER BY first_used, municipality",
        solution_id,
    )
    whole = await number_of_municipalities(dutch_day(now))
    noted = []
    for kind, number in {**MARKS, "helft": (whole + 1) // 2}.items():
        if not number or len(users) < number:
            continue
        reached = users[number - 1]
        milestone = AdoptionMilestone(
            solution=solution_id,
            kind=kind,
            reached_on=reached.first_used,
            municipality=reached.municipality,
            noted_at=now,
        )
        is_new = (
            await AdoptionMilestone.insert(milestone)
            .on_conflict(target=(AdoptionMilestone.solution, AdoptionMilestone.kind), action="DO NOTHING")
            .returning(AdoptionMilestone.id)
        )
        if is_new:
            noted.append(kind)
            if dutch_day(now) - reached.first_used <= NEWS_FOR:
                await _tell(solution_id, kind, reached.municipality, now)
    return tuple(noted)


async def _tell(solution_id: int, kind: str, municipality_id: int, now: datetime) -> None:
    """VNG, the civil servants of the municipality that made it and of the one that reached it; who follows it."""
    about = await solution(solution_id)
    people = await fetch_values(
        int,
        "SELECT DISTINCT g.person FROM role_grant g JOIN person p ON p.id = g.person AND p.active"
        " WHERE g.revoked_at IS NULL AND g.starts <= $1 AND (g.ends IS NULL OR g.ends >= $1)"
        " AND (g.role = $2 OR g.role = $3 AND g.municipality = ANY($4::int[])) ORDER BY g.person",
        dutch_day(now),
        Role.VNG_DIRECTOR.value,
        Role.CIVIL_SERVANT.value,
        [number for number in (about.maker_id, municipality_id) if number is not None],
    )
    subject = wording(
        "Mijlpaal voor %(titel)s: %(mijlpaal)s", titel=about.title, mijlpaal=MILESTONE_LABELS[kind].lower()
    )
    await tell_many(
        person_ids=people,
        kind=Kind.FOLLOWED,
        subject=subject,
        body=wording("Op de pagina staat een kaart van dat moment, als beeld om te delen."),
        path=f"/overname/{about.slug}/mijlpaal/{kind}",
        once=f"mijlpaal:{solution_id}:{kind}",
        now=now,
    )
    await tell_followers(
        of=[(Followed.SOLUTION, solution_id)],
        subject=subject,
        body=wording("Op de pagina staat een kaart van dat moment."),
        path=f"/overname/{about.slug}/mijlpaal/{kind}",
        once=f"mijlpaal:{solution_id}:{kind}",
        now=now,
    )
