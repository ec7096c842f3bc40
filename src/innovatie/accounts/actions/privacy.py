"""Carrying out privacy: erasing a person, and letting go of what has been kept long enough.

Erasing leaves the row of the person, without a name, so that votes, reviews and ideas keep counting for their
municipality. Everything that only served the account goes. Texts in which the name or address stands are cleaned as
well, and files in which they stand are emptied (see `cleaning`), or wait for somebody to look (see `waiting`).
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from innovatie.accounts import limits
from innovatie.accounts.actions.access import ABOVE
from innovatie.accounts.actions.cleaning import take_away
from innovatie.accounts.actions.features_above import let_go_above
from innovatie.accounts.actions.waiting import follow, keep_waiting
from innovatie.accounts.queries.places import Division, divide, places_of, sought_of
from innovatie.accounts.queries.privacy import NameAndAddress, everything_about, name_and_address
from innovatie.accounts.tables import ColleagueInvitation, Person
from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM, Act, Actor, require
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotAllowed, NotFound
from innovatie.domain.names_in_texts import Sought
from innovatie.domain.retention import WARN_INACTIVE_AFTER, Kind, expired_before
from innovatie.domain.wording import wording
from innovatie.infra import outbox, queue_state
from innovatie.infra.database import execute, fetch_as, fetch_values, transaction
from innovatie.infra.rate_limit import take

FORMER: Final = "Voormalig deelnemer"
_GO: Final = (
    "identity", "second_factor", "passkey", "recovery_code", "known_browser", "sign_in_link", "session", "api_token",
)  # fmt: skip
_FORGET: Final = (
    "innovatie.notifications.letterbox:forget_person",
    "innovatie.saved_searches.actions:forget_person",
    "innovatie.following.actions:forget_person",
    "innovatie.insight.my_work.kept_days:forget_person",
    *ABOVE,
)
"""What the features above us let go of a person, by name."""


async def give_data(*, actor: Actor, now: datetime) -> bytes:
    """Everything that is kept about the actor, as JSON; the asking itself stands in the trail."""
    if actor.person_id is None:
        raise NotAllowed("Log eerst in.")
    await take(limits.EXPORT, actor.person_id, now=now)
    async with transaction():
        await record(actor=actor, act="gegevens opvragen", object_kind="persoon", object_id=actor.person_id, now=now)
        about = await everything_about(actor.person_id)
    told = {"gemaaktOp": now.isoformat(), "persoon": actor.person_id, "gegevens": about}
    return msgspec.json.format(msgspec.json.encode(told), indent=2)


async def erase_person(*, actor: Actor, person_id: int, now: datetime, key: str | None = None) -> None:
    """Make somebody a former participant: oneself, or by the administrator of the platform on their request.

    Places where somebody must look first wait for the administrator; `key` (default: the secret of the settings)
    encrypts what is sought there.
    """
    if actor.person_id != person_id:
        require(actor, Act.MANAGE_PLATFORM)
    async with transaction():
        found = await name_and_address(person_id)
        if found is None:
            raise NotFound("Dit account bestaat niet of is al gewist.")
        await let_go_above(names=_FORGET, person_id=person_id, address=found.email, now=now)
        sought, division = await _places(person_id, found)
        for table in _GO:
            await execute(f"DELETE FROM {table} WHERE person = $1", person_id)
        await ColleagueInvitation.update({ColleagueInvitation.name: None, ColleagueInvitation.email: None}).where(
            (ColleagueInvitation.accepted_by == person_id)
            | ColleagueInvitation.email.is_not_null() & (ColleagueInvitation.email == found.email)
        )
        await execute(
            "UPDATE role_grant SET revoked_at = coalesce(revoked_at, $2), reason = '' WHERE person = $1", person_id, now
        )
        await Person.update(
            {
                Person.name: FORMER,
                Person.email: None,
                Person.persona: None,
                Person.description: "",
                Person.language: None,
                Person.active: False,
                Person.erased_at: now,
            }
        ).where(Person.id == person_id)
        await execute("UPDATE factor_recovery SET reason = '' WHERE person = $1", person_id)  # by what one knew them
        await queue_state.forget_texts(tuple(text for text in (found.email,) if text))
        for place in division.at_once:
            await take_away(actor=actor, place=place, sought=sought, instead=FORMER, now=now)
        if division.waiting:
            await keep_waiting(person_id=person_id, sought=sought, places=division.waiting, key=key, now=now)
        await follow(person_id=person_id, rows=[(place.table, place.row) for place in division.at_once])
        await record(
            actor=actor,
            act="persoon wissen",
            object_kind="persoon",
            object_id=person_id,
            now=now,
            details={
                "plekken": len(division.at_once),
                "bestanden": sum(place.in_file for place in division.at_once),
                "wachten": len(division.waiting),
            },
        )


async def erasure_of(*, actor: Actor, person_id: int) -> Division:
    """What erasing this person would do: the places that are cleaned at once, and those that wait for a look."""
    if actor.person_id != person_id:
        require(actor, Act.MANAGE_PLATFORM)
    found = await name_and_address(person_id)
    if found is None:
        raise NotFound("Dit account bestaat niet of is al gewist.")
    _sought, division = await _places(person_id, found)
    return division


async def _places(person_id: int, who: NameAndAddress) -> tuple[Sought, Division]:
    sought = await sought_of(person_id, who.name, who.email)
    return sought, await divide(person_id, await places_of(person_id, sought))


async def let_go(*, now: datetime) -> dict[str, int]:
    """Carry out the retention of accounts; how many rows of each kind went. Run by the daily job."""
    done: dict[str, int] = {}
    async with transaction():
        for kind, statements in _RETENTION.items():
            before = expired_before(kind, now)
            if before is None:
                raise ValueError(f"{kind.value} is kept for ever")
            done[kind.value] = sum([_count(await execute(statement, before)) for statement in statements])
        await record(actor=SYSTEM, act="opruimen", object_kind="bewaartermijnen", object_id=0, now=now, details=done)
    return done


_RETENTION: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.SESSION: ("DELETE FROM session WHERE coalesce(ended_at, seen_at) < $1",),
    Kind.SIGN_IN: (
        "DELETE FROM sign_in_attempt WHERE created_at < $1",
        "DELETE FROM sign_in_link WHERE created_at < $1",
        "DELETE FROM logout_seen WHERE at < $1",
    ),
    Kind.INVITATION: (
        "UPDATE colleague_invitation SET email = NULL, name = NULL WHERE created_at < $1 AND email IS NOT NULL",
    ),
    Kind.API_TOKEN: ("DELETE FROM api_token WHERE expires_at < $1",),
    Kind.BROWSER: ("DELETE FROM known_browser WHERE used_at < $1",),
    Kind.RECOVERY: ("UPDATE factor_recovery SET reason = '' WHERE coalesce(ended_at, asked_at) < $1 AND reason <> ''",),
}


def _count(tag: str) -> int:
    return int(tag.rsplit(" ", 1)[-1])


class _Silent(msgspec.Struct, frozen=True):
    id: int
    name: str
    email: str | None


async def care_for_inactive(*, now: datetime) -> tuple[int, int]:
    """Warn whoever has not signed in for long, and erase who did not react for three months: (warned, erased)."""
    silent = "coalesce(signed_in_at, created_at) < $1 AND erased_at IS NULL AND persona IS NULL"
    rows = await fetch_as(
        _Silent,
        f"SELECT id, name, email FROM person WHERE {silent} AND warned_at IS NULL AND active",
        now - WARN_INACTIVE_AFTER,
    )
    for row in rows:
        async with transaction():
            await Person.update({Person.warned_at: now}).where(Person.id == row.id)
            if row.email:
                what = wording("Uw account wordt over drie maanden gewist als u niet inlogt")
                await outbox.put(
                    kind="accountbericht",
                    address=row.email,
                    person_id=row.id,
                    details={"naam": row.name, "wat": what},
                    now=now,
                    once=f"inactief {row.id} {dutch_day(now)}",
                )
    before = expired_before(Kind.INACTIVE_PERSON, now)
    gone = await fetch_values(
        int, f"SELECT id FROM person WHERE {silent} AND warned_at < $2", before, now - timedelta(days=89)
    )
    for person_id in gone:
        await erase_person(actor=SYSTEM, person_id=person_id, now=now)
    return len(rows), len(gone)
