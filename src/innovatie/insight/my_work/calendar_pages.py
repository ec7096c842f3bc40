"""One's own days as a calendar file: to take once, or at a secret address that a calendar program asks daily."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Final
from urllib.parse import urlsplit

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain.authority import Actor, person_of
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.icalendar import Day, calendar
from innovatie.insight.my_work import calendar_address, queries
from innovatie.insight.my_work.kept_days import numbered
from innovatie.web.downloads import saved_as
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, in_language
from innovatie.web.render import redirect, show

HERE: Final = "/mijn-werk/agenda"
_ENDING: Final = ".ics"
_LONGEST_NAME: Final = 120


class CalendarAddressView(msgspec.Struct, frozen=True):
    """`fresh` is the new address, shown this once; `made` what is known of the one that there is."""

    template: ClassVar[str] = "insight/calendar_address.html"
    form: Form
    made: calendar_address.Made | None
    fresh: str = ""


class CalendarPages(Controller):
    @get("/mijn-werk/agenda.ics", guards=[signed_in])
    async def as_file(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """The last day of each task, for one's own calendar."""
        text = await _file(actor, request.app.state.settings.base_url, now)
        headers = {"Content-Disposition": saved_as("mijn-werk.ics")}
        return Response(text, media_type="text/calendar", headers=headers)

    @get(HERE, guards=[signed_in])
    async def look(self, request: AnyRequest, actor: By) -> Response[str]:
        """Whether one has an address, and what it is for."""
        return show(request, await _view(actor, Form()))

    @post(HERE, guards=[signed_in])
    async def make(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """A new address; it is shown on this very page and never again."""
        form = Form(await request.form())
        with refusals_in(form):
            fresh = await calendar_address.make_address(actor=actor, now=now)
            address = f"{request.app.state.settings.base_url}/agenda/{fresh}{_ENDING}"
            return show(request, await _view(actor, form, address))
        return show(request, await _view(actor, form), status=form.status)

    @post(f"{HERE}/intrekken", guards=[signed_in])
    async def withdraw(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """The address works no more."""
        await calendar_address.withdraw_address(actor=actor, now=now)
        return redirect(HERE, request, _("Het adres werkt niet meer."))

    @get("/agenda/{secret:str}")
    async def subscribed(self, request: AnyRequest, secret: FromPath[str], now: Now) -> Response[str]:
        """The same days for a calendar program, which knows the secret and nothing else."""
        if not secret.endswith(_ENDING):
            raise NotFound(calendar_address.NO_ADDRESS)
        actor, language = await calendar_address.whose(secret.removesuffix(_ENDING), now=now)
        with in_language(language):
            text = await _file(actor, request.app.state.settings.base_url, now)
        return Response(text, media_type="text/calendar")


async def _view(actor: Actor, form: Form, fresh: str = "") -> CalendarAddressView:
    made = await calendar_address.address_of(person_of(actor))
    return CalendarAddressView(form, made, fresh)


async def _file(actor: Actor, home: str, now: datetime) -> str:
    """What is still to be done by a day, and what went since the file was last taken as cancelled."""
    host = urlsplit(home).hostname or ""
    days = [
        Day(
            uid=uid,
            day=dutch_day(task.deadline),
            summary=f"{_(task.label)}: {task.title}",
            description=task.text,
            address=f"{home}{task.address}",
        )
        for uid, task in _with_deadline(await queries.everything(actor, now=now), host)
        if task.deadline is not None
    ]
    days = await numbered(days, person_id=person_of(actor), now=now)
    return calendar(_("Mijn werk in Innovatie"), days, now=now)


def _with_deadline(tasks: Iterable[queries.Task], host: str) -> list[tuple[str, queries.Task]]:
    """What is still to be done by a day, each with a name of its own that stays the same from one file to the next."""
    found: dict[str, queries.Task] = {}
    for task in tasks:
        if task.deadline is None or task.done:
            continue
        name = f"{task.kind}-{task.address.strip('/').replace('/', '-')}"[:_LONGEST_NAME]
        if task.beside:  # always, not only while there is another: what is left keeps its own name
            name += f"-{hashlib.sha256(task.beside.encode()).hexdigest()[:8]}"
        found[name if name not in found else f"{name}-{len(found)}"] = task
    return [(f"{name}@{host}", task) for name, task in found.items()]
