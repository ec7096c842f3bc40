"""Taking into use what was learnt from people, refusing it, and going back. No decision of people changes by it."""

from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.errors import Conflict
from innovatie.domain.learnt_models import ModelState
from innovatie.grouping.model import shipped_model, version_of
from innovatie.grouping.payloads import LookAtEverything
from innovatie.infra.database import execute, fetch_as, fetch_one_as, transaction
from innovatie.infra.jobs import enqueue


class _Model(msgspec.Struct, frozen=True):
    id: int
    version: str
    base: str


async def use_model(*, actor: Actor, model_id: int, now: datetime) -> None:
    """From now on the machine proposes with the offered model. Conflict when it is no longer offered, or was learnt
    from another shipped model than that of today.
    """
    authority.require(actor, Act.DIRECT_GROUPS)
    async with transaction():
        offered = await _locked(model_id, ModelState.OFFERED)
        if offered.base != version_of(shipped_model()):
            raise Conflict("Dit model hoort bij een eerdere versie van Innovatie. Vannacht komt er een nieuw.")
        for old in await fetch_as(
            _Model, "SELECT id, version, base FROM grouping_model WHERE state = $1 FOR UPDATE", ModelState.IN_USE
        ):
            await _becomes(old.id, ModelState.REPLACED, actor, now)
        await _becomes(model_id, ModelState.IN_USE, actor, now)
        await record(
            actor=actor,
            act="groepeermodel in gebruik nemen",
            object_kind="groepeermodel",
            object_id=offered.id,
            now=now,
            details={"model": offered.version},
        )
        await enqueue(LookAtEverything(), unless_waiting=True)


async def refuse_model(*, actor: Actor, model_id: int, now: datetime) -> None:
    """The offered model is not taken; the next night that there is enough new, another is offered."""
    authority.require(actor, Act.DIRECT_GROUPS)
    async with transaction():
        offered = await _locked(model_id, ModelState.OFFERED)
        await _becomes(model_id, ModelState.REFUSED, actor, now)
        await record(
            actor=actor,
            act="groepeermodel afwijzen",
            object_kind="groepeermodel",
            object_id=offered.id,
            now=now,
            details={"model": offered.version},
        )


async def take_back_model(*, actor: Actor, model_id: int, now: datetime) -> None:
    """Back to the model that was in use before: the one that this one replaced last, else that of the product."""
    authority.require(actor, Act.DIRECT_GROUPS)
    async with transaction():
        used = await _locked(model_id, ModelState.IN_USE)
        await _becomes(model_id, ModelState.TAKEN_BACK, actor, now)
        former = await fetch_one_as(
            _Model,
            "SELECT id, version, base FROM grouping_model WHERE state = $1 AND base = $2"
            " ORDER BY settled_at DESC, id DESC LIMIT 1 FOR UPDATE",
            ModelState.REPLACED,
            version_of(shipped_model()),
        )
        if former is not None:
            await _becomes(former.id, ModelState.IN_USE, actor, now)
        await record(
            actor=actor,
            act="groepeermodel terugnemen",
            object_kind="groepeermodel",
            object_id=used.id,
            now=now,
            details={"model": used.version},
        )
        await enqueue(LookAtEverything(), unless_waiting=True)


async def _locked(model_id: int, state: ModelState) -> _Model:
    """The model, when it is in that state still."""
    found = await fetch_one_as(
        _Model,
        "SELECT id, version, base FROM grouping_model WHERE id = $1 AND state = $2 FOR UPDATE",
        model_id,
        state,
    )
    if found is None:
        raise Conflict("Dit model is intussen gewijzigd of vervangen. Bekijk het opnieuw.")
    return found


async def _becomes(model_id: int, state: ModelState, actor: Actor, now: datetime) -> None:
    await execute(
        "UPDATE grouping_model SET state = $2, settled_at = $3, by = $4 WHERE id = $1",
        model_id,
        state,
        now,
        actor.person_id,
    )
