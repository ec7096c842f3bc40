"""Proposals to merge two groups: each side agrees, or somebody objects with a reason."""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid
from innovatie.grouping.queries import ProposalRow, proposal
from innovatie.grouping.records import (
    decided,
    drop_stale_proposals,
    keep_pairs,
    lock_groups,
    members,
    move,
    require_loose,
    take_part,
)
from innovatie.infra.database import execute, fetch_value, transaction


async def propose_merge(
    *,
    actor: Actor,
    group_id: int,
    other_id: int,
    reason: str,
    now: datetime,
    municipality_id: int | None = None,
    link: float | None = None,
    tier: str = "",
) -> int | None:
    """Propose that two groups become one; the machine does (`SYSTEM`), or a municipality or VNG with a reason.

    None when there is an open proposal already, or (for the machine) when people decided about them before.
    """
    if not actor.is_system and not authority.may(actor, Act.DIRECT_GROUPS):
        authority.require(actor, Act.JUDGE_SIMILARITY, Context(municipality_id=municipality_id))
    if group_id == other_id:
        raise Conflict("Dit is al één groep.")
    if not actor.is_system and not reason.strip():
        raise Invalid({"reden": "Schrijf waarom deze groepen hetzelfde zijn."})
    first, second = min(group_id, other_id), max(group_id, other_id)
    async with transaction():
        await lock_groups(first, second)
        states = "('open', 'afgewezen')" if actor.is_system else "('open')"
        present = await fetch_value(
            f'SELECT id FROM group_proposal WHERE "group" = $1 AND other_group = $2 AND state IN {states}',
            first,
            second,
        )
        if present is not None:
            return None
        made: int = await fetch_value(
            'INSERT INTO group_proposal (kind, "group", other_group, ideas, link, tier, reason, state, made_at, by)'
            " VALUES ('samenvoegen', $1, $2, '[]', $3, $4, $5, 'open', $6, $7) RETURNING id",
            first,
            second,
            link,
            tier,
            reason.strip(),
            now,
            actor.person_id,
        )
        await record(
            actor=actor,
            act="samenvoegen voorstellen",
            object_kind="groep",
            object_id=first,
            on_behalf_of=municipality_id,
            now=now,
            details={"andere": second},
        )
    return made


async def _sides(actor: Actor, row: ProposalRow, municipality_id: int | None) -> list[str]:
    """For which sides this actor speaks: those in which the municipality takes part; VNG for itself."""
    assert row.other_group is not None
    if municipality_id is not None and authority.may(
        actor, Act.JUDGE_SIMILARITY, Context(municipality_id=municipality_id)
    ):
        sides = [
            side
            for side, number in (("groep", row.group), ("andere", row.other_group))
            if municipality_id in await take_part(number)
        ]
        if sides:
            return sides
    authority.require(actor, Act.DIRECT_GROUPS)
    return ["vng"]


async def _say(
    actor: Actor,
    row: ProposalRow,
    sides: list[str],
    *,
    municipality_id: int | None,
    agrees: bool,
    reason: str,
    now: datetime,
) -> None:
    for side in sides:
        await execute(
            "INSERT INTO proposal_voice (proposal, municipality, side, agrees, reason, at, by)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            row.id,
            municipality_id if side != "vng" else None,
            side,
            agrees,
            reason.strip(),
            now,
            actor.person_id,
        )


async def _open(proposal_id: int) -> ProposalRow:
    await execute("SELECT 1 FROM group_proposal WHERE id = $1 FOR UPDATE", proposal_id)
    row = await proposal(proposal_id)
    if row.state != "open" or row.other_group is None:
        raise Conflict("Over dit voorstel is al beslist.")
    return row


async def agree(*, actor: Actor, proposal_id: int, municipality_id: int | None, now: datetime) -> bool:
    """Agree for a side; when both sides have agreed, the groups are merged. True when that happened.

    VNG may speak for a side that has not spoken; it never overrules one that has.
    """
    async with transaction():
        row = await _open(proposal_id)
        assert row.other_group is not None
        sides = await _sides(actor, row, municipality_id)
        await lock_groups(row.group, row.other_group)
        await require_loose(row.group, row.other_group)
        await _say(actor, row, sides, municipality_id=municipality_id, agrees=True, reason="", now=now)
        spoken = {voice.side for voice in row.voices if voice.agrees} | set(sides)
        await record(
            actor=actor,
            act="instemmen met samenvoegen",
            object_kind="groep",
            object_id=row.group,
            on_behalf_of=municipality_id,
            now=now,
            details={"voorstel": row.id},
        )
        if "vng" not in spoken and not {"groep", "andere"} <= spoken:
            return False
        await _merge(actor, row.group, row.other_group, row.reason, now)
        await execute("UPDATE group_proposal SET state = 'uitgevoerd', settled_at = $2 WHERE id = $1", proposal_id, now)
    return True


async def _merge(actor: Actor, group_id: int, other_id: int, reason: str, now: datetime) -> None:
    """The older number survives; the younger redirects. The ideas keep everything they had."""
    older, younger = min(group_id, other_id), max(group_id, other_id)
    stay, come = await members(older), await members(younger)
    await move(come, older, how="confirmed", actor=actor, now=now)
    await execute("UPDATE idea_group SET merged_into = $1 WHERE id = $2", older, younger)
    await execute("UPDATE idea_group SET merged_into = $1 WHERE merged_into = $2", older, younger)
    await keep_pairs(stay[:1], come, together=True, reason=reason, actor=actor, now=now)
    await decided("samengevoegd", older, younger, come, reason=reason, actor=actor, now=now)
    await drop_stale_proposals(older, younger, now=now)


async def object_to(*, actor: Actor, proposal_id: int, municipality_id: int | None, reason: str, now: datetime) -> None:
    """Object with a reason: the proposal is off, and the machine does not propose the same again."""
    if not reason.strip():
        raise Invalid({"reden": "Schrijf waarom deze groepen niet hetzelfde zijn. Iedereen kan dit lezen."})
    async with transaction():
        row = await _open(proposal_id)
        assert row.other_group is not None
        sides = await _sides(actor, row, municipality_id)
        await _say(actor, row, sides, municipality_id=municipality_id, agrees=False, reason=reason, now=now)
        await execute("UPDATE group_proposal SET state = 'afgewezen', settled_at = $2 WHERE id = $1", proposal_id, now)
        left, right = await members(row.group), await members(row.other_group)
        await keep_pairs(left[:1], right[:1], together=False, reason=reason, actor=actor, now=now)
        await record(
            actor=actor,
            act="bezwaar tegen samenvoegen",
            object_kind="groep",
            object_id=row.group,
            on_behalf_of=municipality_id,
            now=now,
            details={"voorstel": row.id},
        )
