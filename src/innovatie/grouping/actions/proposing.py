"""Proposals to merge, split or move: the machine makes them (`SYSTEM`), or a municipality or VNG with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.group_consent import ProposalKind
from innovatie.domain.wording import wording
from innovatie.grouping.actions.consenting import agree_by_proposing
from innovatie.grouping.model import model_version
from innovatie.grouping.notifications import tell_proposed
from innovatie.grouping.records import lock_groups, members, require_live
from innovatie.grouping.tables import GroupProposal
from innovatie.infra.database import transaction
from innovatie.infra.rate_limit import Limit, take

PROPOSED: Final = Limit(name="voorstel over groepen", size=20, period=timedelta(days=1))
"""Proposals of one person: each is mailed, with its reason, to all municipalities of groups that need not be theirs."""
PROPOSING = {
    ProposalKind.MERGE: wording("samenvoegen voorstellen"),
    ProposalKind.SPLIT: wording("splitsen voorstellen"),
    ProposalKind.MOVE: wording("verplaatsen voorstellen"),
}
"""What stands in the trail."""


@dataclass(frozen=True)
class _Wanted:
    """What is proposed; `ideas` are those that would leave `group` (none for a merge)."""

    kind: ProposalKind
    group: int
    other: int | None
    ideas: tuple[int, ...]
    reason: str
    link: float | None = None
    tier: str = ""

    @property
    def groups(self) -> list[int]:
        return [self.group] if self.other is None else [self.group, self.other]


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
    """Propose that two groups become one.

    None when there is an open proposal already, or (for the machine) when people decided about them before.
    """
    if group_id == other_id:
        raise Conflict("Dit is al één groep.")
    first, second = min(group_id, other_id), max(group_id, other_id)
    wanted = _Wanted(ProposalKind.MERGE, first, second, (), reason.strip(), link, tier)
    return await _propose(actor, wanted, municipality_id, now)


async def propose_split(
    *,
    actor: Actor,
    group_id: int,
    idea_ids: Sequence[int],
    reason: str,
    now: datetime,
    municipality_id: int | None = None,
    link: float | None = None,
) -> int | None:
    """Propose that ideas leave the group for one of their own. None as for a merge."""
    wanted = _Wanted(ProposalKind.SPLIT, group_id, None, tuple(sorted(set(idea_ids))), reason.strip(), link)
    return await _propose(actor, wanted, municipality_id, now)


async def propose_move(
    *,
    actor: Actor,
    group_id: int,
    other_id: int,
    idea_ids: Sequence[int],
    reason: str,
    now: datetime,
    municipality_id: int | None = None,
    link: float | None = None,
) -> int | None:
    """Propose that ideas go to another group. None as for a merge."""
    if group_id == other_id:
        raise Conflict("Deze plannen zitten al in die groep.")
    wanted = _Wanted(ProposalKind.MOVE, group_id, other_id, tuple(sorted(set(idea_ids))), reason.strip(), link)
    return await _propose(actor, wanted, municipality_id, now)


async def _propose(actor: Actor, wanted: _Wanted, municipality_id: int | None, now: datetime) -> int | None:
    directs = actor.is_system or bool(authority.may(actor, Act.DIRECT_GROUPS))
    if not directs:
        authority.require(actor, Act.JUDGE_SIMILARITY, Context(municipality_id=municipality_id))
    if not actor.is_system and not wanted.reason:
        raise Invalid({"reden": "Schrijf waarom u dit voorstelt."})
    async with transaction():
        await lock_groups(*wanted.groups)
        await require_live(*wanted.groups)
        if wanted.kind is not ProposalKind.MERGE:
            await _require_part(wanted.group, wanted.ideas)
        if await _is_known(actor, wanted):
            return None
        if not directs:
            await take(PROPOSED, actor.person_id, now=now)
        made = await _insert(actor, wanted, now)
        await record(
            actor=actor,
            act=PROPOSING[wanted.kind],
            object_kind="groep",
            object_id=wanted.group,
            on_behalf_of=municipality_id,
            now=now,
            details={"voorstel": made, "andere": wanted.other, "plannen": list(wanted.ideas)},
        )
        done = await agree_by_proposing(actor=actor, proposal_id=made, municipality_id=municipality_id, now=now)
        if not done and not actor.is_system:
            await tell_proposed(proposal_id=made, by_person=actor.person_id, now=now)
    return made


async def _insert(actor: Actor, wanted: _Wanted, now: datetime) -> int:
    made = GroupProposal(
        kind=wanted.kind,
        group=wanted.group,
        other_group=wanted.other,
        ideas=list(wanted.ideas),
        link=wanted.link,
        tier=wanted.tier,
        model=model_version() if actor.is_system and not wanted.reason else "",
        reason=wanted.reason,
        state="open",
        made_at=now,
        by=actor.person_id,
    )
    await made.save()
    return made.id


async def _require_part(group_id: int, ideas: Sequence[int]) -> None:
    """Raises Invalid unless the ideas are some of the group's, but not all."""
    if not ideas:
        raise Invalid({"plan": "Kies ten minste één plan."})
    present = set(await members(group_id))
    if not set(ideas) <= present:
        raise Conflict("Niet al deze plannen zitten nog in de groep. Bekijk de groep opnieuw.")
    if set(ideas) == present:
        raise Invalid({"plan": "Er moet ten minste één plan in de groep blijven."})


async def _is_known(actor: Actor, wanted: _Wanted) -> bool:
    """Whether the same is open already; for the machine also whether people refused it before."""
    states = ["open", "afgewezen"] if actor.is_system else ["open"]
    other = GroupProposal.other_group
    return await GroupProposal.exists().where(
        GroupProposal.kind == wanted.kind,
        GroupProposal.group == wanted.group,
        other.is_null() if wanted.other is None else other == wanted.other,
        GroupProposal.ideas == list(wanted.ideas),
        GroupProposal.state.is_in(states),
    )
