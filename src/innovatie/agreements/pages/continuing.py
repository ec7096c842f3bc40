"""The forms of what goes on when somebody leaves: tasks with who takes them over, and the departure itself."""

from datetime import date
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.agreements import actions, forms, queries
from innovatie.agreements.rights import arranges, keeper, kept
from innovatie.domain.agreements import months_after
from innovatie.domain.authority import Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict
from innovatie.domain.whole_numbers import whole
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class TaskView(msgspec.Struct, frozen=True):
    """`before`: the task that is brought up to date, None for a new one."""

    template: ClassVar[str] = "agreements/task.html"
    agreement: queries.Agreement
    before: queries.TaskRow | None
    form: Form
    parties: tuple[tuple[str, str], ...]


class LeaveView(msgspec.Struct, frozen=True):
    """`earliest`: the first last day that the period of notice allows when notice is given today."""

    template: ClassVar[str] = "agreements/leave.html"
    agreement: queries.Agreement
    party: queries.Party
    form: Form
    earliest: date
    tasks: int


class ContinuingPages(Controller):
    path = "/overeenkomsten/{number:int}"
    guards = (signed_in,)

    @get("/taken/nieuw")
    async def new_task(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """The empty form of a task."""
        return show(request, await _task_view(await kept(number, actor=actor, today=dutch_day(now)), None, Form()))

    @post("/taken/nieuw")
    async def add_task(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """A task of one of the parties."""
        found = await kept(number, actor=actor, today=dutch_day(now))
        form = Form(await request.form())
        text = forms.read_task(form)
        if text and await done(form, actions.add_task(actor=actor, number=number, text=text, now=now)):
            return redirect(found.base, request, _("De taak staat in de overeenkomst."))
        return show(request, await _task_view(found, None, form), status=form.status)

    @get("/taken/{task:int}")
    async def task(
        self, request: AnyRequest, number: FromPath[int], task: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """The form with a task in it."""
        found = await kept(number, actor=actor, today=dutch_day(now))
        before = await queries.task(number, task)
        return show(request, await _task_view(found, before, forms.filled_task(before)))

    @post("/taken/{task:int}")
    async def change_task(
        self, request: AnyRequest, number: FromPath[int], task: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Bring a task up to date; who does it may be another: then it is handed over."""
        found = await kept(number, actor=actor, today=dutch_day(now))
        before = await queries.task(number, task)
        form = Form(await request.form())
        text = forms.read_task(form)
        version = whole(form.value("versie")) or 0
        act = text and actions.change_task(
            actor=actor, number=number, task_id=task, version=version, text=text, now=now
        )
        if act and await done(form, act):
            return redirect(found.base, request, _("De taak is bijgewerkt."))
        if form.status == Conflict.status:  # what somebody else wrote is shown beside it; saving again is possible
            form.values["versie"] = str(before.version)
        return show(request, await _task_view(found, before, form), status=form.status)

    @post("/taken/{task:int}/weghalen")
    async def remove_task(
        self, request: AnyRequest, number: FromPath[int], task: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """The task is there no more."""
        await actions.remove_task(actor=actor, number=number, task_id=task, now=now)
        return redirect(f"/overeenkomsten/{number}", request, _("De taak is weggehaald."))

    @get("/partijen/{party:int}/vertrek")
    async def leave(
        self, request: AnyRequest, number: FromPath[int], party: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Since when, until when and why a party leaves."""
        today = dutch_day(now)
        found, one = await _leaver(number, party, actor, today)
        earliest = months_after(today, found.notice_months)
        form = Form.filled({"opgezegd_op": today.isoformat(), "laatste_dag": earliest.isoformat()})
        return show(request, await _leave_view(found, one, form, today))

    @post("/partijen/{party:int}/vertrek")
    async def left(
        self, request: AnyRequest, number: FromPath[int], party: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """A party leaves; the list of what must be arranged follows."""
        today = dutch_day(now)
        found, one = await _leaver(number, party, actor, today)
        form = Form(await request.form())
        notice_on = form.date("opgezegd_op", label=_("Opgezegd op"), required=True)
        leaves_on = form.date("laatste_dag", label=_("Laatste dag"), required=True)
        reason = form.text("reden", label=_("Reden"), multiline=True, max_length=1_000)
        agreed = form.checkbox("akkoord", label=_("Alle partijen vinden een eerdere dag goed"))
        if form.ok and notice_on and leaves_on:
            act = actions.leave(
                actor=actor,
                number=number,
                party_id=party,
                notice_on=notice_on,
                leaves_on=leaves_on,
                reason=reason,
                agreed=agreed,
                now=now,
            )
            if await done(form, act):
                message = _("Het vertrek staat vast. Dit moet nu geregeld worden.")
                return redirect(f"{found.base}/partijen/{party}/regelen", request, message)
        return show(request, await _leave_view(found, one, form, today), status=form.status)

    @post("/partijen/{party:int}/blijven")
    async def stay(
        self, request: AnyRequest, number: FromPath[int], party: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """A party does not leave after all."""
        await actions.stay(actor=actor, number=number, party_id=party, now=now)
        return redirect(f"/overeenkomsten/{number}", request, _("Het vertrek is ingetrokken."))

    @post("/partijen/{party:int}/rol")
    async def hand_over(
        self, request: AnyRequest, number: FromPath[int], party: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Another party takes over the role of one that leaves."""
        heir = whole(Form(await request.form()).value("opvolger")) or 0
        await actions.hand_over(actor=actor, number=number, party_id=party, heir=heir, now=now)
        return redirect(f"/overeenkomsten/{number}/partijen/{party}/regelen", request, _("De rol is overgedragen."))


async def _leaver(number: int, party: int, actor: Actor, today: date) -> tuple[queries.Agreement, queries.Party]:
    """The agreement and the party, for who keeps it or is that party. Raises NotFound or NotAllowed."""
    found = await queries.agreement(number)
    one = await queries.party(number, party)
    if not await arranges(actor=actor, party=one, today=today):
        await keeper(actor=actor, found=found, today=today)
    if one.leaves_on is not None:
        raise Conflict("Van deze partij is al vastgelegd dat zij vertrekt.")
    return found, one


async def _task_view(found: queries.Agreement, before: queries.TaskRow | None, form: Form) -> TaskView:
    present = await queries.parties(found.id)
    return TaskView(found, before, form, tuple((str(one.id), one.name) for one in present))


async def _leave_view(found: queries.Agreement, one: queries.Party, form: Form, today: date) -> LeaveView:
    done_by_it = [task for task in await queries.tasks(found.id) if one.id in (task.done_by, task.successor)]
    return LeaveView(found, one, form, months_after(today, found.notice_months), len(done_by_it))
