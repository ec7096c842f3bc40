"""The letters of VNG so far, those to begin from, and what became of their mail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.letters import GOALS, OF_READER, Goal, Selection, blanks_in, fill
from innovatie.domain.standard_letters import STANDARD
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_values
from innovatie.infra.queue_state import is_going
from innovatie.insight.letters.payloads import WriteLetter
from innovatie.notifications.kinds import Kind


class LetterRow(msgspec.Struct, frozen=True):
    """A letter. `sent_at` None: not sent yet; `planned_at`: it goes by itself at that moment.

    `round_name`: of the round that it is about, '' for none.
    """

    id: int
    audience: str
    selection: Selection
    kind: Kind
    goal: Goal
    subject: str
    body: str
    author: str
    author_id: int
    created_at: datetime
    changed_at: datetime | None
    previewed_at: datetime | None
    planned_at: datetime | None
    sent_at: datetime | None
    recipients: int | None
    delivered: int | None
    failed: int | None
    refusal: str
    round_name: str

    @property
    def stand(self) -> str:
        """Which text and choice this is: another one after each change."""
        return (self.changed_at or self.created_at).isoformat()

    @property
    def path(self) -> str:
        """Where its button leads."""
        return GOALS[self.goal][1].format(code=self.selection.round)


_LETTER: Final = """
SELECT b.*, b.author AS author_id, p.name AS author, coalesce(r.name, '') AS round_name
  FROM bulk_mail b JOIN person p ON p.id = b.author LEFT JOIN round r ON r.code = b.selection->>'round'
"""


async def letter(number: int) -> LetterRow:
    """One letter; NotFound when there is none."""
    found = await fetch_one_as(LetterRow, f"{_LETTER} WHERE b.id = $1", number)
    if found is None:
        raise NotFound("Deze brief bestaat niet.")
    return found


async def letters() -> tuple[LetterRow, ...]:
    """What is planned first, then what is being written, then what was sent; the newest first."""
    return tuple(
        await fetch_as(
            LetterRow,
            f"{_LETTER} ORDER BY b.planned_at NULLS LAST, b.sent_at DESC NULLS FIRST, b.id DESC LIMIT 100",
        )
    )


async def planned() -> tuple[LetterRow, ...]:
    """The letters that go by themselves, the first to go first."""
    return tuple(await fetch_as(LetterRow, f"{_LETTER} WHERE b.planned_at IS NOT NULL ORDER BY b.planned_at, b.id"))


class Delivery(msgspec.Struct, frozen=True):
    """What became of a letter: how many people stand in it, and of how many the mail is where.

    `delivered`: the mail server took it; `failed`: it refused, or nobody knows; `under_way`: it still goes, or waits
    for the overview of the day; the others only read it on the site.
    """

    letter: int
    people: int
    delivered: int
    failed: int
    under_way: int


_DELIVERIES: Final = """
SELECT split_part(n.once_key, ' ', 2)::int AS letter, count(*) AS people,
       count(*) FILTER (WHERE q.state = 'verzonden') AS delivered,
       count(*) FILTER (WHERE q.state IN ('geweigerd', 'onzeker', 'ingetrokken')) AS failed,
       count(*) FILTER (WHERE q.state IN ('wacht', 'bezig', 'onderweg') OR n.mailed_at IS NULL AND n.read_at IS NULL
           AND coalesce(f.choice, 'direct') = 'dagelijks') AS under_way
  FROM notice n
  LEFT JOIN queued_mail q
    ON q.message_id = left(encode(sha256(convert_to('bericht:bericht ' || n.id, 'UTF8')), 'hex'), 32)
  LEFT JOIN mail_preference f ON f.person = n.person AND f.kind = n.kind
 WHERE n.once_key = ANY ($1) GROUP BY 1
