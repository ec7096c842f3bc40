"""A municipality lets its Kring vote for it, and takes that back."""

from datetime import date, datetime
from typing import Any

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.infra.database import execute, fetch, fetch_row, transaction
from innovatie.rounds.queries import round_by_id
from innovatie.voting.actions.log import append, lock_vote
from innovatie.voting.queries.mandates import kringen_of
from innovatie.voting.queries.votes import vote_by_id

SCOPES = ("ronde", "voorselectie", "finale")


async def grant_mandate(
    *,
    actor: Actor,
    round_id: int,
    municipality_id: int,
    partnership_id: int,
    scope: str,
    starts: date,
    ends: date | None,
    document: str,
    instruction: str,
    now: datetime,
) -> None:
    """Mandate a Kring of which the municipality is a member today. Replaces an earlier mandate in this round.

    `document` names the decision that gives the mandate. `instruction` is advice to the Kring; whoever wants to bind it
    casts an own ballot.
    """
    authority.require(actor, Act.MANDATE_KRING, Context(municipality_id=municipality_id))
    errors: dict[str, str] = {}
    if not document.strip():
        errors["document"] = "Noem het besluit waarin dit staat, met datum of nummer."
    if scope not in SCOPES:
        errors["reikwijdte"] = "Kies waarvoor de machtiging geldt."
    if starts > now.date():
        errors["vanaf"] = "Kies vandaag of een datum ervoor: de machtiging gaat meteen in."
    if ends is not None and ends < now.date():
        errors["tot"] = "Kies een einddatum die nog komt."
    if errors:
        raise Invalid(errors)
    async with transaction():
        await execute("SELECT 1 FROM municipality WHERE id = $1 FOR UPDATE", municipality_id)
        if partnership_id not in dict(await kringen_of(municipality_id, now.date())):
            raise NotAllowed("Uw gemeente kan alleen een Kring machtigen waar zij zelf bij hoort.")
        round_ = await round_by_id(round_id, now=now)
        await _end_present(actor, round_id, municipality_id, now, keep_log=True)
        await execute(
            "INSERT INTO mandate (round, municipality, partnership, scope, starts, ends, document, instruction,"
            " granted_by, granted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            round_id,
            municipality_id,
            partnership_id,
            scope,
            starts,
            ends,
            document.strip(),
            instruction.strip(),
            actor.person_id,
            now,
        )
        for vote, row, code in await _open_votes(round_id, municipality_id, now):
            if scope not in ("ronde", vote.kind):
                await _log_revocation(row, code, municipality_id, now)
                continue
            kringen = await fetch_row(
                "SELECT kringen FROM elector WHERE vote = $1 AND municipality = $2", vote.id, municipality_id
            )
            if kringen is None or str(partnership_id) not in kringen["kringen"].split():
                raise NotAllowed("Deze Kring stond bij de opening van de stemming niet bij uw gemeente.")
            await append(
                row=row,
                kind="machtiging",
                content={"gemeente": code, "kring": str(partnership_id), "document": document.strip()},
                now=now,
                municipality_id=municipality_id,
                partnership_id=partnership_id,
            )
        await record(
            actor=actor,
            act=Act.MANDATE_KRING.value,
            object_kind="ronde",
            object_id=round_.code,
            on_behalf_of=municipality_id,
            now=now,
            details={"kring": partnership_id, "reikwijdte": scope},
        )


async def revoke_mandate(*, actor: Actor, round_id: int, municipality_id: int, now: datetime) -> None:
    """Take the mandate back; from this moment the Kring's ballot no longer counts for the municipality."""
    authority.require(actor, Act.MANDATE_KRING, Context(municipality_id=municipality_id))
    async with transaction():
        await execute("SELECT 1 FROM municipality WHERE id = $1 FOR UPDATE", municipality_id)
        round_ = await round_by_id(round_id, now=now)
        if not await _end_present(actor, round_id, municipality_id, now, keep_log=False):
            raise Conflict("Er is geen machtiging om in te trekken.")
        await record(
            actor=actor,
            act="machtiging intrekken",
            object_kind="ronde",
            object_id=round_.code,
            on_behalf_of=municipality_id,
            now=now,
        )


async def _end_present(actor: Actor, round_id: int, municipality_id: int, now: datetime, *, keep_log: bool) -> bool:
    ended = await execute(
        "UPDATE mandate SET revoked_at = $1, revoked_by = $2"
        " WHERE round = $3 AND municipality = $4 AND revoked_at IS NULL",
        now,
        actor.person_id,
        round_id,
        municipality_id,
    )
    if ended == "UPDATE 0":
        return False
    if not keep_log:
        for _vote, row, code in await _open_votes(round_id, municipality_id, now):
            await _log_revocation(row, code, municipality_id, now)
    return True


async def _log_revocation(row: Any, code: str, municipality_id: int, now: datetime) -> None:
    """Only when the log still has a mandate of this municipality."""
    last = await fetch_row(
        "SELECT kind FROM ballot_event WHERE vote = $1 AND municipality = $2"
        " AND kind IN ('machtiging', 'machtiging-ingetrokken') ORDER BY sequence DESC LIMIT 1",
        row["id"],
        municipality_id,
    )
    if last is not None and last["kind"] == "machtiging":
        await append(
            row=row, kind="machtiging-ingetrokken", content={"gemeente": code}, now=now, municipality_id=municipality_id
        )


async def _open_votes(round_id: int, municipality_id: int, now: datetime) -> list[tuple[Any, Any, str]]:
    """Votes of the round that are open at `now` and list this municipality: (vote, locked row, code).

    A vote whose phase is over but that has not been counted yet no longer changes: Conflict.
    """
    rows = await fetch(
        "SELECT v.id, e.code FROM round_vote v JOIN elector e ON e.vote = v.id AND e.municipality = $2"
        " WHERE v.round = $1 AND v.closed_at IS NULL ORDER BY v.id",
        round_id,
        municipality_id,
    )
    found = []
    for one in rows:
        row = await lock_vote(vote_id=one["id"])
        vote = await vote_by_id(one["id"], now=now)
        if row["closed_at"] is not None:
            continue
        if vote.state != "open":
            raise Conflict("De stemming is gesloten. Een machtiging kan nu niet meer veranderen.")
        found.append((vote, row, one["code"]))
    return found
