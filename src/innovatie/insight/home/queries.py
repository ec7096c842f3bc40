"""The figures and the news of the front page."""

from datetime import date, datetime

import msgspec

from innovatie.audit.read_cache import until_next_act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.slugs import numbered
from innovatie.infra.database import fetch_as, fetch_one_as


class Figures(msgspec.Struct, frozen=True):
    """Counts of this moment. `shared_wheels`: groups that hold ideas of two municipalities or more."""

    ideas: int
    municipalities: int
    all_municipalities: int
    groups: int
    shared_wheels: int
    joined: int


class SharedWheel(msgspec.Struct, frozen=True):
    """A group that many municipalities asked for; `since` is the year of its first idea."""

    address: str
    title: str
    summary: str
    municipalities: int
    ideas: int
    since: int


class NewIdea(msgspec.Struct, frozen=True):
    """An idea that was submitted lately."""

    address: str
    title: str
    summary: str
    municipality: str
    stage: str
    theme: str
    submitted_at: datetime


async def figures(*, now: datetime) -> Figures:
    """The figures of the front page; withdrawn ideas do not count, a municipality that merged is not in the whole."""
    return await until_next_act(("figures", dutch_day(now)), lambda: _figures(dutch_day(now)))


async def _figures(today: date) -> Figures:
    found = await fetch_one_as(
        Figures,
        """
        WITH live AS (SELECT id, municipality FROM idea WHERE state = 'ingediend'),
             grouped AS (
                SELECT m."group", count(DISTINCT l.municipality) AS municipalities
                  FROM group_member m JOIN live l ON l.id = m.idea
                  JOIN idea_group g ON g.id = m."group" AND g.merged_into IS NULL
                 GROUP BY m."group"
             )
        SELECT (SELECT count(*) FROM live) AS ideas,
               (SELECT count(DISTINCT municipality) FROM live) AS municipalities,
               (SELECT count(*) FROM municipality
                 WHERE (started IS NULL OR started <= $1) AND (ended IS NULL OR ended > $1)) AS all_municipalities,
               (SELECT count(*) FROM grouped) AS groups,
               (SELECT count(*) FROM grouped WHERE municipalities > 1) AS shared_wheels,
               (SELECT count(*) FROM idea_participant p JOIN live l ON l.id = p.idea
                 WHERE p.role = 'aangehaakt' AND p.left_at IS NULL) AS joined
        """,
        today,
    )
    return found or Figures(ideas=0, municipalities=0, all_municipalities=0, groups=0, shared_wheels=0, joined=0)


class _Shared(msgspec.Struct, frozen=True):
    id: int
    title: str
    summary: str
    municipalities: int
    ideas: int
    since: int


class _New(msgspec.Struct, frozen=True):
    id: int
    title: str
    summary: str
    municipality: str
    stage: str
    theme: str
    submitted_at: datetime


async def shared_wheels(limit: int) -> tuple[SharedWheel, ...]:
    """The groups in which most municipalities take part, by a plan of their own or by joining one; largest first."""
    rows = await fetch_as(
        _Shared,
        """
        SELECT g.id, g.title, g.summary, count(DISTINCT p.municipality) AS municipalities,
               count(DISTINCT i.id) AS ideas, min(extract(year FROM i.submitted_at))::int AS since
          FROM idea_group g JOIN group_member m ON m."group" = g.id
          JOIN idea i ON i.id = m.idea AND i.state = 'ingediend'
          JOIN idea_participant p ON p.idea = i.id AND p.left_at IS NULL
         WHERE g.merged_into IS NULL
         GROUP BY g.id HAVING count(DISTINCT i.municipality) > 1
         ORDER BY municipalities DESC, ideas DESC, g.id LIMIT $1
        """,
        limit,
    )
    return tuple(
        SharedWheel(
            address=f"/groepen/{numbered(row.id, row.title)}",
            title=row.title,
            summary=row.summary,
            municipalities=row.municipalities,
            ideas=row.ideas,
            since=row.since,
        )
        for row in rows
    )


async def new_ideas(limit: int) -> tuple[NewIdea, ...]:
    """The ideas that were submitted last, the newest first."""
    rows = await fetch_as(
        _New,
        """
        SELECT i.id, i.title, i.summary, m.name AS municipality, i.stage, i.theme, i.submitted_at
          FROM idea i JOIN municipality m ON m.id = i.municipality
         WHERE i.state = 'ingediend' ORDER BY i.submitted_at DESC, i.id DESC LIMIT $1
        """,
        limit,
    )
    return tuple(
        NewIdea(
            address=f"/ideeen/{numbered(row.id, row.title)}",
            title=row.title,
            summary=row.summary,
            municipality=row.municipality,
            stage=row.stage,
            theme=row.theme,
            submitted_at=row.submitted_at,
        )
        for row in rows
    )
