"""Finalists save what they work out; VNG prepares, publishes once, and corrects in a new version."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain import authority, phases
from innovatie.domain.attached_files import check
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.phases import Phase
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, fetch_one_value, transaction
from innovatie.infra.jobs import enqueue
from innovatie.publication.payloads import Published
from innovatie.publication.queries import Snapshot, draft_of, elaboration, finalist_of, published_of
from innovatie.publication.sections import NAMES
from innovatie.publication.tables import Attachment, Elaboration, Publication
from innovatie.review.queries import municipalities_of
from innovatie.rounds.actions import lock_round
from innovatie.rounds.queries import round_by_id
from innovatie.voting.actions import reveal_result
from innovatie.voting.queries import result

LONGEST_SECTION = 20_000
MOST_ATTACHMENTS = 10


async def save_elaboration(
    *,
    actor: Actor,
    round_id: int,
    group_id: int,
    content: Mapping[str, str],
    note: str,
    expected_version: int,
    now: datetime,
) -> int:
    """A new version of a finalist's elaboration, by one of the municipalities in the group; its number.

    `expected_version` is what the writer saw: Conflict when somebody saved another one meanwhile.
    """
    errors = {
        name: f"Maak deze tekst korter: hooguit {LONGEST_SECTION} tekens."
        for name in NAMES
        if len(content.get(name, "")) > LONGEST_SECTION
    }
    if errors:
        raise Invalid(errors)
    async with transaction():
        municipality_id = await _require_member(actor, round_id, group_id, now)
        await _lock(round_id, group_id)
        present = await elaboration(round_id, group_id)
        if present.version != expected_version:
            raise Conflict(
                wording(
                    "Iemand anders bewaarde intussen versie %(versie)s. Vergelijk die met uw tekst en bewaar opnieuw.",
                    versie=present.version,
                )
            )
        kept = {name: content.get(name, "").strip() for name in NAMES}
        if kept == present.content:
            return present.version
        await Elaboration.insert(
            Elaboration(
                round=round_id,
                group=group_id,
                version=present.version + 1,
                content=msgspec.json.encode(kept).decode(),
                saved_at=now,
                saved_by=actor.person_id,
                municipality=municipality_id,
                note=note.strip()[:200],
            )
        )
        await record(
            actor=actor,
            act=Act.DEVELOP_FINALIST.value,
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=municipality_id,
            now=now,
            details={"versie": present.version + 1},
        )
    return present.version + 1


async def add_attachment(
    *, actor: Actor, round_id: int, group_id: int, name: str, content: bytes, now: datetime
) -> int:
    """Attach a file; its number. Invalid when kind, content or size will not do, or there are ten already."""
    file = check(name, content)
    async with transaction():
        municipality_id = await _require_member(actor, round_id, group_id, now)
        await _lock(round_id, group_id)
        present = Attachment.count().where(
            Attachment.round == round_id, Attachment.group == group_id, Attachment.removed_at.is_null()
        )
        if await present >= MOST_ATTACHMENTS:
            raise Invalid(
                {"bestand": wording("Er zijn al %(n)s bijlagen. Verwijder er eerst een.", n=MOST_ATTACHMENTS)}
            )
        added = await Attachment.insert(
            Attachment(
                round=round_id,
                group=group_id,
                name=file.name,
                kind=file.kind,
                size=file.size,
                digest=file.digest,
                content=file.content,
                added_at=now,
                added_by=actor.person_id,
            )
        )
        made: int = added[0]["id"]
        await record(
            actor=actor,
            act="bijlage toevoegen",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=municipality_id,
            now=now,
            details={"bijlage": made, "omvang": file.size},
        )
    return made


async def remove_attachment(*, actor: Actor, round_id: int, group_id: int, attachment_id: int, now: datetime) -> None:
    """Take a file from the page; the row stays for the trail."""
    async with transaction():
        municipality_id = await _require_member(actor, round_id, group_id, now)
        removed = await (
            Attachment.update({Attachment.removed_at: now})
            .where(
                Attachment.id == attachment_id,
                Attachment.round == round_id,
                Attachment.group == group_id,
                Attachment.removed_at.is_null(),
            )
            .returning(Attachment.id)
        )
        if not removed:
            raise NotFound("Deze bijlage bestaat niet (meer).")
        await record(
            actor=actor,
            act="bijlage verwijderen",
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=municipality_id,
            now=now,
            details={"bijlage": attachment_id},
        )


async def prepare(
    *,
    actor: Actor,
    round_id: int,
    decision: str,
    press: str,
    correction: str,
    reasons: Mapping[str, str],
    next_steps: Mapping[str, str],
    now: datetime,
) -> int:
    """Keep what VNG is writing; nobody else sees it. The number of the version it will be."""
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        await lock_round(round_id=round_id)
        round_ = await round_by_id(round_id, now=now)
        if await result(round_.code, now=now) is None:
            raise Conflict("De eindstemming is nog niet geteld. Tel eerst.")
        draft = await draft_of(round_id)
        published = await published_of(round_id)
        version = draft.version if draft else published.version + 1 if published else 1
        await execute(
            "INSERT INTO publication (round, version, decision, press, correction, prepared_at, prepared_by, snapshot)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (round, version) DO UPDATE"
            " SET decision = $3, press = $4, correction = $5, prepared_at = $6, prepared_by = $7, snapshot = $8",
            round_id,
            version,
            decision.strip(),
            press.strip(),
            correction.strip(),
            now,
            actor.person_id,
            Snapshot(reasons=dict(reasons), next_steps=dict(next_steps)).as_json(),
        )
        await record(
            actor=actor,
            act="publicatie voorbereiden",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"versie": version},
        )
    return version


async def publish(*, actor: Actor, round_id: int, now: datetime) -> int:
    """Publish what was prepared: result, winners, feed and open data, all in one transaction. The version.

    A version after the first is a correction and says why; the earlier one stays readable.
    """
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        await lock_round(round_id=round_id)
        round_ = await round_by_id(round_id, now=now)
        if not round_.has_reached(Phase.RESULT):
            raise Conflict("Publiceren kan vanaf de fase uitslag. Open die eerst.")
        draft = await draft_of(round_id)
        if draft is None:
            raise Conflict("Er is niets voorbereid om te publiceren.")
        await reveal_result(actor=actor, round_id=round_id, now=now)
        vote = await result(round_.code, now=now)
        if vote is None or vote.result is None:
            raise Conflict("De eindstemming is nog niet geteld. Tel eerst.")
        chosen = [int(code) for code in vote.result.weighted.chosen]
        _check_texts(draft.decision, draft.correction, draft.version, [str(one) for one in chosen], draft.reasons)
        for place, group_id in enumerate(chosen, start=1):
            await execute(
                'INSERT INTO winner (round, "group", place, title, reasons, next_step, published_at)'
                ' VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ("group") DO UPDATE SET reasons = $5, next_step = $6',
                round_id,
                group_id,
                place,
                vote.title(str(group_id)),
                draft.reasons.get(str(group_id), ""),
                draft.next_steps.get(str(group_id), ""),
                now,
            )
        snapshot = Snapshot(tuple(chosen), draft.reasons, draft.next_steps)
        await Publication.update(
            {
                Publication.published_at: now,
                Publication.published_by: actor.person_id,
                Publication.snapshot: snapshot.as_json(),
            }
        ).where(Publication.round == round_id, Publication.version == draft.version)
        await enqueue(Published(round=round_id, version=draft.version, winners=tuple(chosen)))
        await tell_changes(resource=PublicResource.WINNER, kind=ChangeKind.PUBLISHED, object_ids=chosen)
        await record(
            actor=actor,
            act=Act.PUBLISH_RESULT.value,
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"versie": draft.version, "winnaars": chosen},
        )
    return draft.version


async def _lock(round_id: int, group_id: int) -> None:
    """Writers of one finalist come one after the other."""
    sql = 'SELECT 1 FROM finalist WHERE round = $1 AND "group" = $2 FOR UPDATE'
    await fetch_one_value(int, sql, round_id, group_id)


def _check_texts(decision: str, correction: str, version: int, chosen: list[str], reasons: Mapping[str, str]) -> None:
    errors: dict[str, str] = {}
    if not decision:
        errors["besluit"] = "Schrijf het besluit voordat u publiceert."
    if version > 1 and not correction:
        errors["correctie"] = "Schrijf wat u verbetert, en waarom. De vorige versie blijft leesbaar."
    for number in chosen:
        if not reasons.get(number):
            errors[f"reden-{number}"] = "Schrijf waarom dit idee wint."
    if errors:
        raise Invalid(errors)


async def _require_member(actor: Actor, round_id: int, group_id: int, now: datetime) -> int:
    """The municipality in the group for which the actor may develop it, while that phase is open."""
    round_ = await round_by_id(round_id, now=now)
    await finalist_of(round_id, group_id)
    current = round_.current
    phases.require(current.window if current else None, Phase.DEVELOP, now)
    for municipality_id in sorted(await municipalities_of(group_id)):
        if authority.may(
            actor, Act.DEVELOP_FINALIST, Context(municipality_id=municipality_id, open_phase=Phase.DEVELOP)
        ):
            return municipality_id
    raise NotAllowed("Dit plan uitwerken mag alleen iemand van een gemeente in deze groep.")
