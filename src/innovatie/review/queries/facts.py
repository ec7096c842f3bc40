"""What an assignment is built from: the groups of a round, the admitted reviewers, and who is near to whom."""

import re
from datetime import date, datetime

import msgspec

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.phases import Phase
from innovatie.infra.database import fetch_as, fetch_one_value

BUSY = ("open", "ingeleverd")
"""States of an assignment that count for a reviewer's load and a group's number of reviews."""


class GroupFact(msgspec.Struct, frozen=True):
    """A group of the round: everything of its ideas that matters for fit and stakes."""

    id: int
    title: str
    theme: str
    ideas: int
    text: str
    kring: int | None
    municipalities: frozenset[int]
    partnerships: frozenset[int]
    people: frozenset[int]


class ReviewerFact(msgspec.Struct, frozen=True):
    """An admitted reviewer. `employers` are numbers of municipalities; `load` is what is assigned this round."""

    id: int
    person: int
    name: str
    municipality: int | None
    municipality_name: str
    kring: int | None
    themes: tuple[str, ...]
    words: str
    maximum: int
    suppliers: tuple[str, ...]
    employers: frozenset[int]
    declared: frozenset[int]
    load: int


class PairFact(msgspec.Struct, frozen=True):
    """A pair with its state or kind (of an assignment or of a rule of the chair)."""

    group: int
    reviewer: int
    kind: str


class _Group(msgspec.Struct, frozen=True):
    id: int
    title: str
    theme: str
    summary: str
    founder: int
    ideas: int
    text: str | None
    municipalities: frozenset[int] | None
    partnerships: frozenset[int] | None
    people: frozenset[int] | None


class _Reviewer(msgspec.Struct, frozen=True):
    id: int
    person: int
    name: str
    municipality: int | None
    municipality_name: str | None
    themes: tuple[str, ...]
    words: str
    maximum: int
    suppliers: str
    employers: frozenset[int]
    declared: frozenset[int]
    load: int


class _Membership(msgspec.Struct, frozen=True):
    municipality: int
    partnership: int


_GROUPS = """
SELECT g.id, g.title, g.theme, g.summary, f.municipality AS founder,
       count(DISTINCT i.id) AS ideas,
       string_agg(DISTINCT concat_ws(' ', i.title, i.summary, i.problem, i.approach), ' ') AS text,
       array_agg(DISTINCT i.municipality) || array_remove(array_agg(DISTINCT ip.municipality), NULL) AS municipalities,
       array_remove(array_agg(DISTINCT i.partnership), NULL) AS partnerships,
       array_remove(array_agg(DISTINCT i.created_by) || array_agg(DISTINCT ip.joined_by), NULL) AS people
  FROM round_group rg
  JOIN idea_group g ON g.id = rg."group"
  JOIN idea f ON f.id = g.founding_idea
  JOIN group_member gm ON gm."group" = g.id
  JOIN idea i ON i.id = gm.idea
  LEFT JOIN idea_participant ip ON ip.idea = i.id AND ip.left_at IS NULL
 WHERE rg.round = $1
 GROUP BY g.id, f.municipality
 ORDER BY g.id
"""


async def groups_of(round_id: int, *, today: date) -> tuple[GroupFact, ...]:
    """The groups that take part in this round."""
    kring = await _kring_of(today)
    return tuple(
        GroupFact(
            id=row.id,
            title=row.title,
            theme=row.theme,
            ideas=row.ideas,
            text=f"{row.title}. {row.summary} {row.text or ''}",
            kring=kring.get(row.founder),
            municipalities=row.municipalities or frozenset(),
            partnerships=row.partnerships or frozenset(),
            people=row.people or frozenset(),
        )
        for row in await fetch_as(_Group, _GROUPS, round_id)
    )


