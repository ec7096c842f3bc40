"""Following and letting go, telling followers, and what becomes of followers when groups merge or split."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, NotAllowed
from innovatie.domain.vocabulary import Followed
from innovatie.domain.wording import Wording, wording
from innovatie.following.queries import Subject, followers_of
from innovatie.following.tables import Follow
from innovatie.infra.database import execute, transaction
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind

MOST: Final = 500
"""Things that one person may follow."""


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotAllowed("Log eerst in.")
    return actor.person_id


async def follow(*, actor: Actor, kind: Followed, subject: int | str, now: datetime) -> None:
    """Follow something that exists (whoever calls has looked). Following twice is following once."""
    person = _person(actor)
    async with transaction():
        await execute("SELECT 1 FROM person WHERE id = $1 FOR UPDATE", person)
        ours = (Follow.person == person) & (Follow.kind == kind) & (Follow.subject == str(subject))
        if await Follow.exists().where(ours):
            return
        if await Follow.count().where(Follow.person == person) >= MOST:
            raise Conflict(wording("U volgt al %(n)s dingen. Stop eerst met iets anders volgen.", n=MOST))
        await Follow.insert(Follow(person=person, kind=kind, subject=str(subject), followed_at=now))
        await record(
            actor=actor, act="volgen", object_kind="persoon", object_id=person, now=now, details={"wat": kind.value}
        )


async def unfollow(*, actor: Actor, kind: Followed, subject: int | str, now: datetime) -> None:
    """Follow it no more; nothing happens when one did not."""
    person = _person(actor)
    async with transaction():
        ours = (Follow.person == person) & (Follow.kind == kind) & (Follow.subject == str(subject))
        if await Follow.delete().where(ours).returning(Follow.id):
            await record(
                actor=actor,
                act="niet meer volgen",
                object_kind="persoon",
                object_id=person,
                now=now,
                details={"wat": kind.value},
            )


async def tell_followers(
    *,
    of: Sequence[Subject],
    subject: Wording,
    body: Wording,
    path: str,
    once: str,
    now: datetime,
    but: int | None = None,
) -> int:
    """Tell who follows one of these, in the transaction that causes it; how many. Each hears it once (`once`).

    `but` is whoever did it. At once, once a day or not at all by mail, as each chose; always on the site.
    """
    people = await followers_of(of, but=but)
    return await tell_many(
        person_ids=people, kind=Kind.FOLLOWED, subject=subject, body=body, path=path, once=once, now=now
    )


async def pass_on(*, kind: Followed, old: int | str, new: int | str, now: datetime) -> None:
    """Who follows `old` follows `new` from now on too: its group merged into another one, or split.

    They keep following `old`: when the merge is undone, nobody has lost anything.
    """
    await execute(
        "INSERT INTO follow (person, kind, subject, followed_at)"
        " SELECT person, kind, $3, $4 FROM follow WHERE kind = $1 AND subject = $2"
        " ON CONFLICT (kind, subject, person) DO NOTHING",
        kind.value,
        str(old),
        str(new),
        now,
    )


async def forget_person(*, person_id: int, address: str | None, now: datetime) -> None:
    """Somebody is erased: what they followed goes. Inside the act of `accounts` that erases."""
    await Follow.delete().where(Follow.person == person_id)
