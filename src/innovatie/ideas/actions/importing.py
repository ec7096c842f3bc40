"""Taking over ideas from a file: all of them or none, and each one once, by its number at the source."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.errors import Invalid
from innovatie.domain.idea_content import IdeaContent, changed_fields
from innovatie.domain.idea_import import ImportRow
from innovatie.domain.idea_states import Part, State
from innovatie.domain.wording import wording
from innovatie.ideas.payloads import IdeasChanged
from innovatie.ideas.queries import CONTENT_COLUMNS, ContentRow
from innovatie.ideas.records import columns_of, keep_version
from innovatie.ideas.tables import Idea, IdeaParticipant, IdeaVersion
from innovatie.infra.database import execute, fetch_as, transaction
from innovatie.infra.jobs import enqueue
from innovatie.municipalities.queries import ids_by_code

BATCH = 500
"""Rows in one round trip."""
JOB_BATCH = 25
"""Ideas in one job: what a worker that dies would do again."""
_LONGEST_SOURCE = 40


@dataclass(frozen=True, slots=True)
class Imported:
    """How many ideas were new, got a new version, or stood there already just so."""

    new: int
    changed: int
    unchanged: int


class _Known(ContentRow, frozen=True):
    """An idea of this source as it stands."""

    id: int
    version: int
    source_number: str


async def import_ideas(
    *,
    actor: Actor,
    source: str,
    rows: Sequence[ImportRow],
    dry_run: bool,
    progress: Callable[[int], None] | None = None,
    now: datetime,
) -> Imported:
    """Import `rows` of `source` in one transaction; with `dry_run` only tell what would happen.

    A row whose number at the source is known becomes a new version of that idea when its content differs. `progress`
    hears how many rows have been written since it last heard.
    """
    authority.require(actor, Act.IMPORT_IDEAS)
    if not source.strip() or len(source) > _LONGEST_SOURCE:
        raise Invalid({"source": wording("Noem de bron in hooguit %(n)s tekens.", n=_LONGEST_SOURCE)})
    tell = progress or (lambda written: None)
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", source)
        known = {
            row.source_number: row
            for row in await fetch_as(
                _Known,
                f"SELECT i.id, i.version, i.source_number, {CONTENT_COLUMNS} FROM idea i WHERE i.source = $1",
                source,
            )
        }
        new = [row for row in rows if row.number not in known]
        changed = [
            row
            for row in rows
            if row.number in known and changed_fields(_comparable(known[row.number].content), row.content)
        ]
        result = Imported(new=len(new), changed=len(changed), unchanged=len(rows) - len(new) - len(changed))
        if dry_run or not rows:
            return result
        towns = await ids_by_code()
        numbers: list[int] = []
        for start in range(0, len(new), BATCH):
            part = new[start : start + BATCH]
            numbers.extend(await _insert(actor, source, part, towns, now))
            tell(len(part))
        for row in changed:
            old = known[row.number]
            await _change(actor, old, row.content, now)
            numbers.append(old.id)
            tell(1)
        tell(result.unchanged)
        for start in range(0, len(numbers), JOB_BATCH):
            await enqueue(IdeasChanged(ideas=tuple(numbers[start : start + JOB_BATCH])))
        await record(
            actor=actor,
            act=Act.IMPORT_IDEAS,
            object_kind="bron",
            object_id=source,
            now=now,
            origin="opdracht",
            details={"nieuw": result.new, "gewijzigd": result.changed, "gelijk": result.unchanged},
        )
    return result


def _comparable(content: IdeaContent) -> IdeaContent:
    """A file knows no partnership by its number here."""
    return IdeaContent.from_json(content.as_json() | {"partnership_id": None})


async def _insert(
    actor: Actor, source: str, rows: Sequence[ImportRow], towns: dict[str, int], now: datetime
) -> list[int]:
    """Write new ideas with their participants and first versions; their numbers. A few round trips a batch."""
    ideas = [
        Idea(
            {
                **columns_of(row.content),
                Idea.partnership: None,
                Idea.municipality: towns[row.municipality],
                Idea.state: State.SUBMITTED,
                Idea.created_by: actor.person_id,
                Idea.created_at: now,
                Idea.updated_at: now,
                Idea.submitted_at: _submitted(row, now),
                Idea.source: source,
                Idea.source_number: row.number,
            }
        )
        for row in rows
    ]
    await Idea.insert(*ideas).returning(Idea.id)
    parts = [
        IdeaParticipant(
            idea=idea.id,
            municipality=towns[code],
            role=role,
            joined_at=_submitted(row, now),
            joined_by=actor.person_id,
        )
        for row, idea in zip(rows, ideas, strict=True)
        for code, role in _parts(row)
    ]
    for start in range(0, len(parts), BATCH):
        await IdeaParticipant.insert(*parts[start : start + BATCH])
    await IdeaVersion.insert(
        *(
            IdeaVersion(
                idea=idea.id,
                version=1,
                content=row.content.as_json(),
                saved_by=actor.person_id,
                saved_at=_submitted(row, now),
                note=f"Ingevoerd uit {source}",
            )
            for row, idea in zip(rows, ideas, strict=True)
        )
    )
    return [idea.id for idea in ideas]


def _parts(row: ImportRow) -> Iterable[tuple[str, Part]]:
    yield row.municipality, Part.SUBMITTER
    for code in dict.fromkeys(row.co_submitters):
        if code != row.municipality:
            yield code, Part.CO_SUBMITTER


def _submitted(row: ImportRow, now: datetime) -> datetime:
    """Noon of the day that the file names, never later than now."""
    return now if row.submitted is None else min(now, datetime.combine(row.submitted, time(12), tzinfo=UTC))


async def _change(actor: Actor, old: _Known, content: IdeaContent, now: datetime) -> None:
    version = old.version + 1
    written = {**columns_of(content), Idea.partnership: old.partnership_id}
    await Idea.update({**written, Idea.version: version, Idea.updated_at: now}).where(Idea.id == old.id)
    await keep_version(old.id, version, content, actor, now, note="Opnieuw ingevoerd uit de bron")
