"""Agreeing to a proposal and objecting to it. Who speaks for which side stands in `domain.group_consent`."""

from collections.abc import Sequence
from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.group_consent import ProposalKind, Side, is_agreed, sides_of
from innovatie.grouping import merging
from innovatie.grouping.notifications import tell_settled
from innovatie.grouping.queries import ProposalRow, proposal, sides_of_proposal
from innovatie.grouping.records import keep_pairs, lock_groups, members, require_loose
from innovatie.grouping.tables import GroupProposal, ProposalVoice
from innovatie.infra.database import transaction

AGREEING = {
    ProposalKind.MERGE: "instemmen met samenvoegen",
    ProposalKind.SPLIT: "instemmen met splitsen",
    ProposalKind.MOVE: "instemmen met verplaatsen",
}
OBJECTING = {
    ProposalKind.MERGE: "bezwaar tegen samenvoegen",
    ProposalKind.SPLIT: "bezwaar tegen splitsen",
    ProposalKind.MOVE: "bezwaar tegen verplaatsen",
}
"""What stands in the trail."""


async def agree(*, actor: Actor, proposal_id: int, municipality_id: int | None, now: datetime) -> bool:
    """Agree for a side; when both sides have agreed, it is carried out. True when that happened.

    VNG may speak for a side that is silent when the other side agrees; it never overrules one that has objected.
    """
    async with transaction():
        row = await _open(proposal_id)
        await lock_groups(*row.groups)
        await require_loose(*row.groups)
        agreed = {Side(voice.side) for voice in row.voices if voice.agrees}
        sides = await _sides(actor, row, municipality_id, agreed)
        if set(sides) <= agreed:
            raise Conflict("Deze kant heeft al ingestemd. De andere kant is aan zet.")
        await _say(actor, row, sides, municipality_id=municipality_id, agrees=True, reason="", now=now)
        await record(
            actor=actor,
            act=AGREEING[ProposalKind(row.kind)],
            object_kind="groep",
            object_id=row.group,
            on_behalf_of=municipality_id,
            now=now,
            details={"voorstel": row.id},
        )
        if not is_agreed(agreed | set(sides)):
            return False
        await _carry_out(actor, row, now)
    return True


async def agree_by_proposing(*, actor: Actor, proposal_id: int, municipality_id: int | None, now: datetime) -> bool:
    """The proposer's municipality agrees by proposing, where it has a side. True when that was enough."""
    row = await _open(proposal_id)
    one, other = await sides_of_proposal(row)
    if actor.is_system or municipality_id is None or municipality_id not in one | other:
        return False
    sides = sides_of(municipality_id, one, other)
    await _say(actor, row, sides, municipality_id=municipality_id, agrees=True, reason="", now=now)
    if not is_agreed(sides):
        return False
    await require_loose(*row.groups)
    await _carry_out(actor, row, now)
    return True


async def object_to(*, actor: Actor, proposal_id: int, municipality_id: int | None, reason: str, now: datetime) -> None:
    """Object with a reason: the proposal is off, and the machine does not propose the same again."""
    if not reason.strip():
        raise Invalid({"reden": "Schrijf waarom u bezwaar hebt. Iedereen kan dit lezen."})
    async with transaction():
        row = await _open(proposal_id)
        sides = await _sides(actor, row, municipality_id, set())
        await _say(actor, row, sides, municipality_id=municipality_id, agrees=False, reason=reason, now=now)
        await _settle(proposal_id, "afgewezen", now)
        if row.other_group is not None:
            moving = row.ideas or await members(row.group)
            there = await members(row.other_group)
            await keep_pairs(moving, there, together=False, reason=reason.strip(), actor=actor, now=now)
        else:
            staying = [idea for idea in await members(row.group) if idea not in row.ideas]
            await keep_pairs(staying, row.ideas, together=True, reason=reason.strip(), actor=actor, now=now)
        await record(
            actor=actor,
            act=OBJECTING[ProposalKind(row.kind)],
            object_kind="groep",
            object_id=row.group,
            on_behalf_of=municipality_id,
            now=now,
            details={"voorstel": row.id},
        )
        one, other = await sides_of_proposal(row)
        await tell_settled(proposal_id=row.id, parties=one | other, by_person=actor.person_id, now=now)


async def _sides(actor: Actor, row: ProposalRow, municipality_id: int | None, agreed: set[Side]) -> tuple[Side, ...]:
    """For which sides this actor speaks: those of the municipality acted for; VNG for itself."""
    if municipality_id is not None and authority.may(
        actor, Act.JUDGE_SIMILARITY, Context(municipality_id=municipality_id)
    ):
        one, other = await sides_of_proposal(row)
        if municipality_id in one | other:
            if any(voice.agrees and voice.municipality_id == municipality_id for voice in row.voices) and agreed:
                raise Conflict("Uw gemeente heeft al ingestemd. De andere kant is aan zet.")
            return sides_of(municipality_id, one, other, agreed=agreed)
    authority.require(actor, Act.DIRECT_GROUPS)
    return (Side.VNG,)


async def _say(
    actor: Actor,
    row: ProposalRow,
    sides: Sequence[Side],
    *,
    municipality_id: int | None,
    agrees: bool,
    reason: str,
    now: datetime,
) -> None:
    for side in sides:
        voice = ProposalVoice(
            proposal=row.id,
            municipality=municipality_id if side is not Side.VNG else None,
            side=side,
            agrees=agrees,
            reason=reason.strip(),
            at=now,
            by=actor.person_id,
        )
        await voice.save()


async def _settle(proposal_id: int, state: str, now: datetime) -> None:
    await GroupProposal.update({GroupProposal.state: state, GroupProposal.settled_at: now}).where(
        GroupProposal.id == proposal_id
    )


async def _open(proposal_id: int) -> ProposalRow:
    await GroupProposal.select(GroupProposal.id).where(GroupProposal.id == proposal_id).lock_rows()
    row = await proposal(proposal_id)
    if row.state != "open":
        raise Conflict("Over dit voorstel is al beslist.")
    return row


async def _carry_out(actor: Actor, row: ProposalRow, now: datetime) -> None:
    one, other = await sides_of_proposal(row)
    await _settle(row.id, "uitgevoerd", now)
    if row.kind == ProposalKind.SPLIT:
        await merging.split(actor, row.group, row.ideas, reason=row.reason, now=now)
    elif row.other_group is not None and row.kind == ProposalKind.MOVE:
        await merging.move_over(actor, row.group, row.other_group, row.ideas, reason=row.reason, now=now)
    elif row.other_group is not None:
        await merging.merge(actor, row.group, row.other_group, reason=row.reason, now=now)
    await tell_settled(proposal_id=row.id, parties=one | other, by_person=actor.person_id, now=now)
