"""What municipalities said before they used a solution: today, and as it was kept beside each forecast."""

from collections.abc import Mapping
from datetime import date

import msgspec

from innovatie.adoption.queries.histories import mergers
from innovatie.domain.adoption_states import Status, successors
from innovatie.domain.diffusion.signs import KeptSign, SignScore, came_true, present_signs
from innovatie.domain.vocabulary import LeadingSign
from innovatie.infra.database import fetch_as, fetch_values


class _Answer(msgspec.Struct, frozen=True):
    """A municipality that answered ja, and on which day (in the Netherlands)."""

    municipality: int
    day: date


class _FirstUse(msgspec.Struct, frozen=True):
    """When a municipality of today first used a solution."""

    solution: int
    municipality: int
    day: date


async def signs_of(
    solution_id: int, statuses: Mapping[int, Status], *, today: date
) -> dict[LeadingSign, frozenset[int]]:
    """Who gives which sign today; `statuses` are those of today. Answers on a ballot count from its publication."""
    answers = await fetch_as(
        _Answer,
        """
        SELECT i.municipality, max((i.answered_at AT TIME ZONE 'Europe/Amsterdam')::date) AS day
          FROM solution s JOIN adoption_intention i ON i."group" = s.grp JOIN round_vote v ON v.id = i.vote
         WHERE s.id = $1 AND i.answer = 'ja' AND (v.revealed_at AT TIME ZONE 'Europe/Amsterdam')::date <= $2
         GROUP BY i.municipality
        """,
        solution_id,
        today,
    )
    pilots = await fetch_values(
        int,
        """
        SELECT DISTINCT i.municipality FROM solution s JOIN group_member m ON m."group" = s.grp
          JOIN idea i ON i.id = m.idea
         WHERE s.id = $1 AND i.stage = 'pilot' AND i.state = 'ingediend'
           AND (i.submitted_at AT TIME ZONE 'Europe/Amsterdam')::date <= $2
        """,
        solution_id,
        today,
    )
    goes_to = successors(await mergers(), on=today)
    said = [(answer.municipality, answer.day) for answer in answers]
    return present_signs(statuses, said, pilots, goes_to, today=today)


async def sign_scores(solution_id: int, *, today: date) -> tuple[SignScore, ...]:
    """How many of each kept sign of a solution came true, of those that are a year old."""
    kept = await fetch_as(
        KeptSign,
        "SELECT solution, made_on, kind AS sign, ARRAY(SELECT jsonb_array_elements_text(municipalities)::int)"
        " AS municipalities FROM adoption_sign WHERE solution = $1 ORDER BY made_on, id",
        solution_id,
    )
    uses = await fetch_as(
        _FirstUse,
        "SELECT solution, municipality, first_used AS day FROM adoption_status"
        " WHERE solution = $1 AND first_used IS NOT NULL",
        solution_id,
    )
    first_used = {(use.solution, use.municipality): use.day for use in uses}
    return came_true(kept, first_used, successors(await mergers(), on=today), today=today)
