"""A municipality lets its Kring vote for it, and takes that back."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.vote_kinds import VoteKind
from innovatie.infra.database import fetch_as, fetch_one_value, transaction
from innovatie.infra.moments import moment
from innovatie.infra.retrying import retried
from innovatie.rounds.queries import round_by_id
from innovatie.voting.actions.log import LockedVote, append, hold_round, lock_vote
from innovatie.voting.queries.mandates import kringen_of
from innovatie.voting.queries.votes import vote_by_id
from innovatie.voting.tables import Mandate

SCOPES = ("ronde", "voorselectie", "finale")


@retried
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
    async with transaction():
        votes = await _lock_votes(round_id, municipality_id)
        now = await moment(now)
        _check(scope, starts, ends, document, dutch_day(now))
        if partnership_id not in dict(await kringen_of(municipality_id, dutch_day(now))):
            raise NotAllowed("Uw gemeente kan alleen een Kring machtigen waar zij zelf bij hoort.")
        round_ = await round_by_id(round_id, now=now)
        await _end_present(actor, round_id, municipality_id, now)
        await Mandate.insert(
            Mandate(
                round=round_id,
                municipality=municipality_id,
                partnership=partnership_id,
                scope=scope,
                starts=starts,
                ends=ends,
                document=document.strip(),
                instruction=instruction.strip(),
                granted_by=actor.person_id,
                granted_at=now,
            )
        )
        await _log_grant(await _still_open(votes, now), municipality_id, partnership_id, scope, document.strip(), now)
        await record(
            actor=actor,
            act=Act.MANDATE_KRING.value,
            object_kind="ronde",
            object_id=round_.code,
            on_behalf_of=municipality_id,
            now=now,
            details={"kring": partnership_id, "reikwijdte": scope},
        )


@retried
async def revoke_mandate(*, actor: Actor, round_id: int, municipality_id: int, now: datetime) -> None:
    """Take the mandate back; from this moment the Kring's ballot no longer counts for the municipality."""
    authority.require(actor, Act.MANDATE_KRING, Context(municipality_id=municipality_id))
    async with transaction():
        votes = await _lock_votes(round_id, municipality_id)
        now = await moment(now)
        round_ = await round_by_id(round_id, now=now)
        if not await _end_present(actor, round_id, municipality_id, now):
            raise Conflict("Er is geen machtiging om in te trekken.")
        for one in await _still_open(votes, now):
            await _log_revocation(one, municipality_id, now)
        await record(
            actor=actor,
            act="machtiging intrekken",
            object_kind="ronde",
            object_id=round_.code,
            on_behalf_of=municipality_id,
            now=now,
        )


class _Listed(msgspec.Struct, frozen=True):
    id: int
    kind: VoteKind
    code: str
    kringen: tuple[str, ...]


class _OpenVote(msgspec.Struct, frozen=True):
    """A vote that lists a municipality under `code`, with the Kringen it belonged to at the opening."""

    locked: LockedVote
    kind: VoteKind
    code: str
    kringen: tuple[str, ...]


def _check(scope: str, starts: date, ends: date | None, document: str, today: date) -> None:
    errors: dict[str, str] = {}
    if not document.strip():
        errors["document"] = "Noem het besluit waarin dit staat, met datum of nummer."
    if scope not in SCOPES:
        errors["reikwijdte"] = "Kies waarvoor de machtiging geldt."
    if starts > today:
        errors["vanaf"] = "Kies vandaag of een datum ervoor: de machtiging gaat meteen in."
    if ends is not None and ends < today:
        errors["tot"] = "Kies een einddatum die nog komt."
    if errors:
        raise Invalid(errors)


async def _end_present(actor: Actor, round_id: int, municipality_id: int, now: datetime) -> bool:
    ended = await (
        Mandate.update({Mandate.revoked_at: now, Mandate.revoked_by: actor.person_id})
        .where(Mandate.round == round_id, Mandate.municipality == municipality_id, Mandate.revoked_at.is_null())
        .returning(Mandate.id)
    )
    return bool(ended)


async def _log_revocation(vote: _OpenVote, municipality_id: int, now: datetime) -> None:
    """Only when the log still has a mandate of this municipality."""
    last = await fetch_one_value(
        str,
        "SELECT kind FROM ballot_event WHERE vote = $1 AND municipality = $2"
        " AND kind IN ('machtiging', 'machtiging-ingetrokken') ORDER BY sequence DESC LIMIT 1",
        vote.locked.id,
        municipality_id,
    )
    if last == "machtiging":
        await append(
            vote=vote.locked,
            kind="machtiging-ingetrokken",
            content={"gemeente": vote.code},
            now=now,
            municipality_id=municipality_id,
        )


async def _lock_votes(round_id: int, municipality_id: int) -> list[_OpenVote]:
    """Uncounted votes of the round that list this municipality, locked; then the municipality, so that its mandates
    are given and taken back one after the other. The round is held first: no vote opens while this looks which there
    are (holding it together with whoever casts, nobody waits in a circle).
    """
    await hold_round(round_id=round_id)
    rows = await fetch_as(
        _Listed,
        "SELECT v.id, v.kind, e.code, string_to_array(e.kringen, ' ') AS kringen"
        " FROM round_vote v JOIN elector e ON e.vote = v.id AND e.municipality = $2"
        " WHERE v.round = $1 AND v.closed_at IS NULL ORDER BY v.id",
        round_id,
        municipality_id,
    )
    found = [_OpenVote(await lock_vote(vote_id=one.id), one.kind, one.code, one.kringen) for one in rows]
    await fetch_one_value(int, "SELECT 1 FROM municipality WHERE id = $1 FOR NO KEY UPDATE", municipality_id)
    return found


async def _log_grant(  # noqa: PLR0917 - the mandate
    votes: Sequence[_OpenVote], municipality_id: int, partnership_id: int, scope: str, document: str, now: datetime
) -> None:
    """Tell the log of each open vote of the round: the mandate where it holds, the end of an earlier one where not."""
    for one in votes:
        if scope not in ("ronde", one.kind):
            await _log_revocation(one, municipality_id, now)
            continue
        if str(partnership_id) not in one.kringen:
            raise NotAllowed("Deze Kring stond bij de opening van de stemming niet bij uw gemeente.")
        await append(
            vote=one.locked,
            kind="machtiging",
            content={"gemeente": one.code, "kring": str(partnership_id), "document": document},
            now=now,
            municipality_id=municipality_id,
            partnership_id=partnership_id,
        )


async def _still_open(votes: list[_OpenVote], now: datetime) -> list[_OpenVote]:
    """Of these, those that were not closed just before they were locked.

    A vote whose phase is over but that has not been counted yet no longer changes: Conflict.
    """
    found = [one for one in votes if one.locked.closed_at is None]
    for one in found:
        if (await vote_by_id(one.locked.id, now=now)).state != "open":
            raise Conflict("De stemming is gesloten. Een machtiging kan nu niet meer veranderen.")
    return found
