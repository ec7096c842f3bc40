"""Conversations: one's own, those of one's municipality, and one of them with its messages."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.reaching import ConversationSide, ReportState
from innovatie.infra.database import fetch_as, fetch_one_as


class ConversationRow(msgspec.Struct, frozen=True):
    """A conversation in a list; `last` is how its newest message that is not hidden begins."""

    id: int
    kind: str
    subject: str
    title: str
    begun_by: int
    person: str
    from_id: int | None
    from_municipality: str | None
    municipality_id: int
    municipality: str
    shares_address: bool
    begun_at: datetime
    last_at: datetime
    last: str | None
    messages: int


class MessageRow(msgspec.Struct, frozen=True):
    """`report`: where a report about it stands, None when there is none. `by_id`: who wrote it."""

    id: int
    side: ConversationSide
    by_id: int
    by: str
    text: str
    at: datetime
    hidden_at: datetime | None
    hidden_reason: str
    report: ReportState | None
    ruled: bool


class ConversationDetail(ConversationRow, frozen=True):
    """`email`: the address of who began, only where that person chose to show it; `blocked`: by the municipality.

    `answering`: the municipality that was asked and those it went up in since, whose people answer now.
    """

    email: str | None
    blocked: bool
    answering: tuple[int, ...]


_TODAY = "(now() AT TIME ZONE 'Europe/Amsterdam')::date"
"""A conversation is private: a successor reads it from the day of the merger, not before."""

_ROW = f"""
    SELECT c.id, c.kind, c.subject, c.begun_by, p.name AS person, c.from_municipality AS from_id,
           f.name AS from_municipality,
           c.municipality AS municipality_id, m.name AS municipality, c.shares_address, c.begun_at, c.last_at,
           coalesce(i.title, g.title, s.title, '') AS title,
           (SELECT left(x.text, 300) FROM conversation_message x WHERE x.conversation = c.id AND x.hidden_at IS NULL
             ORDER BY x.id DESC LIMIT 1) AS last,
           (SELECT count(*) FROM conversation_message x WHERE x.conversation = c.id) AS messages,
           CASE WHEN c.shares_address AND p.active THEN p.email END AS email,
           EXISTS (SELECT FROM conversation_block b WHERE b.municipality = c.municipality AND b.person = c.begun_by)
           AS blocked, (WITH RECURSIVE line(id) AS (SELECT c.municipality UNION SELECT g.successor FROM merger g
             JOIN line ON g.predecessor = line.id
             WHERE g.takes_effect <= {_TODAY}) SELECT array_agg(id) FROM line) AS answering
      FROM conversation c JOIN person p ON p.id = c.begun_by JOIN municipality m ON m.id = c.municipality
      LEFT JOIN municipality f ON f.id = c.from_municipality
      LEFT JOIN idea i ON c.kind = 'plan' AND i.id::text = c.subject
      LEFT JOIN idea_group g ON c.kind = 'groep' AND g.id::text = c.subject
      LEFT JOIN solution s ON c.kind = 'oplossing' AND s.id::text = c.subject
"""


async def conversations_of(
    person_id: int, municipalities: Sequence[int], *, limit: int, offset: int
) -> list[ConversationRow]:
    """What this person began, and what is asked of these municipalities or of those that went up in them.

    The newest first.
    """
    return await fetch_as(
        ConversationRow,
        f"{_ROW} WHERE c.begun_by = $1 OR c.municipality IN (WITH RECURSIVE line(id) AS (SELECT unnest($2::int[])"
        f" UNION SELECT g.predecessor FROM merger g JOIN line ON g.successor = line.id"
        f" WHERE g.takes_effect <= {_TODAY}) SELECT id FROM line) ORDER BY c.last_at DESC, c.id DESC"
        " LIMIT $3 OFFSET $4",
        person_id,
        list(municipalities),
        limit,
        offset,
    )


async def conversation(number: int) -> tuple[ConversationDetail, tuple[MessageRow, ...]]:
    """One conversation with its messages, the oldest first. Mind who asks. Raises NotFound."""
    found = await fetch_one_as(ConversationDetail, f"{_ROW} WHERE c.id = $1", number)
    if found is None:
        raise NotFound("Dit gesprek bestaat niet.")
    rows = await fetch_as(
        MessageRow,
        "SELECT x.id, x.side, x.by AS by_id, p.name AS by, x.text, x.at, x.hidden_at, x.hidden_reason,"
        " r.state AS report, r.ruled_at IS NOT NULL AS ruled"
        " FROM conversation_message x JOIN person p ON p.id = x.by LEFT JOIN message_report r ON r.message = x.id"
        " WHERE x.conversation = $1 ORDER BY x.id",
        number,
    )
    return found, tuple(rows)


class Reported(msgspec.Struct, frozen=True):
    """A message with the conversation that it is in, and the report about it, if any."""

    conversation: int
    by: int
    report: int | None
    state: ReportState | None


async def report_of_message(number: int) -> Reported:
    """The message behind a report or an appeal. Raises NotFound."""
    found = await fetch_one_as(
        Reported,
        "SELECT x.conversation, x.by, r.id AS report, r.state FROM conversation_message x"
        " LEFT JOIN message_report r ON r.message = x.id WHERE x.id = $1",
        number,
    )
    if found is None:
        raise NotFound("Dit bericht bestaat niet.")
    return found
