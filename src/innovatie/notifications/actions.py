"""Telling people things: at once, in one overview a day, or not at all, as each has chosen."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM, Actor
from innovatie.domain.dutch_dates import HERE, dutch_day
from innovatie.domain.errors import NotAllowed
from innovatie.domain.kept_wording import KeptTexts, kept
from innovatie.domain.wording import Wording
from innovatie.infra import outbox
from innovatie.infra.database import fetch_as, fetch_one_value, fetch_values, transaction
from innovatie.infra.outbox import Mail
from innovatie.infra.rows import as_json
from innovatie.notifications.kept_texts import WORDS, begin
from innovatie.notifications.kinds import KINDS, OVERVIEW, Choice, Kind
from innovatie.notifications.queries import daily_kinds
from innovatie.notifications.tables import MailPreference, QueuedMail


async def tell(
    *, person_id: int, kind: Kind, subject: Wording, body: Wording, path: str, once: str, now: datetime
) -> bool:
    """Tell one person one thing, in the transaction that causes it. `once`: a key; the second time nothing happens.

    `path` is an address on this site. False when they were told before.
    """
    told = await tell_many(person_ids=[person_id], kind=kind, subject=subject, body=body, path=path, once=once, now=now)
    return told == 1


class _Direct(msgspec.Struct, frozen=True):
    """A notice that goes out by mail at once, and to whom."""

    id: int
    person: int
    name: str
    email: str


async def tell_many(
    *,
    person_ids: Sequence[int],
    kind: Kind,
    subject: Wording,
    body: Wording,
    path: str,
    once: str,
    now: datetime,
    at_once: bool = False,
) -> int:
    """Tell many people the same thing, as `tell` does for one; how many had not been told before.

    `at_once`: by mail and now, whatever they chose: for what guards themselves.
    """
    if not person_ids:
        return 0
    async with transaction():
        told = await fetch_values(
            int,
            "INSERT INTO notice (person, kind, subject, body, words, path, once_key, created_at)"
            " SELECT unnest($1::int[]), $2, $3, $4, $5, $6, $7, $8 ON CONFLICT (person, once_key) DO NOTHING"
            " RETURNING id",
            list(person_ids),
            kind.value,
            subject[:200],
            str(body),
            as_json(kept({"onderwerp": subject, "tekst": body})),
            path,
            once[:120],
            now,
        )
        await _mail_at_once(told, kind, {"onderwerp": subject, "tekst": body, "pad": path}, now, whatever=at_once)
    return len(told)


async def _mail_at_once(
    notices: Sequence[int], kind: Kind, said: dict[str, object], now: datetime, *, whatever: bool
) -> None:
    """Mail these notices to who wants to hear of this kind right away; to all, when `whatever` they chose."""
    direct = await fetch_as(
        _Direct,
        """
        UPDATE notice n SET mailed_at = $3 FROM person p LEFT JOIN mail_preference f
               ON f.person = p.id AND f.kind = $2
         WHERE n.id = ANY ($1::bigint[]) AND p.id = n.person AND p.active AND p.email IS NOT NULL
           AND (coalesce(f.choice, $4) = 'direct' OR $5)
           AND NOT EXISTS (SELECT 1 FROM refused_address r WHERE r.person = p.id AND r.address = p.email)
        RETURNING n.id, p.id AS person, p.name, p.email
        """,
        notices,
        kind.value,
        now,
        KINDS[kind].usual.value,
        whatever,
    )
    details = said | {"soort": kind.value}
    mails = [
        Mail(
            kind="bericht",
            address=row.email,
            person_id=row.person,
            details={"naam": row.name, **details},
            once=f"bericht {row.id}",
        )
        for row in sorted(direct, key=lambda row: row.id)  # as they were told, whatever way PostgreSQL went
    ]
    await outbox.put_many(mails, now=now)


async def choice_of(*, person_id: int, kind: Kind) -> Choice:
    """How this person wants to hear of this kind."""
    chosen = await fetch_one_value(
        Choice, "SELECT choice FROM mail_preference WHERE person = $1 AND kind = $2", person_id, kind.value
    )
    return chosen or KINDS[kind].usual


async def choose(*, actor: Actor, choices: dict[Kind, Choice], now: datetime) -> None:
    """Keep how one wants to hear of each kind."""
    if actor.person_id is None:
        raise NotAllowed("Log eerst in.")
    async with transaction():
        for kind, choice in choices.items():
            await _keep_choice(actor.person_id, kind, choice, now)
        await record(
            actor=actor, act="mailvoorkeur wijzigen", object_kind="persoon", object_id=actor.person_id, now=now
        )


async def unsubscribe(*, person_id: int, kind: Kind | None, now: datetime) -> None:
    """No more mail of this kind (None: of all that comes once a day, in the overview).

    By the link in a mail, which is proof enough for this alone.
    """
    async with transaction():
        for one in [kind] if kind else await daily_kinds(person_id):
            await _keep_choice(person_id, one, Choice.NEVER, now)
        await record(
            actor=SYSTEM,
            act="mail opzeggen",
            object_kind="persoon",
            object_id=person_id,
            now=now,
            details={"soort": kind.value if kind else OVERVIEW},
        )


async def _keep_choice(person_id: int, kind: Kind, choice: Choice, now: datetime) -> None:
    preference = MailPreference(person=person_id, kind=kind, choice=choice, changed_at=now)
    await MailPreference.insert(preference).on_conflict(
        action="DO UPDATE",
        target=(MailPreference.person, MailPreference.kind),
        values=[MailPreference.choice, MailPreference.changed_at],
    )


class _Reader(msgspec.Struct, frozen=True):
    """Somebody with something new, and the notices."""

    id: int
    name: str
    email: str
    notices: list[int]


class _Notice(msgspec.Struct, frozen=True):
    id: int
    kind: str
    subject: str
    body: str
    words: KeptTexts | None
    path: str


async def send_digests(*, now: datetime) -> int:
    """One overview to everybody who has something new and chose one a day; how many. At most one per person per day."""
    daily = [kind.value for kind in Kind if KINDS[kind].usual is Choice.DAILY]
    people = await fetch_as(
        _Reader,
        """
        SELECT p.id, p.name, p.email, array_agg(n.id ORDER BY n.id) AS notices
          FROM notice n JOIN person p ON p.id = n.person AND p.active AND p.email IS NOT NULL
          LEFT JOIN mail_preference f ON f.person = p.id AND f.kind = n.kind
         WHERE n.mailed_at IS NULL AND n.read_at IS NULL AND n.created_at <= $1
           AND (f.choice = 'dagelijks' OR (f.choice IS NULL AND n.kind = ANY ($2::text[])))
           AND NOT EXISTS (SELECT 1 FROM refused_address r WHERE r.person = p.id AND r.address = p.email)
         GROUP BY p.id ORDER BY p.id
        """,
        now,
        daily,
    )
    for person in people:
        await _send_digest(person, now)
    return len(people)


async def _send_digest(person: _Reader, now: datetime) -> None:
    async with transaction():
        midnight = now.astimezone(HERE).replace(hour=0, minute=0, second=0, microsecond=0)
        if await QueuedMail.exists().where(
            QueuedMail.kind == "overzicht", QueuedMail.person == person.id, QueuedMail.created_at >= midnight
        ):
            return  # the rest waits for tomorrow
        rows = await fetch_as(
            _Notice,
            "UPDATE notice SET mailed_at = $1 WHERE id = ANY ($2::bigint[]) AND mailed_at IS NULL"
            " RETURNING id, kind, subject, body, words, path",
            now,
            person.notices,
        )
        told = [
            {"onderwerp": row.subject, "tekst": begin(row.body), "pad": row.path}
            | ({WORDS: row.words} if row.words else {})
            for row in sorted(rows, key=lambda row: row.id)
        ]
        if told:
            kinds = {row.kind for row in rows}
            details = {"naam": person.name, "berichten": told, "soort": kinds.pop() if len(kinds) == 1 else None}
            await outbox.put(
                kind="overzicht",
                address=person.email,
                person_id=person.id,
                details=details,
                now=now,
                once=f"overzicht {person.id} {dutch_day(now)}",
            )
