"""After the secret of the installation was replaced: what was sealed with an earlier one is sealed anew."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import msgspec

from innovatie.accounts.actions.factors import FACTOR
from innovatie.accounts.actions.waiting import WAITING_ERASURE
from innovatie.accounts.encryption import PROVIDER_TOKEN, seal, unseal, unseal_with
from innovatie.accounts.tables import SecondFactor, Session, WaitingErasure
from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM
from innovatie.infra.database import fetch_as, fetch_one_as, transaction


class Resealed(msgspec.Struct, frozen=True):
    """Of one kind of sealed values: how many were sealed anew, and how many no secret of ours opens."""

    what: str
    anew: int
    unreadable: int


class LivingTokens(msgspec.Struct, frozen=True):
    """API tokens that still work; which secret signed each is known to nobody but who has it."""

    number: int
    last_ends: datetime | None


class _Sealed(msgspec.Struct, frozen=True):
    id: int
    owner: int
    sealed: bytes


async def _keep_factor(row: int, sealed: bytes) -> None:
    await SecondFactor.update({SecondFactor.sealed_secret: sealed}).where(SecondFactor.id == row)


async def _keep_token(row: int, sealed: bytes) -> None:
    await Session.update({Session.id_token: sealed}).where(Session.id == row)


async def _keep_erasure(row: int, sealed: bytes) -> None:
    await WaitingErasure.update({WaitingErasure.sealed: sealed}).where(WaitingErasure.id == row)


_KINDS: Final = (
    (
        "tweede factoren",
        FACTOR,
        "SELECT id, person AS owner, sealed_secret AS sealed FROM second_factor WHERE confirmed_at IS NOT NULL"
        " ORDER BY id FOR UPDATE",
        _keep_factor,
    ),
    (
        "bewijzen van inlogdiensten",
        PROVIDER_TOKEN,
        "SELECT id, person AS owner, id_token AS sealed FROM session WHERE id_token IS NOT NULL ORDER BY id FOR UPDATE",
        _keep_token,
    ),
    (
        "wissingen die wachten",
        WAITING_ERASURE,
        "SELECT id, person AS owner, sealed FROM waiting_erasure WHERE sealed IS NOT NULL ORDER BY id FOR UPDATE",
        _keep_erasure,
    ),
)
"""Everything that is kept sealed: what it is called, its purpose, its rows, and how a row gets its new value.

A factor that is being enrolled is sealed for its session; it lives ten minutes and is passed over.
"""


async def reseal(*, key: str, now: datetime) -> list[Resealed]:
    """Seal everything that is not sealed with `key` anew with it; one transaction, one row in the trail."""
    async with transaction():
        done = [await _of_kind(what, select, purpose, key, keep) for what, purpose, select, keep in _KINDS]
        await record(
            actor=SYSTEM,
            act="opnieuw verzegelen",
            object_kind="geheim",
            object_id=0,
            now=now,
            origin="shell",
            details={each.what: each.anew for each in done},
        )
    return done


async def _of_kind(
    what: str, select: str, purpose: str, key: str, keep: Callable[[int, bytes], Awaitable[None]]
) -> Resealed:
    anew = unreadable = 0
    for row in await fetch_as(_Sealed, select):
        if unseal_with(row.sealed, key=key, purpose=purpose, owner=row.owner) is not None:
            continue
        text = unseal(row.sealed, key=key, purpose=purpose, owner=row.owner)
        if text is None:
            unreadable += 1
            continue
        await keep(row.id, seal(text, key=key, purpose=purpose, owner=row.owner))
        anew += 1
    return Resealed(what, anew, unreadable)


async def living_tokens(*, now: datetime) -> LivingTokens:
    """How many API tokens work, and when the last of them ends."""
    found = await fetch_one_as(
        LivingTokens,
        "SELECT count(*) AS number, max(expires_at) AS last_ends FROM api_token"
        " WHERE revoked_at IS NULL AND expires_at > $1",
        now,
    )
    return found or LivingTokens(0, None)
