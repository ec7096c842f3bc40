"""`/mijn-werk`."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get

from innovatie.domain.authority import Actor, Role
from innovatie.insight.my_work import queries
from innovatie.notifications.queries import notice_counts
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import show


class MyWorkView(msgspec.Struct, frozen=True):
    """What is asked (`todo`), what is in already but may still be changed (`done`), and how much there is to read."""

    template: ClassVar[str] = "insight/my_work.html"
    todo: tuple[queries.Task, ...]
    done: tuple[queries.Task, ...]
    shortcuts: tuple[tuple[str, str], ...]
    unread: int
    """Messages that this person has not read."""


def shortcuts(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Where somebody with these roles often has to be: (address, label)."""
    found: list[tuple[str, str]] = []
    if actor.municipalities(*queries.WRITERS):
        found.append(("/ideeen/nieuw", _("Plaats een plan")))
        found.append(("/ideeen/mijn", _("Plannen van mijn gemeente")))
    if actor.municipality_id is not None:
        found.append(("/overname/mijn-gemeente", _("Wat mijn gemeente overneemt")))
    if actor.municipalities(Role.MUNICIPAL_ADMIN):
        found.append(("/mijn-gemeente/mensen", _("Mensen van mijn gemeente")))
    if actor.has(Role.VNG_DIRECTOR) or actor.has(Role.ADMINISTRATOR):
        found.append(("/vng", _("Bureau van VNG")))
    found.append(("/beoordelen", _("Beoordelen")))
    found.append(("/wat-mag-ik", _("Wat mag ik?")))
    return tuple(found)


class MyWorkPages(Controller):
    guards = (signed_in,)

    @get("/mijn-werk")
    async def my_work(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """What is asked of me."""
        tasks = await queries.everything(actor, now=now)
        view = MyWorkView(
            todo=tuple(task for task in tasks if not task.done),
            done=tuple(task for task in tasks if task.done),
            shortcuts=shortcuts(actor),
            unread=(await notice_counts(actor.person_id or 0))[1],
        )
        return show(request, view)
