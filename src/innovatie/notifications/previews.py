"""What a message to many will look like and whom it reaches, to be looked at before it goes."""

from collections.abc import Collection

import msgspec

from innovatie.domain.wording import Wording
from innovatie.infra.database import fetch_as
from innovatie.notifications.kinds import KINDS, Choice, Kind


class Message(msgspec.Struct, frozen=True):
    """What will be told; each reads it in a language of their own."""

    subject: Wording
    body: Wording


class Preview(msgspec.Struct, frozen=True):
    """A message before it goes, and how many people hear it at once by mail, in the overview of the day, or not."""

    subject: Wording
    body: Wording
    people: int
    direct: int
    daily: int
    never: int


class _Share(msgspec.Struct, frozen=True):
    choice: Choice
    n: int


async def preview(person_ids: Collection[int], *, kind: Kind, message: Message) -> Preview:
    """How this message of this kind would arrive at these people, as each has chosen until now.

    Who has no address or an account that is closed gets no mail, like who chose so.
    """
    rows = await fetch_as(
        _Share,
        "SELECT CASE WHEN p.active AND p.email IS NOT NULL THEN coalesce(f.choice, $3) ELSE $4 END AS choice,"
        " count(*) AS n FROM person p LEFT JOIN mail_preference f ON f.person = p.id AND f.kind = $2"
        " WHERE p.id = ANY ($1) GROUP BY 1",
        list(person_ids),
        kind.value,
        KINDS[kind].usual.value,
        Choice.NEVER.value,
    )
    number = {row.choice: row.n for row in rows}
    return Preview(
        subject=message.subject,
        body=message.body,
        people=sum(number.values()),
        direct=number.get(Choice.DIRECT, 0),
        daily=number.get(Choice.DAILY, 0),
        never=number.get(Choice.NEVER, 0),
    )