async def reviewers_for(round_id: int, *, today: date) -> tuple[ReviewerFact, ...]:
    """Everybody who has been admitted and is active, with the load in this round."""
    kring = await _kring_of(today)
    rows = await fetch_as(
        _Reviewer,
        """
        SELECT r.*, p.name, m.name AS municipality_name,
               array(SELECT "group" FROM declared_stake d WHERE d.reviewer = r.id) AS declared,
               (SELECT count(*) FROM assignment a WHERE a.reviewer = r.id AND a.round = $1
                   AND a.state = ANY($2::text[])) AS load
          FROM reviewer r JOIN person p ON p.id = r.person AND p.active
          LEFT JOIN municipality m ON m.id = r.municipality
         WHERE r.state = 'toegelaten' ORDER BY r.id
        """,
        round_id,
        list(BUSY),
    )
    return tuple(
        ReviewerFact(
            id=row.id,
            person=row.person,
            name=row.name,
            municipality=row.municipality,
            municipality_name=row.municipality_name or "",
            kring=None if row.municipality is None else kring.get(row.municipality),
            themes=row.themes,
            words=row.words,
            maximum=row.maximum,
            suppliers=lines(row.suppliers),
            employers=row.employers,
            declared=row.declared,
            load=row.load,
        )
        for row in rows
    )


async def _kring_of(today: date) -> dict[int, int]:
    """The Kring of each municipality today (the first, when it is in more)."""
    rows = await fetch_as(
        _Membership,
        """
        SELECT DISTINCT ON (pm.municipality) pm.municipality, pm.partnership
          FROM partnership_member pm JOIN partnership p ON p.id = pm.partnership
         WHERE p.kind = 'kring' AND pm.starts <= $1 AND (pm.ends IS NULL OR pm.ends >= $1)
         ORDER BY pm.municipality, pm.partnership
        """,
        today,
    )
    return {row.municipality: row.partnership for row in rows}


async def partnerships_of(round_id: int, *, today: date) -> dict[int, list[int]]:
    """Kringen and partnerships of each municipality at any moment since the round opened."""
    opened = await fetch_one_value(
        datetime,
        "SELECT opened_at FROM phase_window WHERE round = $1 AND phase = $2",
        round_id,
        Phase.SUBMIT.value,
    )
    since = dutch_day(opened) if opened else today
    found: dict[int, list[int]] = {}
    for row in await fetch_as(
        _Membership,
        "SELECT DISTINCT municipality, partnership FROM partnership_member"
        " WHERE starts <= $1 AND (ends IS NULL OR ends >= $2) ORDER BY municipality, partnership",
        today,
        since,
    ):
        found.setdefault(row.municipality, []).append(row.partnership)
    return found


async def number_of_municipalities(*, today: date) -> int:
    """How many there are today."""
    sql = "SELECT count(*) FROM municipality WHERE ended IS NULL OR ended > $1"
    return await fetch_one_value(int, sql, today) or 0


async def rules_of(round_id: int) -> tuple[PairFact, ...]:
    """Pairs the chair pinned (vast) or forbade (uitgesloten)."""
    sql = 'SELECT "group", reviewer, kind FROM pair_rule WHERE round = $1 ORDER BY id'
    return tuple(await fetch_as(PairFact, sql, round_id))


async def assigned_in(round_id: int) -> tuple[PairFact, ...]:
    """Every assignment of the round with its state, also those that ended."""
    sql = 'SELECT "group", reviewer, state AS kind FROM assignment WHERE round = $1 ORDER BY id'
    return tuple(await fetch_as(PairFact, sql, round_id))


def lines(text: str) -> tuple[str, ...]:
    """One name a line, without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def suppliers_named(text: str, names: set[str]) -> frozenset[str]:
    """Which of these suppliers are named in a text, as whole words, without regard to case."""
    folded = text.casefold()
    return frozenset(
        name for name in names if re.search(rf"(?<!\w){re.escape(' '.join(name.casefold().split()))}(?!\w)", folded)
    )
