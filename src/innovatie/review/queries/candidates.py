"""Who could take over a review, and where one is missing."""

import msgspec

from innovatie.domain.review_assignment import Pair
from innovatie.infra.database import fetch_as
from innovatie.review.queries.facts import BUSY
from innovatie.review.queries.matching import Matching
from innovatie.review.rubrics import reviews_per_group


class Candidate(msgspec.Struct, frozen=True):
    """Somebody who could take a review."""

    reviewer: int
    name: str
    municipality_name: str
    fit: float
    load: int
    maximum: int


def best_candidates(found: Matching, group_id: int, most: int = 5) -> tuple[Candidate, ...]:
    """Who may review this group and has room, best fit first; ties to who has the least to do."""
    group = str(group_id)
    tried = {(str(a.group), str(a.reviewer)) for a in found.assigned}
    banned = {(str(r.group), str(r.reviewer)) for r in found.rules if r.kind == "uitgesloten"}
    free: list[tuple[float, int, int, Candidate]] = []
    for r in found.reviewers:
        pair: Pair = (group, str(r.id))
        if pair in found.stakes or pair in tried or pair in banned or r.load >= r.maximum:
            continue
        value = found.fits.get(pair, 0.0)
        free.append((-value, r.load, r.id, Candidate(r.id, r.name, r.municipality_name, value, r.load, r.maximum)))
    return tuple(c for *_, c in sorted(free, key=lambda f: f[:3])[:most])


class _Running(msgspec.Struct, frozen=True):
    group: int
    running: int
    ever: int


async def vacancies(round_id: int) -> dict[int, int]:
    """Groups with fewer running or finished reviews than wanted, once anything was sent: group -> how many short."""
    wanted = await reviews_per_group(round_id)
    rows = await fetch_as(
        _Running,
        'SELECT rg."group", count(a.id) FILTER (WHERE a.state = ANY($2::text[])) AS running, count(a.id) AS ever'
        ' FROM round_group rg LEFT JOIN assignment a ON a.round = rg.round AND a."group" = rg."group"'
        ' WHERE rg.round = $1 GROUP BY rg."group" ORDER BY rg."group"',
        round_id,
        list(BUSY),
    )
    return {row.group: wanted - row.running for row in rows if row.ever and row.running < wanted}
