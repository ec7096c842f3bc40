"""`/vng`."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get

from innovatie.domain.authority import Act, may
from innovatie.insight.desk import queries
from innovatie.insight.my_work.queries import Task, directing
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.render import show


class DeskView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "insight/desk.html"
    rounds: tuple[queries.DeskRound, ...]
    tasks: tuple[Task, ...]
    may_direct: bool
    may_administer: bool


class DeskPages(Controller):
    guards = (vng_only,)

    @get("/vng")
    async def desk(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """VNG's desk."""
        tasks = [task for task in await directing(actor, now) if task.late or task.kind != "ronde"]
        view = DeskView(
            rounds=await queries.desk_rounds(now=now),
            tasks=tuple(tasks),
            may_direct=bool(may(actor, Act.DIRECT_ROUND)),
            may_administer=bool(may(actor, Act.MANAGE_PLATFORM)),
        )
        return show(request, view)
