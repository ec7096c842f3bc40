"""Reading preferences, messages, letters, and mail that needs a look."""

from datetime import date, datetime
from typing import Final

import msgspec

from innovatie.domain.authority import ROLE_LABELS, Role
from innovatie.domain.errors import NotFound
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch, fetch_row, fetch_value
from innovatie.notifications.kinds import KINDS, Choice, Kind

EVERYBODY: Final = "allen"
AUDIENCES: Final[dict[str, str]] = {EVERYBODY: wording("alle deelnemers")} | {
    role.value: label
    for role, label in ROLE_LABELS.items()
    if role in {Role.CIVIL_SERVANT, Role.REVIEWER, Role.VOTER, Role.MUNICIPAL_ADMIN, Role.KRING_REPRESENTATIVE}
}

_PEOPLE = """
  FROM person p WHERE p.active AND p.email IS NOT NULL AND EXISTS (
       SELECT 1 FROM role_grant g WHERE g.person = p.id AND g.revoked_at IS NULL AND g.starts <= $2
          AND (g.ends IS NULL OR g.ends >= $2) AND (g.role = $1 OR ($1 = 'allen' AND g.role <> 'leverancier')))
"""


class Preference(msgspec.Struct, frozen=True):
    kind: str
    label: str
    explanation: str
    choice: str


class NoticeRow(msgspec.Struct, frozen=True):
    id: int
    subject: str
    body: str
    path: str
    created_at: datetime
    read: bool


class LetterRow(msgspec.Struct, frozen=True):
    """`audience_label` in words; `sent_at` None: not sent yet."""

    id: int
    audience: str
    audience_label: str
    subject: str
    body: str
    author: str
    created_at: datetime
    previewed_at: datetime | None
    sent_at: datetime | None
    recipients: int | None


class QueueRow(msgspec.Struct, frozen=True):
    id: int
    message_id: str
    kind: str
    state: str
    attempts: int
    created_at: datetime
    not_before: datetime
    reply: str


async def preferences(person_id: int) -> tuple[Preference, ...]:
    """Every kind with the choice of this person."""
    rows = await fetch("SELECT kind, choice FROM mail_preference WHERE person = $1", person_id)
    chosen = {row["kind"]: Choice(row["choice"]) for row in rows}
    return tuple(
        Preference(
            kind=kind.value, label=about.label, explanation=about.explanation, choice=chosen.get(kind, about.usual)
        )
        for kind, about in KINDS.items()
    )


async def notices_of(
    person_id: int, *, kind: Kind | None = None, limit: int = 20, offset: int = 0
) -> tuple[NoticeRow, ...]:
    """What this person was told (of one kind, if one is named), the newest first."""
    rows = await fetch(
        "SELECT * FROM notice WHERE person = $1 AND ($3::text IS NULL OR kind = $3) ORDER BY id DESC"
        " LIMIT $2 OFFSET $4",
        person_id,
        limit,
        kind.value if kind else None,
        offset,
    )
    return tuple(
        NoticeRow(
            id=row["id"],
            subject=row["subject"],
            body=row["body"],
            path=row["path"],
            created_at=row["created_at"],
            read=row["read_at"] is not None,
        )
        for row in rows
    )


async def notice_counts(person_id: int) -> tuple[int, int]:
    """How many things this person was told, and how many of them are not read yet."""
    row = await fetch_row(
        "SELECT count(*) AS told, count(*) FILTER (WHERE read_at IS NULL) AS unread FROM notice WHERE person = $1",
        person_id,
    )
    assert row is not None
    return row["told"], row["unread"]


async def audience_size(audience: str, *, today: date) -> int:
    """How many people with a mail address are in this audience today."""
    size: int = await fetch_value(f"SELECT count(*) {_PEOPLE}", audience, today)
    return size


async def people_of_audience(audience: str, *, today: date) -> list[int]:
    return [row["id"] for row in await fetch(f"SELECT p.id {_PEOPLE} ORDER BY p.id", audience, today)]


async def letter(number: int) -> LetterRow:
    row = await fetch_row(
        "SELECT b.*, p.name FROM bulk_mail b JOIN person p ON p.id = b.author WHERE b.id = $1", number
    )
    if row is None:
        raise NotFound("Deze brief bestaat niet.")
    return LetterRow(
        id=row["id"],
        audience=row["audience"],
        audience_label=AUDIENCES[row["audience"]],
        subject=row["subject"],
        body=row["body"],
        author=row["name"],
        created_at=row["created_at"],
        previewed_at=row["previewed_at"],
        sent_at=row["sent_at"],
        recipients=row["recipients"],
    )


async def letters() -> tuple[LetterRow, ...]:
    rows = await fetch("SELECT id FROM bulk_mail ORDER BY id DESC LIMIT 50")
    return tuple([await letter(row["id"]) for row in rows])


async def troubled_mail() -> tuple[QueueRow, ...]:
    """Mail that was refused, is uncertain, or is being tried again: without addresses."""
    rows = await fetch(
        "SELECT * FROM queued_mail WHERE state IN ('geweigerd', 'onzeker') OR (state = 'wacht' AND attempts > 0)"
        " ORDER BY id DESC LIMIT 100"
    )
    return tuple(
        QueueRow(
            id=row["id"],
            message_id=row["message_id"],
            kind=row["kind"],
            state=row["state"],
            attempts=row["attempts"],
            created_at=row["created_at"],
            not_before=row["not_before"],
            reply=row["reply"],
        )
        for row in rows
    )
