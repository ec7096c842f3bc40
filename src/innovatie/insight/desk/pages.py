"""`/vng`."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get

from innovatie.domain.authority import Act, may
from innovatie.domain.dutch_dates import days_until
from innovatie.domain.errors import NotFound
from innovatie.insight.desk import participation, queries
from innovatie.insight.desk.days import Coming, days_ahead, running, stops
from innovatie.insight.my_work.queries import Task, directing, in_order
from innovatie.rounds.queries import RoundCard, rounds
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
            held_up = await stops(going, now=now)
            named = {task.address for task in held_up}
            tasks = [task for task in tasks if task.kind != "ronde" or task.address not in named] + held_up
        view = DeskView(
            rounds=await queries.desk_rounds(now=now),
            tasks=tuple((task, days_until(task.deadline, now) if task.deadline else None) for task in in_order(tasks)),
            ahead=await days_ahead(going, now=now) if may(actor, Act.DIRECT_ROUND) else (),
            may_direct=bool(may(actor, Act.DIRECT_ROUND)),
            may_administer=bool(may(actor, Act.MANAGE_PLATFORM)),
        )
        return show(request, view)
