"""What the feeds tell: each function gives one feed, made of the public collections where these have it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from innovatie.adoption.public_data import SOLUTIONS, STATEMENTS, OplossingUit
from innovatie.changes.collection import Asked, one, piece
from innovatie.domain.adoption_states import LABELS
from innovatie.domain.dutch_dates import day_in_words, dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.slugs import number_of, numbered
from innovatie.domain.themes import BY_SLUG
from innovatie.grouping.public_data import GROUPS
from innovatie.ideas.public_data import PLANS, IdeeUit
from innovatie.infra.database import fetch_as
from innovatie.insight.places.queries import place_address
from innovatie.municipalities.queries import municipality_by_code
from innovatie.rounds.course import course_of
from innovatie.rounds.queries import ChangeRow, round_by_code
from innovatie.search.addresses import filters_in, path_of, question_in
from innovatie.search.answering import ask
from innovatie.web.atom import Entry, Feed

MOST: Final = 30
"""Entries of a feed."""
_SAID: Final = {
    "open": "De fase {} is geopend",
    "extend": "De fase {} duurt langer",
    "lapsed": "De fase {} is voorbij",
    "back": "De fase {} is teruggenomen",
    "end": "VNG heeft de ronde beëindigd",
    "close": "De fase {} is gesloten",
    "finalist-gone": "Finalist ‘{}’ doet niet meer mee",
    "winner-gone": "Winnaar ‘{}’ is ingetrokken",
    "winner-back": "‘{}’ is toch winnaar",
}


class _Joined(msgspec.Struct, frozen=True):
    """A plan of a group, and when it came into it."""

    id: int
    title: str
    summary: str
    municipality: str
    at: datetime


async def all_plans(now: datetime) -> Feed:
    """The newest plans."""
    return Feed("Innovatie: nieuwe plannen", "/ideeen", await _plans(now))


async def plans_of_theme(name: str, now: datetime) -> Feed:
    """The newest plans of a theme. Raises NotFound."""
    theme = BY_SLUG.get(name)
    if theme is None:
        raise NotFound("Dit thema bestaat niet.")
    return Feed(f"Innovatie: plannen over {theme.label.lower()}", f"/themas/{name}", await _plans(now, thema=name))


async def new_groups(now: datetime) -> Feed:
    """The newest groups."""
    found = await piece(GROUPS, Asked(now=now, order="-nummer"), limit=MOST)
    entries = tuple(
        Entry(
            name=group.webpagina.href,
            address=f"/groepen/{numbered(group.nummer, group.titel)}",
            title=group.titel,
            at=group.gemaakt_op,
            summary=group.samenvatting,
            author=group.trekker or "",
        )
        for group in found.items
    )
    return Feed("Innovatie: nieuwe groepen", "/groepen", entries)


async def of_group(segment: str, now: datetime) -> Feed:
    """The plans that came into a group. Raises NotFound."""
    number = number_of(segment)
    group = await one(GROUPS, str(number), now=now) if number is not None else None
    if group is None:
        raise NotFound("Deze groep bestaat niet.")
    found = await fetch_as(
        _Joined,
        """
        SELECT i.id, i.title, i.summary, m.name AS municipality, k.added_at AS at
          FROM group_member k JOIN idea i ON i.id = k.idea AND i.state = 'ingediend'
          JOIN municipality m ON m.id = i.municipality
         WHERE k."group" = $1 ORDER BY k.added_at DESC, i.id DESC LIMIT $2
        """,
        group.nummer,
        MOST,
    )
    entries = tuple(_entry(plan.id, plan.title, plan.at, plan.summary, plan.municipality) for plan in found)
    return Feed(f"Innovatie: groep {group.titel}", f"/groepen/{numbered(group.nummer, group.titel)}", entries)


async def of_municipality(segment: str, now: datetime) -> Feed:
    """What a municipality submitted or joined, and what it said of solutions. Raises NotFound."""
    town = await municipality_by_code(segment.partition("-")[0][:6], day=dutch_day(now))
    said = await piece(STATEMENTS, Asked(now=now, order="-nummer", filters={"gemeente": town.code}), limit=MOST)
    solutions: dict[int, OplossingUit] = {}
    for number in {told.oplossing for told in said.items}:
        solution = await one(SOLUTIONS, str(number), now=now)
        if solution is not None:
            solutions[number] = solution
    statements = tuple(
        Entry(
            name=f"/overname/{told.oplossing}#melding-{told.nummer}",
            address=f"/overname/{numbered(told.oplossing, solutions[told.oplossing].titel)}",
            title=f"{solutions[told.oplossing].titel}: {str.__str__(LABELS[told.stap]).lower()}",
            at=told.gemeld_op,
            summary=told.toelichting,
            author=town.name,
        )
        for told in said.items
        if told.oplossing in solutions
    )
    entries = (*await _plans(now, gemeente=town.code), *statements)
    return Feed(f"Innovatie: gemeente {town.name}", place_address(town.code, town.name), _newest(entries))


async def of_round(code: str, now: datetime) -> Feed:
    """The course of a round and the plans that take part. Raises NotFound, for a draft too."""
    found = await round_by_code(code, now=now)
    page = f"/rondes/{found.code}"
    course = tuple(
        Entry(
            name=f"{page}#{change.at.timestamp():.0f}-{change.kind}",
            address=page,
            title=_SAID.get(change.kind, _SAID["close"]).format(
                change.about or str.__str__(change.phase_label).lower()
            ),
            at=change.at,
            summary=_why(change),
        )
        for change in await course_of(found.id)
    )
    return Feed(f"Innovatie: {found.name}", page, _newest((*course, *await _plans(now, ronde=found.code))))


async def of_search(asked: Mapping[str, object]) -> Feed:
    """The newest finds of a search, which stands in the address."""
    question, filters = question_in(asked), filters_in(asked)
    _query, answer = await ask(question, filters=filters, sort="nieuwste", limit=MOST, with_facets=False)
    entries = tuple(
        Entry(
            name=f"/{hit.address.split('/')[1]}/{hit.object}",
            address=hit.address,
            title=hit.title,
            at=hit.at,
            summary=hit.body[:500],
            author=hit.owner,
        )
        for hit in answer.hits
        if hit.at is not None
    )
    title = f"Innovatie: zoeken naar {question}" if question else "Innovatie: zoeken"
    return Feed(title, path_of(question, filters), entries)


async def _plans(now: datetime, **filters: str) -> tuple[Entry, ...]:
    found = await piece(PLANS, Asked(now=now, order="-ingediendOp", filters=filters), limit=MOST)
    return tuple(_of_plan(plan) for plan in found.items)


def _of_plan(plan: IdeeUit) -> Entry:
    return _entry(plan.nummer, plan.titel, plan.ingediend_op or plan.gewijzigd_op, plan.samenvatting, plan.gemeente)


def _entry(number: int, title: str, at: datetime, summary: str, author: str) -> Entry:
    return Entry(
        name=f"/ideeen/{number}",
        address=f"/ideeen/{numbered(number, title)}",
        title=title,
        at=at,
        summary=summary,
        author=author,
    )


def _newest(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True)[:MOST])


def _why(change: ChangeRow) -> str:
    until = "" if change.new_deadline is None else f"Tot en met {day_in_words(change.new_deadline)}. "
    return until + change.reason
