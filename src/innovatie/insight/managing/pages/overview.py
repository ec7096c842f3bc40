"""The front page of managing, and the settings of this process."""

import os
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get

from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.infra.jobs import NIGHT
from innovatie.infra.queue_state import failed_jobs, periodic_jobs
from innovatie.insight.managing import queries
from innovatie.insight.managing.settings_shown import Shown, shown
from innovatie.settings import mistaken
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By
from innovatie.web.render import show


class OverviewView(msgspec.Struct, frozen=True):
    """`failed`: jobs that failed for good; `night`: whether a worker ever ran; `providers`: sign-in services."""

    template: ClassVar[str] = "insight/managing/overview.html"
    waits: queries.Waits
    failed: int
    night: bool
    providers: int
    strange: int


class SettingsView(msgspec.Struct, frozen=True):
    """`strange`: variables that look like a setting and are none, with the one that was probably meant."""

    template: ClassVar[str] = "insight/managing/settings.html"
    settings: tuple[Shown, ...]
    strange: dict[str, str]


class ManagingPages(Controller):
    path = "/beheer"
    guards = (signed_in,)

    @get()
    async def overview(self, request: AnyRequest, actor: By) -> Response[str]:
        """What there is to look after, and what waits."""
        authority.require(actor, Act.MANAGE_PLATFORM)
        view = OverviewView(
            waits=await queries.waits(),
            failed=len(await failed_jobs()),
            night=bool(await periodic_jobs(NIGHT)),
            providers=len(request.app.state.providers.all()),
            strange=len(mistaken(os.environ)),
        )
        return show(request, view)

    @get("/instellingen")
    async def settings(self, request: AnyRequest, actor: By) -> Response[str]:
        """How this process was set, without anything secret. Changing is done where it is started."""
        authority.require(actor, Act.MANAGE_PLATFORM)
        view = SettingsView(settings=shown(request.app.state.settings, os.environ), strange=mistaken(os.environ))
        return show(request, view)
