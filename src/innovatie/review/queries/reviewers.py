"""Reviewers as the desk of VNG and they themselves see them."""

from datetime import date, datetime

import msgspec

from innovatie.domain.themes import THEMES
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.review.queries.facts import lines

STATES = {
    "uitgenodigd": wording("Uitgenodigd"),
    "aangemeld": wording("Aangemeld"),
    "toegelaten": wording("Toegelaten"),
    "gestopt": wording("Gestopt"),
}
_THEMES = {theme.slug: theme.label for theme in THEMES}


class ReviewerProfile(msgspec.Struct, frozen=True):
    """A reviewer's expertise, load and declared interests."""

    id: int
    person: int
    name: str
    municipality: int | None
    municipality_name: str
    state: str
    state_label: str
    themes: tuple[str, ...]
    theme_labels: tuple[str, ...]
    words: str
    maximum: int
    suppliers: tuple[str, ...]
    employers: tuple[int, ...]
    employer_names: tuple[str, ...]
    created_at: datetime


class MunicipalityOption(msgspec.Struct, frozen=True):
    """A municipality to choose from."""

    id: int
    name: str


class PersonOption(msgspec.Struct, frozen=True):
    """Somebody who may be invited to review."""

    id: int
    name: str
    municipality_name: str


class _Row(msgspec.Struct, frozen=True):
    id: int
    person: int
    name: str
    municipality: int | None
    municipality_name: str
    state: str
    themes: tuple[str, ...]
    words: str
    maximum: int
    suppliers: str
    employers: tuple[int, ...]
    employer_names: tuple[str, ...]
    created_at: datetime


_PROFILE = """
SELECT r.*, p.name, coalesce(m.name, '') AS municipality_name,
       array(SELECT e.name FROM municipality e WHERE r.employers @> to_jsonb(e.id)
              ORDER BY e.sort_name) AS employer_names
  FROM reviewer r JOIN person p ON p.id = r.person LEFT JOIN municipality m ON m.id = r.municipality
"""


async def profile_of(person_id: int) -> ReviewerProfile | None:
    """This person as a reviewer, or None."""
    row = await fetch_one_as(_Row, f"{_PROFILE} WHERE r.person = $1", person_id)
    return None if row is None else _profile(row)


async def profile(reviewer_id: int) -> ReviewerProfile | None:
    """The reviewer with this number, or None."""
    row = await fetch_one_as(_Row, f"{_PROFILE} WHERE r.id = $1", reviewer_id)
    return None if row is None else _profile(row)


async def profiles() -> tuple[ReviewerProfile, ...]:
    """Everybody: who waits for an answer first, then by name."""
    rows = await fetch_as(_Row, f"{_PROFILE} ORDER BY (r.state <> 'aangemeld'), p.name, r.id")
    return tuple(_profile(row) for row in rows)


async def municipalities() -> tuple[MunicipalityOption, ...]:
    """Every municipality that exists, by name."""
    sql = "SELECT id, name FROM municipality WHERE ended IS NULL ORDER BY sort_name"
    return tuple(await fetch_as(MunicipalityOption, sql))


async def possible_reviewers(*, today: date) -> tuple[PersonOption, ...]:
    """Who has a role at a municipality today, and is no reviewer yet."""
    rows = await fetch_as(
        PersonOption,
        """
        SELECT DISTINCT ON (p.name, p.id) p.id, p.name, m.name AS municipality_name
          FROM person p JOIN role_grant g ON g.person = p.id AND g.revoked_at IS NULL
           AND g.starts <= $1 AND (g.ends IS NULL OR g.ends >= $1)
          JOIN municipality m ON m.id = g.municipality
         WHERE p.active AND NOT EXISTS (SELECT 1 FROM reviewer r WHERE r.person = p.id)
         ORDER BY p.name, p.id, m.sort_name
        """,
        today,
    )
    return tuple(rows)


def _profile(row: _Row) -> ReviewerProfile:
    return ReviewerProfile(
        id=row.id,
        person=row.person,
        name=row.name,
        municipality=row.municipality,
        municipality_name=row.municipality_name,
        state=row.state,
        state_label=STATES[row.state],
        themes=row.themes,
        theme_labels=tuple(_THEMES.get(slug, slug) for slug in row.themes),
        words=row.words,
        maximum=row.maximum,
        suppliers=lines(row.suppliers),
        employers=row.employers,
        employer_names=row.employer_names,
        created_at=row.created_at,
    )
