"""`/vng`."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get

from innovatie.domain.authority import Act, may
from innovatie.domain.dutch_dates import days_until
from innovatie.domain.errors import NotFound
from innovatie.insight.desk import participation, queries
from innovatie.insight.desk.days import Coming, days_ahead, running, stops
from innovatie.insight.desk.votes import votes_that_wait
from innovatie.insight.my_work.queries import Task, directing, in_order
from innovatie.rounds.queries import RoundCard, RoundDetail, rounds
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.render import show


class DeskView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "insight/desk.html"
    rounds: tuple[queries.DeskRound, ...]
    tasks: tuple[tuple[Task, int | None], ...]
    """What waits, the most urgent first, with the days that are left."""
    ahead: tuple[Coming, ...]
    may_direct: bool
    may_administer: bool


class ParticipationView(msgspec.Struct, frozen=True):
    """`rounds`: code and name of those to choose from; `through_time`: the oldest round first."""

    template: ClassVar[str] = "insight/participation.html"
    round: RoundCard | None
    rounds: tuple[RoundCard, ...]
    parts: tuple[participation.Part, ...]
    through_time: tuple[participation.InTime, ...]
    votes_known: bool


class DeskPages(Controller):
    guards = (vng_only,)

    @get("/vng/deelname")
    async def taking_part(self, request: AnyRequest, now: Now) -> Response[str]:
        """Who takes part in a round (`?ronde=`), by size, province and Kring, and in all rounds through time."""
        begun = tuple(card for card in await rounds(now=now) if card.phase is not None)
        code = request.query_params.get("ronde", "")
        chosen = next((card for card in begun if card.code == code), begun[0] if begun else None)
        if code and (chosen is None or chosen.code != code):
            raise NotFound("Deze ronde bestaat niet.")
        parts, known = await participation.parts_of(chosen.code, now=now) if chosen else ((), False)
        view = ParticipationView(
            round=chosen,
            rounds=begun,
            parts=parts,
            through_time=await participation.through_time(begun, now=now),
            votes_known=known,
        )
        return show(request, view)

    @get("/vng")
    async def desk(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """VNG's desk."""
        going = await running(now=now)
        tasks = [task for task in await directing(actor, now) if task.late or task.waits or task.kind != "ronde"]
        if may(actor, Act.DIRECT_ROUND):
            tasks = await _with_what_stands_still(tasks, going, now)
        view = DeskView(
            rounds=await queries.desk_rounds(now=now),
            tasks=tuple((task, days_until(task.deadline, now) if task.deadline else None) for task in in_order(tasks)),
            ahead=await days_ahead(going, now=now) if may(actor, Act.DIRECT_ROUND) else (),
            may_direct=bool(may(actor, Act.DIRECT_ROUND)),
            may_administer=bool(may(actor, Act.MANAGE_PLATFORM)),
        )
        return show(request, view)


async def _with_what_stands_still(tasks: list[Task], going: tuple[RoundDetail, ...], now: datetime) -> list[Task]:
    """These tasks and what keeps rounds from going on, each place once; directing a round at all only when nothing of
    it is named.
    """
    waiting = await votes_that_wait(going, now=now)
    held_up = await stops(going, now=now)
    known = {one.address for one in (*tasks, *waiting)}
    titles = {one.title for one in (*tasks, *waiting, *held_up) if one.kind != "ronde"}
    named = {f"/vng/rondes/{round_.code}" for round_ in going if round_.name in titles}
    kept = [one for one in tasks if one.kind != "ronde" or one.address not in named]
    return [*kept, *waiting, *(one for one in held_up if one.address not in known)]
