"""What goes on when somebody leaves: tasks with who does them and who takes over; and the papers themselves."""

from datetime import datetime

import msgspec

from innovatie.agreements.actions.notifications import tell_task
from innovatie.agreements.actions.recording import lock, note
from innovatie.agreements.queries import Agreement, agreement, files, parties, party, task, tasks
from innovatie.agreements.rights import keeper
from innovatie.agreements.tables import AgreementFile, AgreementTask
from innovatie.domain.attached_files import check, require_room
from innovatie.domain.authority import Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.wording import wording
from innovatie.infra.database import transaction
from innovatie.infra.kept_files import kept_of

MOST_FILES = 10
MOST_TASKS = 50


class TaskText(msgspec.Struct, frozen=True):
    """A task: `done_by` and `successor` are parties; `handover` says how it is handed over."""

    title: str
    done_by: int
    successor: int | None = None
    handover: str = ""


async def add_task(*, actor: Actor, number: int, text: TaskText, now: datetime) -> int:
    """A task of one of the parties; its number."""
    async with transaction():
        await lock(number=number)
        found = await agreement(number)
        keeps = await keeper(actor=actor, found=found, today=dutch_day(now))
        await _check(number, text)
        if len(await tasks(number)) >= MOST_TASKS:
            raise Conflict("Er kunnen geen taken meer bij.")
        made = AgreementTask(
            agreement=number,
            title=text.title.strip(),
            done_by=text.done_by,
            successor=text.successor,
            handover=text.handover.strip(),
            changed_at=now,
            changed_by=actor.person_id,
        )
        await made.save()
        details = {"taak": made.id}
        await note(
            actor=actor, found=found, act=wording("taak vastleggen"), town=keeps, now=now, details=details, public=False
        )
        await _tell_doer(actor, found, int(made.id), text, now)
    return int(made.id)


async def change_task(*, actor: Actor, number: int, task_id: int, version: int, text: TaskText, now: datetime) -> None:
    """Another text, another who does it (it is handed over), another who takes over. Conflict when it changed."""
    async with transaction():
        await lock(number=number)
        found = await agreement(number)
        keeps = await keeper(actor=actor, found=found, today=dutch_day(now))
        before = await task(number, task_id)
        if before.version != version:
            raise Conflict("Iemand anders werkte deze taak intussen bij. Vergelijk, en bewaar dan opnieuw.")
        await _check(number, text)
        await AgreementTask.update(
            {
                AgreementTask.version: version + 1,
                AgreementTask.title: text.title.strip(),
                AgreementTask.done_by: text.done_by,
                AgreementTask.successor: text.successor,
                AgreementTask.handover: text.handover.strip(),
                AgreementTask.changed_at: now,
                AgreementTask.changed_by: actor.person_id,
            }
        ).where(AgreementTask.id == task_id)
        details = {"taak": task_id, "van": before.done_by, "naar": text.done_by}
        await note(
            actor=actor, found=found, act=wording("taak wijzigen"), town=keeps, now=now, details=details, public=False
        )
        if text.done_by != before.done_by:
            await _tell_doer(actor, found, task_id, text, now)


async def remove_task(*, actor: Actor, number: int, task_id: int, now: datetime) -> None:
    """The task is there no more."""
    async with transaction():
        await lock(number=number)
        found = await agreement(number)
        keeps = await keeper(actor=actor, found=found, today=dutch_day(now))
        await task(number, task_id)
        await AgreementTask.update({AgreementTask.removed_at: now}).where(AgreementTask.id == task_id)
        details = {"taak": task_id}
        await note(
            actor=actor, found=found, act=wording("taak weghalen"), town=keeps, now=now, details=details, public=False
        )


async def add_file(*, actor: Actor, number: int, name: str, content: bytes, public: bool, now: datetime) -> int:
    """Add a file; its number. `public`: everybody may read it once the agreement is shown. Invalid as `check` says."""
    file = check(name, content)
    async with transaction():
        await lock(number=number)
        found = await agreement(number)
        keeps = await keeper(actor=actor, found=found, today=dutch_day(now))
        require_room(len(await files(number)), MOST_FILES)
        stored = await kept_of(actor.person_id, file.content, now=now)
        made = AgreementFile(
            agreement=number,
            name=file.name,
            kind=file.kind,
            size=file.size,
            digest=file.digest,
            content=stored.content,
            kept_as=stored.kept_as,
            public=public,
            added_at=now,
            added_by=actor.person_id,
        )
        await made.save()
        details = {"bestand": made.id, "omvang": file.size, "openbaar": public}
        await note(
            actor=actor, found=found, act=wording("stuk toevoegen"), town=keeps, now=now, details=details, public=public
        )
    return int(made.id)


async def remove_file(*, actor: Actor, number: int, file_id: int, now: datetime) -> None:
    """Take a file away; the row stays for the trail."""
    async with transaction():
        await lock(number=number)
        found = await agreement(number)
        keeps = await keeper(actor=actor, found=found, today=dutch_day(now))
        file = next((one for one in await files(number) if one.id == file_id), None)
        if file is None:
            raise NotFound("Dit bestand bestaat niet (meer).")
        await AgreementFile.update({AgreementFile.removed_at: now}).where(AgreementFile.id == file_id)
        details = {"bestand": file_id}
        act = wording("stuk weghalen")
        await note(actor=actor, found=found, act=act, town=keeps, now=now, details=details, public=file.public)


async def _tell_doer(actor: Actor, found: Agreement, task_id: int, text: TaskText, now: datetime) -> None:
    """Tell who does the task, once others see the agreement: a draft binds nobody."""
    if found.shown_at is not None:
        doer = await party(found.id, text.done_by)
        await tell_task(found=found, task_id=task_id, title=text.title.strip(), doer=doer, by=actor, now=now)


async def _check(number: int, text: TaskText) -> None:
    """Raises Invalid with everything that does not hold together."""
    present = {one.id: one for one in await parties(number)}
    wrong: dict[str, str] = {}
    if not text.title.strip():
        wrong["taak"] = "Schrijf welke taak het is."
    if text.done_by not in present:
        wrong["wie"] = "Kies wie dit doet: een partij van de overeenkomst."
    if text.successor is not None:
        other = present.get(text.successor)
        if other is None or text.successor == text.done_by:
            wrong["opvolger"] = "Kies een andere partij van de overeenkomst."
        elif other.leaves_on is not None:
            wrong["opvolger"] = wording("%(naam)s vertrekt zelf. Kies een andere partij.", naam=other.name)
    if wrong:
        raise Invalid(wrong)
