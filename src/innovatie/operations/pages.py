"""`/beheer/taken`: jobs in the background, for the administrator of the platform."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.infra.jobs import NIGHT
from innovatie.infra.queue_state import Backlog, FailedJob, PeriodicState, backlog, failed_jobs, periodic_jobs
from innovatie.operations import actions
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class JobsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "operations/jobs.html"
    backlog: Backlog
    failed: tuple[FailedJob, ...]
    night: tuple[PeriodicState, ...]


class JobPages(Controller):
    path = "/beheer/taken"
    guards = (signed_in,)

    @get()
    async def jobs(self, request: AnyRequest, actor: By) -> Response[str]:
        """Jobs that failed for good, and the steps of the night. No contents: those may be about people."""
        authority.require(actor, Act.MANAGE_PLATFORM)
        view = JobsView(
            backlog=await backlog(), failed=tuple(await failed_jobs()), night=tuple(await periodic_jobs(NIGHT))
        )
        return show(request, view)

    @post("/{number:int}/opnieuw")
    async def run_again(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Put one back in the queue."""
        await actions.run_again(actor=actor, number=number, now=now)
        return redirect("/beheer/taken", request, _("De taak staat weer klaar en wordt zo uitgevoerd."))
