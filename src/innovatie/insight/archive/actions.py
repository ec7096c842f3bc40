"""Asking for the archive of a round, making it in the background, taking it along, and letting it go."""

import asyncio
from datetime import datetime
from hashlib import sha256

import msgspec

from innovatie.audit.actions import note_reading, record
from innovatie.domain.authority import Act, Actor, require
from innovatie.domain.errors import Conflict, NotFound
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, fetch_one_as, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.kept_files import kept
from innovatie.insight.archive.contents import files_of, zipped
from innovatie.insight.archive.payloads import MakeArchive
from innovatie.insight.archive.queries import ERASURES, HAS_CONTENT, KEPT_FOR, OVERTAKEN, content_of, newest
from innovatie.insight.tables import RoundArchive
from innovatie.notifications.actions import tell
from innovatie.notifications.kinds import Kind
from innovatie.rounds.actions import locked
from innovatie.rounds.queries import round_by_code


async def ask(*, actor: Actor, round_id: int, now: datetime) -> int:
    """Have the archive made; its number. Conflict while one is being made."""
    require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        found = await newest(round_id)
        if found is not None and found.is_being_made:
            raise Conflict("Het archief wordt al gemaakt. Wie erom vroeg, krijgt bericht.")
        await RoundArchive.delete().where(RoundArchive.round == round_id)
        row = RoundArchive(round=round_id, asked_by=actor.person_id, asked_at=now)
        await row.save()
        await enqueue(MakeArchive(archive=int(row.id)))
        await record(actor=actor, act="archief vragen", object_kind="ronde", object_id=round_.code, now=now)
    return int(row.id)


class _Asked(msgspec.Struct, frozen=True):
    round: int
    code: str
    name: str
    asked_by: int | None
    asked_at: datetime


async def make(*, number: int, now: datetime) -> int | None:
    """Make the archive that was asked for; its size in bytes, None when it is not asked for any more."""
    asked = await fetch_one_as(
        _Asked,
        "SELECT a.round, r.code, r.name, a.asked_by, a.asked_at FROM round_archive a JOIN round r ON r.id = a.round"
        " WHERE a.id = $1 AND a.made_at IS NULL",
        number,
    )
    if asked is None:
        return None
    files = await files_of(await round_by_code(asked.code, now=now, drafts=True), now=now)
    content = await asyncio.to_thread(zipped, f"ronde-{asked.code}", files)
    stored = await kept(content)
    async with transaction():
        await RoundArchive.update(
            {
                RoundArchive.content: stored.content,
                RoundArchive.kept_as: stored.kept_as,
                RoundArchive.size: len(content),
                RoundArchive.digest: sha256(content).hexdigest(),
                RoundArchive.made_at: max(now, asked.asked_at),
            }
        ).where(RoundArchive.id == number)
        if asked.asked_by is not None:
            await tell(
                person_id=asked.asked_by,
                kind=Kind.ASKED,
                subject=wording("Het archief van %(ronde)s staat klaar", ronde=asked.name),
                body=wording("U kunt het drie dagen lang ophalen. Er staan namen in: bewaar het zorgvuldig."),
                path=f"/vng/rondes/{asked.code}/archief",
                once=f"archief {number}",
                now=now,
            )
    return len(content)


async def take_along(*, actor: Actor, code: str, now: datetime) -> bytes:
    """The zip, for who directs; that it was taken stands in the trail. NotFound when it is not there any more."""
    require(actor, Act.DIRECT_ROUND)
    round_ = await round_by_code(code, now=now, drafts=True)
    found = await newest(round_.id)
    content = await content_of(found.id) if found is not None else None
    if content is None:
        raise NotFound("Dit archief is er niet (meer). Laat het opnieuw maken.")
    await note_reading(actor=actor, page="archief", object_kind="ronde", object_id=code, now=now)
    return content


async def let_go(*, now: datetime) -> int:
    """Archives whose days are over, or that hold somebody who was erased since, lose their content; how many."""
    tag = await execute(
        "UPDATE round_archive a SET content = NULL, kept_as = ''"
        f" WHERE {HAS_CONTENT} AND (made_at < $1 OR {OVERTAKEN})",
        now - KEPT_FOR,
        list(ERASURES),
    )
    return int(tag.rsplit(" ", 1)[-1])
