"""What no row may hold, whichever column it is: each column of each table is asked the same questions.

Each table is copied with its rules and without its other needs (NOT NULL, foreign keys), and rows are put in that hold
nothing but what is asked about. So one wall is tried at a time, and a column that has none is found by itself.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import NamedTuple

import asyncpg
from piccolo.columns import (
    JSONB,
    BigInt,
    Column,
    DoublePrecision,
    ForeignKey,
    Integer,
    Real,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)

from innovatie.domain import text_limits
from innovatie.piccolo_app import APP_CONFIG
from tests.house.domain_rules import CLOSED

TABLES = {table._meta.tablename: table for table in APP_CONFIG.table_classes}
EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
EITHER = ("[]", "{}")
LONGEST = "x" * (text_limits.RECORD + 1)

BESIDE: dict[str, dict[str, object]] = {"round_vote.result": {"closed_at": EARLY, "counted_at": LATE}}
"""What goes with a column whatever it holds."""
BEGINS = {"publication_plan": "planned_at"}
"""The moment of which a row begins, where it is not the first that the table names."""
WITHOUT = {
    "session.ended_at": "ending what somebody may do never fails, whatever a clock says",
    "person.erased_at": "nor does erasing somebody",
    "person.signed_in_at": "nor does signing in",
    "idea.submitted_at": "the day that a source names, years before it came in here",
    "subscription.former_until": "the end of a secret, whenever that began",
    "idea.summary": "a draft may have a title only; what is handed in is asked below",
    "sign_in_attempt.after": "nothing: the first page",
    "sign_in_link.after": "nothing: the first page",
    "agreement.shown_at": "shown once, changed ever after",
    "review.handed_in_at": "handed in once, and kept anew when the reviewers heard each other",
    "round.starts_at": "the begin of a day, that of today too",
    "phase_change.old_deadline": "a deadline that passed is put off too",
    "phase_change.new_deadline": "what a row of phase_window held by then, which has the wall",
    "assignment.due": "somebody is replaced after the deadline too",
    "subscription.busy_until": "by the clock of the database, which stands beside that of the site",
    "subscription.failing_since": "by the clock of the worker, and no event may wait for that",
    "event_delivery.tried_at": "by the clock of the worker, and no event may wait for that",
    "event_delivery.skipped_at": "by the clock of the worker, and no event may wait for that",
    "queued_mail.claimed_at": "by the clock of the worker, and no mail may wait for that",
    "queued_mail.finished_at": "by the clock of the worker, and no mail may wait for that",
}
"""Columns that have no such wall, and why not."""


class Question(NamedTuple):
    """What is put in (`row`), whether it must be refused, and whose wall it tries."""

    of: str
    row: dict[str, object]
    refused: bool = True


def name_of(column: Column) -> str:
    return f"{column._meta.table._meta.tablename}.{column._meta.name}"


@cache
def columns() -> tuple[Column, ...]:
    return tuple(column for table in TABLES.values() for column in table._meta.columns if column._meta.name != "id")


def shapes() -> Iterator[Question]:
    """A column of JSON takes a list or an object, whichever its domain is, and nothing else."""
    for column in columns():
        if isinstance(column, JSONB):
            name, beside = column._meta.name, BESIDE.get(name_of(column), {})
            yield from (Question(name_of(column), {name: wrong} | beside) for wrong in ('"a"', "1", "true", "null"))
            yield Question(name_of(column), {name: EITHER} | beside)


def numbers() -> Iterator[Question]:
    for column in columns():
        if isinstance(column, Real | DoublePrecision):
            yield from (Question(name_of(column), {column._meta.name: float(bad)}) for bad in ("nan", "inf", "-inf"))


def lengths() -> Iterator[Question]:
    for column in columns():
        if isinstance(column, Text):
            yield Question(name_of(column), {column._meta.name: LONGEST})


def blanks() -> Iterator[Question]:
    """A text that must be given says something; one that may be left out is left out as NULL only."""
    for column in columns():
        key = (column._meta.table._meta.tablename, column._meta.name)
        asked = isinstance(column, Text | Varchar) and key not in CLOSED
        if asked and (column._meta.null or column._meta.params["default"] is None):
            yield from (Question(name_of(column), {column._meta.name: blank}) for blank in ("", "  ", "\n"))


def addresses() -> Iterator[Question]:
    """An address or domain that somebody is known by stands there in one way."""
    for name in ("person.email", "colleague_invitation.email", "refused_address.address", "allowed_domain.domain"):
        column = name.split(".")[1]
        yield from (Question(name, {column: bad}) for bad in ("A@b.nl", " a@b.nl", "a@b.nl ", "a@b.nl\n", "a b@b.nl"))


def some(column: Column) -> object:
    """A value that says: somebody."""
    return 1 if isinstance(column, ForeignKey | Integer | BigInt | SmallInt) else "a"


def moments() -> Iterator[Question]:
    """Who did something did it at a moment, and nothing of a row lies before its first moment."""
    for tablename, table in TABLES.items():
        known = {column._meta.name: column for column in table._meta.columns}
        for name, column in known.items():
            at = f"{name.removesuffix('_by')}_at"
            if name.endswith("_by") and at in known and known[at]._meta.null:
                yield Question(f"{tablename}.{at}", {name: some(column)})
        given = [name for name, column in known.items() if isinstance(column, Timestamptz) and not column._meta.null]
        first = BEGINS.get(tablename, *given[:1]) if given else None
        for name, column in known.items():
            if isinstance(column, Timestamptz) and column._meta.null and first is not None:
                yield Question(f"{tablename}.{name}", {first: LATE, name: EARLY})


NAMED = (
    Question("agreement_party.leaves_on", {"notice_on": date(2026, 1, 2), "leaves_on": date(2026, 1, 1)}),
    Question("adoption_status.confirmed_on", {"since": date(2026, 1, 2), "confirmed_on": date(2026, 1, 1)}),
    Question("queued_mail.claimed_at", {"state": "bezig"}),
    Question("queued_mail.claimed_at", {"state": "onderweg"}),
    Question("queued_mail.finished_at", {"state": "geweigerd"}),
    Question("queued_mail.finished_at", {"state": "ingetrokken"}),
    Question("queued_mail.finished_at", {"state": "onzeker"}),
    Question("review.total", {"version": 1, "handed_in_at": LATE, "confidence": 2, "answers": "{}"}),
    Question("review.confidence", {"version": 1, "handed_in_at": LATE, "total": 2, "answers": "{}"}),
    Question("review.total", {"version": 1, "handed_in_at": LATE, "confidence": 2, "total": 3}, refused=False),
    Question(
        "review.total",
        {"version": 1, "handed_in_at": LATE, "confidence": 2, "answers": '{"totaal": {"kan_niet": true}}'},
        refused=False,
    ),
    Question(
        "idea.summary", {"state": "ingediend", "submitted_at": LATE, "theme": "zorg-en-ondersteuning", "summary": " "}
    ),
    Question("adoption_evidence.name", {"name": " "}),
    Question("session.challenge_at", {"challenge": b"a"}),
    Question("person.email", {"email": "a@b.nl"}, refused=False),
)


async def bare_copy(connection: asyncpg.Connection, table: str) -> None:
    """A table `bare` with the rules of `table`, but for its needs and for the rules that a row of nothing breaks."""
    await connection.execute(f'CREATE TEMP TABLE bare (LIKE "{table}" INCLUDING CONSTRAINTS) ON COMMIT DROP')
    for name in ("id", *(column._meta.name for column in TABLES[table]._meta.columns)):
        await connection.execute(f'ALTER TABLE bare ALTER COLUMN "{name}" DROP NOT NULL')
    while rule := await refusal(connection, {"id": None}):
        await connection.execute(f"ALTER TABLE bare DROP CONSTRAINT {rule}")


async def refusal(connection: asyncpg.Connection, row: dict[str, object]) -> str:
    """The rule that refuses the row; '' when none does. Nothing stays."""
    names = ", ".join(f'"{name}"' for name in row)
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    trial = connection.transaction()
    await trial.start()
    try:
        await connection.execute(f"INSERT INTO bare ({names}) VALUES ({places})", *row.values())
    except asyncpg.CheckViolationError as error:
        return str(error.constraint_name)
    finally:
        await trial.rollback()
    return ""


async def wrongly_answered(dsn: str, questions: list[Question]) -> dict[str, str]:
    """Columns of which the database says the other thing, with what it was asked."""
    connection = await asyncpg.connect(dsn, statement_cache_size=0)  # each table is `bare` once
    wrong = {}
    try:
        for table in sorted({question.of.split(".")[0] for question in questions}):
            async with connection.transaction():
                await bare_copy(connection, table)
                for of, row, refused in (question for question in questions if question.of.split(".")[0] == table):
                    either = [name for name, value in row.items() if value is EITHER]
                    rows = [row | {name: one} for name in either for one in EITHER] or [row]
                    let_in = [one for one in rows if not await refusal(connection, one)]
                    if len(let_in) != (1 if either else not refused):
                        wrong[of] = str(row)[:100]
    finally:
        await connection.close()
    return wrong


KINDS = {
    "a list is no object": shapes,
    "a number is a number": numbers,
    "a text has an end": lengths,
    "what must be said says something": blanks,
    "an address stands in one way": addresses,
    "an act has its moment, in order": moments,
    "what is asked of one column": lambda: NAMED,
}


def test_no_column_takes_what_its_kind_forbids(database_dsn: str) -> None:
    questions = {kind: list(ask()) for kind, ask in KINDS.items()}
    assert min(map(len, questions.values())) > 10
    wrong = asyncio.run(wrongly_answered(database_dsn, [one for asked in questions.values() for one in asked]))
    assert {of: row for of, row in wrong.items() if of not in WITHOUT} == {}
    assert set(WITHOUT) - set(wrong) == set(), "these have a wall after all"
