"""Reading preferences, messages, letters, and mail that needs a look."""

from datetime import date, datetime
from typing import Final

import msgspec

from innovatie.domain.authority import ROLE_LABELS, Actor, Role
from innovatie.domain.errors import Conflict
from innovatie.domain.kept_wording import KeptTexts, said
from innovatie.domain.vocabulary import MailState
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value, fetch_values
from innovatie.notifications.kinds import KINDS, MAIL_LABELS, STATE_LABELS, Choice, Kind

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

UNREAD: Final = (
    "(SELECT count(*) FROM (SELECT 1 FROM notice WHERE person = s.person AND read_at IS NULL LIMIT 100) AS unseen)"
)
"""How much there is to read for the person of the session `s`, no further than 100: a look into an index."""


class Preference(msgspec.Struct, frozen=True):
    kind: str
    label: str
    explanation: str
    choice: str


class NoticeRow(msgspec.Struct, frozen=True):
    """`subject` and `body` are Wordings, but for a notice from before sentences were kept."""

    id: int
    subject: str
    body: str
    path: str
    created_at: datetime
    read: bool


class _Kept(NoticeRow, frozen=True):
    words: KeptTexts | None

    def in_words(self) -> NoticeRow:
        texts = said(self.words) if self.words else {}
        subject, body = texts.get("onderwerp", self.subject), texts.get("tekst", self.body)
        return NoticeRow(self.id, subject, body, self.path, self.created_at, self.read)


class QueueRow(msgspec.Struct, frozen=True):
    id: int
    message_id: str
    kind: str
    state: MailState
    attempts: int
    created_at: datetime
    not_before: datetime
    reply: str

    @property
    def label(self) -> str:
        return MAIL_LABELS.get(self.kind, self.kind)

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]


class _Chosen(msgspec.Struct, frozen=True):
    kind: str
    choice: Choice


class _Counts(msgspec.Struct, frozen=True):
    told: int
    unread: int


async def preferences(person_id: int) -> tuple[Preference, ...]:
    """Every kind with the choice of this person."""
    rows = await fetch_as(_Chosen, "SELECT kind, choice FROM mail_preference WHERE person = $1", person_id)
    chosen = {row.kind: row.choice for row in rows}
    return tuple(
        Preference(
            kind=kind.value, label=about.label, explanation=about.explanation, choice=chosen.get(kind, about.usual)
        )
        for kind, about in KINDS.items()
    )


async def daily_kinds(person_id: int) -> list[Kind]:
    """What this person gets once a day, in the overview."""
    return [Kind(row.kind) for row in await preferences(person_id) if row.choice == Choice.DAILY]


async def notices_of(
    person_id: int, *, kind: Kind | None = None, limit: int = 20, offset: int = 0
) -> tuple[NoticeRow, ...]:
    """What this person was told (of one kind, if one is named), the newest first."""
    rows = await fetch_as(
        _Kept,
        "SELECT id, subject, body, words, path, created_at, read_at IS NOT NULL AS read FROM notice"
        " WHERE person = $1 AND ($3::text IS NULL OR kind = $3)"
        " ORDER BY id DESC LIMIT $2 OFFSET $4",
        person_id,
        limit,
        kind.value if kind else None,
        offset,
    )
    return tuple(row.in_words() for row in rows)


async def notice_counts(person_id: int) -> tuple[int, int]:
    """How many things this person was told, and how many of them are not read yet."""
    counts = await fetch_one_as(
        _Counts,
        "SELECT count(*) AS told, count(*) FILTER (WHERE read_at IS NULL) AS unread FROM notice WHERE person = $1",
        person_id,
    )
    return (counts.told, counts.unread) if counts else (0, 0)


async def told_before(once: str) -> bool:
    """Whether anybody was told the thing with this key."""
    return bool(await fetch_one_value(bool, "SELECT true FROM notice WHERE once_key = $1 LIMIT 1", once))


async def people_of_audience(audience: str, *, today: date) -> list[int]:
    return await fetch_values(int, f"SELECT p.id {_PEOPLE} ORDER BY p.id", audience, today)


async def other_directors(actor: Actor, *, today: date) -> list[int]:
    """The directors of VNG but for this one: whom a second pair of eyes is asked of."""
    people = await people_of_audience(Role.VNG_DIRECTOR.value, today=today)
    return [person for person in people if person != actor.person_id]


async def require_other_directors(actor: Actor, *, today: date) -> list[int]:
    """The same for what cannot go on without one; Conflict when there is none."""
    others = await other_directors(actor, today=today)
    if not others:
        raise Conflict("Er is geen andere regisseur van VNG. Vraag de beheerder van het platform om er een.")
    return others


async def is_director(person_id: int | None, *, today: date) -> bool:
    """Whether this person directs rounds today."""
    return person_id in await people_of_audience(Role.VNG_DIRECTOR.value, today=today)


async def troubled_mail() -> tuple[QueueRow, ...]:
    """Mail that was refused, is uncertain, or is being tried again: without addresses."""
    rows = await fetch_as(
        QueueRow,
        "SELECT * FROM queued_mail WHERE state IN ('geweigerd', 'onzeker') OR (state = 'wacht' AND attempts > 0)"
        " ORDER BY id DESC LIMIT 100",
    )
    return tuple(rows)
