"""Wie deed nog niet mee: whom a round waits for, what VNG did about it, and the next step on the ladder."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.audit.actions import note_reading
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.escalation import LACKS, OF_SEVERAL, RUNGS, EscalationRung
from innovatie.domain.whole_numbers import whole
from innovatie.insight.directing.escalating import escalate, readers_of, subject_of, text_of
from innovatie.insight.directing.waiting import Waiting, asks, people_to_call, waiting_in
from innovatie.rounds import queries
from innovatie.rounds.queries import RoundDetail
from innovatie.web.downloads import csv_download
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.render import redirect, show

LOOK = "bekijken"
"""The button that shows the message first."""


class Lacking(msgspec.Struct, frozen=True):
    """Everybody who lacks the same, by province."""

    lack: str
    label: str
    number: int
    provinces: tuple[tuple[str, tuple[Waiting, ...]], ...]


class WaitingView(msgspec.Struct, frozen=True):
    """`due`: how many municipalities it is time for to take a next step; `seen`: the newest step shown."""

    template: ClassVar[str] = "insight/directing/waiting.html"
    round: RoundDetail
    lacking: tuple[Lacking, ...]
    whole: int
    due: int
    asks: bool
    seen: int
    rungs: tuple[tuple[str, str], ...]
    form: Form


class StepView(msgspec.Struct, frozen=True):
    """The last look before a step: the messages, by what is lacking, and how many people get one."""

    template: ClassVar[str] = "insight/directing/escalating.html"
    round: RoundDetail
    rung: str
    rung_label: str
    chosen: tuple[Waiting, ...]
    letters: tuple[tuple[str, str, str], ...]
    people: int
    unreachable: tuple[str, ...]
    text: str
    seen: int


class WaitingPages(Controller):
    path = "/vng/rondes"
    guards = (vng_only,)

    @get("/{code:str}/wie-nog-niet")
    async def waiting(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Whom this round waits for."""
        round_ = await _directed(actor, code, now)
        return show(request, await _view(round_, Form.filled({"stap": EscalationRung.REMINDER.value}), now))

    @post("/{code:str}/wie-nog-niet")
    async def step(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Look at the next step (`actie=bekijken`), or take it."""
        round_ = await _directed(actor, code, now)
        form = Form(await request.form())
        everybody = await waiting_in(round_, now=now)
        alike = form.many("alle", label=_("Gemeenten"), options=LACKS)
        numbers = form.many(
            "gemeenten",
            label=_("Gemeenten"),
            options={str(one.id): one.name for one in everybody},
            required=not alike and _("Kies ten minste één gemeente."),
        )
        rung = form.choice("stap", label=_("Stap"), options=EscalationRung, required=True)
        text = form.text("tekst", label=_("Tekst"), multiline=True, max_length=4_000)
        if rung is EscalationRung.CALLED and not text:
            form.fail("tekst", _("Schrijf met wie u belde en wat u afsprak."))
        if not form.ok or rung is None:
            return show(request, await _view(round_, form, now), status=422)
        chosen = tuple(one for one in everybody if str(one.id) in set(numbers) or one.lack in alike)
        seen = whole(form.value("gezien")) or 0
        if form.value("actie") == LOOK and rung is not EscalationRung.CALLED:
            return show(request, await _look(round_, chosen, rung, text, seen=seen, now=now))
        with refusals_in(form):
            taken = await escalate(
                actor=actor,
                round_id=round_.id,
                municipalities=[one.id for one in chosen],
                rung=rung,
                text=text,
                seen=seen,
                now=now,
            )
            message = ngettext(
                "De stap is genomen voor %(n)s gemeente.",
                "De stap is genomen voor %(n)s gemeenten.",
                taken.municipalities,
            )
            if left := len(chosen) - taken.municipalities:
                message += " " + ngettext(
                    "%(n)s gemeente had deze stap intussen al.", "%(n)s gemeenten hadden deze stap intussen al.", left
                )
            return redirect(f"/vng/rondes/{code}/wie-nog-niet", request, message)
        return show(request, await _view(round_, form, now), status=form.status)

    @get("/{code:str}/wie-nog-niet/bellijst.csv")
    async def telephone_list(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[bytes]:
        """Whom to call: municipality, what it lacks, its people, and the steps so far."""
        round_ = await _directed(actor, code, now)
        everybody = await waiting_in(round_, now=now)
        await note_reading(actor=actor, page="bellijst", object_kind="ronde", object_id=code, now=now)
        people = await people_to_call([one.id for one in everybody], today=dutch_day(now))
        header = ("gemeente", "provincie", "wat ontbreekt", "gaat over", "naam", "rol", "mail", "stappen")
        rows: list[tuple[str, ...]] = []
        for one in everybody:
            steps = "; ".join(f"{step.rung.value} {dutch_day(step.taken_at)}" for step in one.steps)
            mine = [person for person in people if person.municipality == one.id]
            for name, roles, email in [(p.name, p.roles, p.email) for p in mine] or [("", "", "")]:
                rows.append((one.name, one.province, str(LACKS[one.lack]), one.detail, name, roles, email, steps))
        return csv_download(f"bellijst-{code}.csv", header, rows)


async def _directed(actor: Actor, code: str, now: datetime) -> RoundDetail:
    authority.require(actor, Act.DIRECT_ROUND)
    return await queries.round_by_code(code, now=now, drafts=True)


async def _view(round_: RoundDetail, form: Form, now: datetime) -> WaitingView:
    everybody = await waiting_in(round_, now=now)
    lacking = []
    for lack, label in LACKS.items():
        found = [one for one in everybody if one.lack is lack]
        if found:
            provinces = sorted({one.province for one in found})
            by = tuple((name, tuple(one for one in found if one.province == name)) for name in provinces)
            lacking.append(Lacking(lack.value, label, len(found), by))
    return WaitingView(
        round=round_,
        lacking=tuple(lacking),
        whole=len({one.id for one in everybody}),
        due=len({one.id for one in everybody if one.steps and one.due and one.following}),
        asks=asks(round_.phase),
        seen=max((step.id for one in everybody for step in one.steps), default=0),
        rungs=tuple((rung.value, _(label)) for rung, label in RUNGS.items()),
        form=form,
    )


async def _look(
    round_: RoundDetail, chosen: tuple[Waiting, ...], rung: EscalationRung, text: str, *, seen: int, now: datetime
) -> StepView:
    messages = await readers_of(chosen, rung, today=dutch_day(now))
    reached = {one.id for towns, _people in messages for one in towns}
    if rung in OF_SEVERAL:  # all alike but for the list: the longest shows what it is
        shown = sorted(messages, key=lambda message: -len(message[0]))[:1]
        letters = [(_("Het bericht"), towns) for towns, _people in shown]
    else:
        first = {one.lack: one for one in reversed(chosen) if one.id in reached}
        letters = [(_(LACKS[lack]), (one,)) for lack, one in first.items()]
    return StepView(
        round=round_,
        rung=rung.value,
        rung_label=RUNGS[rung],
        chosen=chosen,
        letters=tuple(
            (label, subject_of(round_, towns, rung), text_of(round_, towns, rung, text)) for label, towns in letters
        ),
        people=len({person for _towns, people in messages for person in people}),
        unreachable=tuple(one.name for one in chosen if one.id not in reached),
        text=text,
        seen=seen,
    )