"""
"""The mail of a notice is known by its number (notifications/letterbox.py); what goes in an overview is not."""


async def deliveries(numbers: Sequence[int]) -> dict[int, Delivery]:
    """What became of these letters, as long as their messages are kept (retention of mail)."""
    rows = await fetch_as(Delivery, _DELIVERIES, [once_of(number) for number in numbers])
    return {row.letter: row for row in rows}


class _Told(msgspec.Struct, frozen=True):
    once_key: str
    subject: str


async def headings(letters: Sequence[LetterRow]) -> dict[int, str]:
    """The subject of each letter by its number, with the blanks filled that are the same for all readers.

    What depends on the moment (a phase, its last day) is of a sent letter as its readers got it, while that is kept.
    """
    moving = [
        once_of(one.id)
        for one in letters
        if one.sent_at and OF_READER.isdisjoint(blanks := blanks_in(one.subject)) and {"fase", "deadline"} & {*blanks}
    ]
    told: dict[str, str] = {}
    if moving:
        one_of_each = "SELECT DISTINCT ON (once_key) once_key, subject FROM notice WHERE once_key = ANY ($1)"
        told = {row.once_key: row.subject for row in await fetch_as(_Told, one_of_each, moving)}
    return {
        one.id: told.get(once_of(one.id)) or fill(one.subject, {"ronde": one.round_name} if one.round_name else {})
        for one in letters
    }


async def told_people(number: int) -> frozenset[int]:
    """Who has the message of this letter already."""
    return frozenset(await fetch_values(int, "SELECT person FROM notice WHERE once_key = $1", once_of(number)))


class Progress(msgspec.Struct, frozen=True):
    """How far a letter is that goes now: `written` messages of `whole`."""

    letter: int
    written: int
    whole: int

    @property
    def is_done(self) -> bool:
        return self.written >= self.whole


async def progress(number: int) -> Progress | None:
    """None for a letter that was not sent, or whose messages have gone since.

    Once its job has ended nothing goes any more, also where a message is missing: somebody was erased since.
    """
    found = await fetch_one_as(
        Progress,
        "SELECT b.id AS letter, (SELECT count(*) FROM notice n WHERE n.once_key = $2) AS written, b.recipients AS whole"
        " FROM bulk_mail b WHERE b.id = $1 AND b.sent_at IS NOT NULL AND b.delivered IS NULL",
        number,
        once_of(number),
    )
    if found is None or found.is_done or await is_going(WriteLetter(letter=number)):
        return found
    return msgspec.structs.replace(found, whole=found.written)


def once_of(number: int) -> str:
    """The key by which nobody gets this letter twice."""
    return f"brief {number}"


class Template(msgspec.Struct, frozen=True):
    """A letter to begin from. `key`: its address, a word for a shipped one, a number for one of VNG's own."""

    key: str
    name: str
    audience: str
    selection: Selection
    kind: Kind
    goal: Goal
    subject: str
    body: str
    is_shipped: bool
    is_changed: bool


class _Kept(msgspec.Struct, frozen=True):
    id: int
    standard: str | None
    name: str
    audience: str
    selection: Selection
    kind: Kind
    goal: Goal
    subject: str
    body: str


async def templates() -> tuple[Template, ...]:
    """The shipped ones, as VNG changed them, and then VNG's own by name."""
    kept = await fetch_as(_Kept, "SELECT * FROM letter_template WHERE removed_at IS NULL ORDER BY name, id")
    over = {one.standard: one for one in kept if one.standard}
    shipped = [
        _template(over[key], key)
        if key in over
        else Template(
            key=key,
            name=one.name,
            audience=one.audience,
            selection=Selection(part=one.part),
            kind=Kind.LETTER,
            goal=one.goal,
            subject=one.subject,
            body=one.body,
            is_shipped=True,
            is_changed=False,
        )
        for key, one in STANDARD.items()
    ]
    return (*shipped, *(_template(one, str(one.id)) for one in kept if not one.standard))


def _template(kept: _Kept, key: str) -> Template:
    return Template(
        key=key,
        name=kept.name,
        audience=kept.audience,
        selection=kept.selection,
        kind=kept.kind,
        goal=kept.goal,
        subject=kept.subject,
        body=kept.body,
        is_shipped=kept.standard is not None,
        is_changed=kept.standard is not None,
    )


async def template(key: str) -> Template:
    """One letter to begin from; NotFound when there is none."""
    found = next((one for one in await templates() if one.key == key), None)
    if found is None:
        raise NotFound("Dit sjabloon bestaat niet.")
    return found
