"""Adding a picture, describing it, choosing the cover, and taking one away for good."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Invalid
from innovatie.domain.picture_words import Focus, Pictured
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, transaction
from innovatie.infra.kept_files import kept
from innovatie.infra.rate_limit import Limit, take
from innovatie.pictures.encoding import Encoded, Made
from innovatie.pictures.queries import PictureRow, picture
from innovatie.pictures.rights import require_may_change
from innovatie.pictures.tables import Picture, PictureFile

MOST: Final = 12
"""Pictures of one plan or group."""
MOST_OF_TOWN: Final = 1_000
"""Pictures of one municipality: about 300 MB."""
ADDED: Final = Limit(name="beelden", size=60, period=timedelta(days=1))
"""Pictures that one person adds."""
READ: Final = Limit(name="beelden lezen", size=200, period=timedelta(days=1))
"""Uploads of one person that are read: one that is refused cost as much."""
ALTERNATIVE_LIMIT: Final = 300
CREDIT_LIMIT: Final = 160


def _described(alternative: str, credit: str) -> tuple[str, str]:
    errors = {}
    if not alternative.strip():
        errors["alternatief"] = wording("Schrijf in één zin wat er te zien is, voor wie het beeld niet ziet.")
    elif len(alternative.strip()) > ALTERNATIVE_LIMIT:
        errors["alternatief"] = wording("Gebruik hooguit %(n)s tekens.", n=ALTERNATIVE_LIMIT)
    if len(credit.strip()) > CREDIT_LIMIT:
        errors["maker"] = wording("Gebruik hooguit %(n)s tekens.", n=CREDIT_LIMIT)
    if errors:
        raise Invalid(errors)
    return alternative.strip(), credit.strip()


async def count_reading(*, actor: Actor, now: datetime) -> None:
    """One upload is going to be read, whatever comes of it. TooMany beyond a day's limit."""
    await take(READ, actor.person_id, now=now)


async def add_picture(
    *,
    actor: Actor,
    kind: Pictured,
    subject: str,
    municipality_id: int,
    made: Encoded,
    alternative: str,
    credit: str,
    focus: Focus,
    now: datetime,
) -> int:
    """Keep what was made of an upload; its number. The first picture is the cover. TooMany beyond a day's limit."""
    require_may_change(actor, municipality_id)
    alternative, credit = _described(alternative, credit)
    await take(ADDED, actor.person_id, now=now)
    async with transaction():
        await _one_at_a_time(kind, subject)
        ours = (Picture.kind == kind) & (Picture.subject == subject)
        present = await Picture.count().where(ours)
        if present >= MOST:
            raise Invalid({"beeld": wording("Er zijn al %(n)s beelden. Verwijder er eerst een.", n=MOST)})
        if await Picture.count().where(Picture.municipality == municipality_id) >= MOST_OF_TOWN:
            raise Invalid(
                {"beeld": wording("Uw gemeente heeft al %(n)s beelden. Verwijder er eerst een.", n=MOST_OF_TOWN)}
            )
        if await Picture.exists().where(ours, Picture.mark == made.mark):
            raise Invalid({"beeld": "Dit beeld staat er al."})
        added = Picture(
            kind=kind,
            subject=subject,
            municipality=municipality_id,
            mark=made.mark,
            alternative=alternative,
            credit=credit,
            focus=focus,
            is_cover=present == 0,
            added_by=actor.person_id,
            added_at=now,
        )
        await added.save()
        files: Sequence[PictureFile] = [await _file(int(added.id), one) for one in made.files]
        await PictureFile.insert(*files)
        await _note(actor, "beeld toevoegen", kind, subject, municipality_id, added.id, now)
    return int(added.id)


async def _one_at_a_time(kind: Pictured, subject: str) -> None:
    """Acts on the pictures of one plan or group come one after the other: one of them is the cover."""
    await execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 4207221008))", f"{kind.value} {subject}")


async def _file(number: int, one: Made) -> PictureFile:
    stored = await kept(one.jpeg)
    return PictureFile(picture=number, width=one.width, height=one.height, jpeg=stored.content, kept_as=stored.kept_as)


async def change_picture(
    *, actor: Actor, number: int, alternative: str, credit: str, focus: Focus, as_cover: bool, now: datetime
) -> PictureRow:
    """Describe it anew; as cover, if asked: the former one is a picture among the others then."""
    row = await picture(number)
    require_may_change(actor, row.municipality_id)
    alternative, credit = _described(alternative, credit)
    async with transaction():
        await _one_at_a_time(row.kind, row.subject)
        row = await picture(number)  # another may be the cover since, or this one gone
        if as_cover and not row.is_cover:
            await Picture.update({Picture.is_cover: False}).where(
                Picture.kind == row.kind, Picture.subject == row.subject, Picture.is_cover.eq(True)
            )
        await Picture.update(
            {
                Picture.alternative: alternative,
                Picture.credit: credit,
                Picture.focus: focus,
                Picture.is_cover: as_cover or row.is_cover,
            }
        ).where(Picture.id == number)
        await _note(actor, "beeld wijzigen", row.kind, row.subject, row.municipality_id, number, now)
    return row


async def remove_picture(*, actor: Actor, number: int, now: datetime) -> PictureRow:
    """Take a picture away for good, files and all; the next one becomes the cover when it was that."""
    row = await picture(number)
    require_may_change(actor, row.municipality_id)
    async with transaction():
        await _one_at_a_time(row.kind, row.subject)
        row = await picture(number)
        await PictureFile.delete().where(PictureFile.picture == number)
        await Picture.delete().where(Picture.id == number)
        if row.is_cover:
            await execute(
                "UPDATE picture SET is_cover = true WHERE id ="
                " (SELECT min(id) FROM picture WHERE kind = $1 AND subject = $2)",
                row.kind.value,
                row.subject,
            )
        await _note(actor, "beeld verwijderen", row.kind, row.subject, row.municipality_id, number, now)
    return row


async def _note(  # noqa: PLR0917 -- what each act has at hand
    actor: Actor, act: str, kind: Pictured, subject: str, municipality_id: int | None, number: int, now: datetime
) -> None:
    await record(
        actor=actor,
        act=act,
        object_kind="idee" if kind is Pictured.PLAN else "groep",
        object_id=subject,
        on_behalf_of=municipality_id,
        now=now,
        details={"beeld": number},
    )
