"""Keeping what a jury or stuurgroep says, group by group."""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.meeting import NEEDS_WORDS, MeetingVerdict
from innovatie.domain.phases import Phase
from innovatie.infra.database import transaction
from innovatie.review.queries.desk import group_names
from innovatie.review.queries.meeting import said_in
from innovatie.review.tables import MeetingNote
from innovatie.rounds.actions import locked


async def note(
    *,
    actor: Actor,
    round_id: int,
    group_id: int | None,
    body: str,
    verdict: MeetingVerdict | None,
    seen: int,
    now: datetime,
) -> None:
    """Keep what was said of a group, or (None) of the whole. It may be said after the phase too: minutes are corrected.

    `seen`: the number of the note that was shown, 0 for none; Conflict when a colleague saved another meanwhile.
    """
    authority.require(actor, Act.DIRECT_REVIEW, Context(open_phase=Phase.REVIEW))
    if verdict in NEEDS_WORDS and not body.strip():
        raise Invalid({"notitie": "Schrijf op wat de vergadering hierover zei."})
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        if group_id is not None and group_id not in {group.id for group in await group_names(round_id)}:
            raise NotFound("Deze groep doet niet mee in deze ronde.")
        former = (await said_in(round_id)).get(group_id)
        if (former.number if former else 0) != seen:
            raise Conflict(
                "Een collega schreef hier intussen iets anders. Uw tekst staat hier nog. Bekijk eerst wat er nu staat."
            )
        if former and (former.body, former.verdict) == (body.strip(), verdict or ""):
            return
        await MeetingNote.insert(
            MeetingNote(
                round=round_id,
                group=group_id,
                body=body.strip(),
                verdict=verdict.value if verdict else "",
                saved_at=now,
                saved_by=actor.person_id,
            )
        )
        await record(
            actor=actor,
            act="notulen bijhouden",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"groep": group_id, "besluit": verdict.value if verdict else ""},
        )
