"""`/beheer/herindelingen`: next year's table of municipalities, looked at before it is taken over, and called off."""

from asyncio import to_thread
from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.municipal_completion import read_for
from innovatie.domain.municipal_table import Changes, Fact, compare, written
from innovatie.domain.tables import BadTable, Problem
from innovatie.infra.table_files import read_sent
from innovatie.insight.managing import queries
from innovatie.municipalities import actions
from innovatie.municipalities.facts import facts_on
from innovatie.municipalities.queries import standing
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show
from innovatie.web.requests import sent_file

HERE = "/beheer/herindelingen"
_HEIR = "opvolger-"
SHOWN = 30
"""Lines of what is wrong in a file, or of one kind of change, before the rest is a number."""


class MergersView(msgspec.Struct, frozen=True):
    """`changes`: what the table that was sent would change on `day`; `table` is that table, to send along again.

    `problems`: what is wrong in the file; `unexplained`: codes that disappear, with the municipalities of which the
    table says that they are parts (often none).
    """

    template: ClassVar[str] = "insight/managing/mergers.html"
    form: Form
    waiting: tuple[queries.WaitingTable, ...]
    problems: tuple[Problem, ...] = ()
    changes: Changes | None = None
    day: date | None = None
    later: bool = False
    facts: tuple[Fact, ...] = ()
    table: str = ""
    unexplained: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    names: dict[str, str] = {}
    shown: int = SHOWN
    may_administer: bool = False


class MergerPages(Controller):
    path = HERE
    guards = (signed_in,)

    @get()
    async def form(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """The form, and the tables that wait for their day."""
        authority.require(actor, Act.MANAGE_MUNICIPALITIES)
        first = Form({"dag": date(dutch_day(now).year + 1, 1, 1).isoformat()})
        return _shown(request, actor, MergersView(form=first, waiting=await queries.waiting_tables()))

    @post()
    async def look(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """What the table would change. Nothing is changed."""
        authority.require(actor, Act.MANAGE_MUNICIPALITIES)  # before the form: its page shows the register
        view = await _looked_at(request, now)
        return _shown(request, actor, view, status=200 if view.form.ok else 422)

    @post("/overnemen")
    async def take_over(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Take the table over that was looked at, or keep it for its day."""
        authority.require(actor, Act.MANAGE_MUNICIPALITIES)  # before the form: its page shows the register
        view = await _looked_at(request, now)
        if view.form.ok and view.changes is not None and view.day is not None:
            taking = actions.take_over_table(
                actor=actor, facts=view.facts, day=view.day, successors=_heirs(view.form), now=now
            )
            if await done(view.form, taking):
                message = _("De tabel staat klaar. Tot die dag verandert niets.") if view.later else _(
                    "De tabel is overgenomen."
                )  # fmt: skip
                return redirect(HERE, request, message)
        return _shown(request, actor, view, status=view.form.status)

    @post("/afblazen")
    async def call_off(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """A table that waits does not come."""
        authority.require(actor, Act.MANAGE_MUNICIPALITIES)  # before the form: its page shows the register
        form = Form(await request.form())
        day = form.date("dag", label=_("Dag"), required=True)
        if form.ok and day is not None and await done(form, actions.call_off_table(actor=actor, day=day, now=now)):
            return redirect(HERE, request, _("De tabel is afgeblazen. Op die dag verandert niets."))
        view = MergersView(form=form, waiting=await queries.waiting_tables())
        return _shown(request, actor, view, status=form.status)


def _shown(request: AnyRequest, actor: Actor, view: MergersView, status: int = 200) -> Response[str]:
    may = bool(authority.may(actor, Act.MANAGE_PLATFORM))
    return show(request, msgspec.structs.replace(view, may_administer=may), status=status)


async def _looked_at(request: AnyRequest, now: datetime) -> MergersView:
    """The table of the form (a file, or what was looked at before) compared with the register."""
    sent = await request.form()
    form = Form(sent)
    waiting = await queries.waiting_tables()
    day = form.date("dag", label=_("Dag waarop de tabel ingaat"), required=True)
    file = sent_file(sent, "bestand")
    table = form.value("tabel")
    facts: tuple[Fact, ...] = ()
    problems: tuple[Problem, ...] = ()
    content = file.content or table.encode()
    if content and day is not None:
        facts, problems = await _read(content, await facts_on(day), day, _heirs(form))
    elif not content:
        form.fail("bestand", _("Kies het bestand met de gemeentetabel."))
    if problems:
        form.fail("bestand", _("Dit bestand klopt niet helemaal. Hieronder staat wat er moet veranderen."))
    if not form.ok or day is None:
        return MergersView(form=form, waiting=waiting, problems=problems)
    here = await standing(day=day, year=day.year)
    changes = compare(here, facts, _heirs(form))
    known = {code: name for code, (name, _province, _number) in here.items()} | {one.code: one.name for one in facts}
    gone: list[tuple[str, tuple[str, ...]]] = [(code, ()) for code in changes.ended]
    gone += changes.divided
    return MergersView(
        form=form,
        waiting=waiting,
        changes=changes,
        day=day,
        later=day > dutch_day(now),
        facts=facts,
        table=written(facts),
        unexplained=tuple((code, known[code], parts) for code, parts in gone),
        names=known,
    )


async def _read(
    content: bytes, known: Mapping[str, Fact], day: date, heirs: Mapping[str, str]
) -> tuple[tuple[Fact, ...], tuple[Problem, ...]]:
    """The facts in a file, or what is wrong with it."""
    try:
        table = await read_sent(content)
        return await to_thread(read_for, table, known, day, successors=heirs), ()
    except BadTable as error:
        return (), tuple(error.problems)


def _heirs(form: Form) -> dict[str, str]:
    """Successors that were named: fields `opvolger-GM0530` with a code, in capitals or not."""
    named = ((name, code.strip().upper()) for name, code in form.values.items() if name.startswith(_HEIR))
    return {name.removeprefix(_HEIR): code for name, code in named if code}
