"""A winner that was published, with two directors who ask and confirm that it is withdrawn, or stands again."""

from dataclasses import dataclass
from datetime import timedelta

from innovatie.domain.authority import Actor
from innovatie.domain.withdrawn_winners import WithdrawalGround
from innovatie.infra.clock import Clock
from innovatie.publication import actions, queries
from tests import factories
from tests.publication.test_publishing import counted, prepare
from tests.voting.scene import LATER, Scene

REASON = "Het plan bleek al drie jaar te bestaan."


@dataclass
class Made:
    scene: Scene
    group: int
    one: Actor
    two: Actor

    async def ask(self, *, by: Actor | None = None, reason: str = REASON) -> None:
        await actions.ask_withdrawal(
            actor=by or self.one, group_id=self.group, ground=WithdrawalGround.RULES, reason=reason, now=LATER
        )

    async def confirm(self, *, by: Actor | None = None) -> None:
        standing = await queries.withdrawal_of(self.group, asked_too=True)
        seen = 0 if standing is None else standing.id
        await actions.confirm_withdrawal(actor=by or self.two, group_id=self.group, seen=seen, now=LATER)

    async def ask_return(self, *, by: Actor | None = None, reason: str = "Een ander plan.", days: int = 1) -> str:
        """What was asked, as a director reads it."""
        at = LATER + timedelta(days=days)
        await actions.ask_return(actor=by or self.one, group_id=self.group, reason=reason, now=at)
        standing = await queries.withdrawal_of(self.group)
        assert standing is not None
        return standing.return_stand

    async def end(self, *, by: Actor | None = None, seen: str | None = None, days: int = 1) -> None:
        if seen is None:
            seen = await self.ask_return(days=days)
        at = LATER + timedelta(days=days)
        await actions.end_withdrawal(actor=by or self.two, group_id=self.group, seen=seen, now=at)

    async def drop(self, *, by: Actor | None = None) -> None:
        await actions.drop_request(actor=by or self.one, group_id=self.group, now=LATER)


async def published(clock: Clock) -> Made:
    clock.shift = LATER - clock.now()
    scene = await counted()
    await prepare(scene)
    await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    return Made(scene, scene.groups[1], await factories.vng(), await factories.vng())
