"""The desk of VNG: who is late, reminders (looked at first), vacancies and their replacement."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.audit.actions import note_reading
from innovatie.domain.phases import Phase
from innovatie.review import actions, queries
from innovatie.review.forms import read_number, read_rows
from innovatie.review.pages.assignment import chaired_round
from innovatie.review.queries import Candidate
from innovatie.review.queries.desk import ProgressRow
from innovatie.rounds.queries import RoundDetail
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.render import redirect, show


class Vacancy(msgspec.Struct, frozen=True):
    """A group that needs another reviewer, with the next best ones."""

    group: int
    title: str
    short: int
    candidates: tuple[Candidate, ...]


class ProgressView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "review/progress.html"
    round: RoundDetail
    rows: tuple[ProgressRow, ...]
    vacancies: tuple[Vacancy, ...]
    form: Form
    is_open: bool


class Reminder(msgspec.Struct, frozen=True):
    """What one person gets: the groups still to review."""

    name: str
    titles: tuple[str, ...]


class RemindView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "review/remind.html"
    round: RoundDetail
    chosen: tuple[int, ...]
    letters: tuple[Reminder, ...]


class ProgressDeskPages(Controller):
    path = "/vng/beoordeling"
    guards = (vng_only,)

    @get("/{code:str}/voortgang")
    async def progress(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Every assignment, and the groups that come short."""
        round_ = await chaired_round(actor, code, now)
        await note_reading(
            actor=actor, page="voortgang van de beoordeling", object_kind="ronde", object_id=code, now=now
        )
        return show(request, await _view(round_, Form(), now))

    @post("/{code:str}/voortgang")
    async def act(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """With the ticked rows: remind (shows the letters first), send the reminders, or reassign."""
        round_ = await chaired_round(actor, code, now)
        form = Form(await request.form())
        rows = await queries.progress(round_.id, now=now)
        chosen = read_rows(form, "beoordelingen", [r.id for r in rows if r.state == "open"])
        if not chosen and form.ok:
            form.fail("beoordelingen", _("Vink eerst een of meer open beoordelingen aan."))
        if form.ok:
            wish = form.value("actie")
            with refusals_in(form):
                if wish == "voorbeeld":
                    return show(request, _letters(round_, rows, chosen))
                if wish == "herinneren":
                    people = await actions.mark_reminded(
                        actor=actor, round_id=round_.id, assignment_ids=chosen, now=now
                    )
                    message = ngettext("Herinnerd: %(n)s persoon.", "Herinnerd: %(n)s mensen.", len(people))
                    return redirect(f"/vng/beoordeling/{code}/voortgang", request, message)
                replaced, left = await actions.reassign(actor=actor, round_id=round_.id, assignment_ids=chosen, now=now)
                message = _("Opnieuw toegewezen: %(n)s. Niemand gevonden voor: %(over)s.", n=replaced, over=left)
                return redirect(f"/vng/beoordeling/{code}/voortgang", request, message)
        return show(request, await _view(round_, form, now), status=form.status)

    @post("/{code:str}/aanwijzen")
    async def appoint(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Give a vacancy to the reviewer the chair chose."""
        round_ = await chaired_round(actor, code, now)
        form = Form(await request.form())
        group = read_number(form, "groep", label=_("Groep"))
        reviewer = read_number(form, "beoordelaar", label=_("Beoordelaar"))
        if form.ok:
            with refusals_in(form):
                await actions.appoint(actor=actor, round_id=round_.id, group_id=group, reviewer_id=reviewer, now=now)
                return redirect(f"/vng/beoordeling/{code}/voortgang", request, _("De beoordelaar is aangewezen."))
        return show(request, await _view(round_, form, now), status=form.status)


def _letters(round_: RoundDetail, rows: tuple[ProgressRow, ...], chosen: list[int]) -> RemindView:
    by_person: dict[int, tuple[str, list[str]]] = {}
    for row in rows:
        if row.id in chosen:
            by_person.setdefault(row.reviewer, (row.reviewer_name, []))[1].append(row.group_title)
    return RemindView(
        round=round_,
        chosen=tuple(chosen),
        letters=tuple(Reminder(name, tuple(titles)) for name, titles in by_person.values()),
    )


async def _view(round_: RoundDetail, form: Form, now: datetime) -> ProgressView:
    names = {g.id: g.name for g in await queries.group_names(round_.id)}
    is_open = round_.open_phase is Phase.REVIEW
    found = []
    for group, short in (await queries.vacancies(round_.id)).items():
        matching = await queries.matching(round_.id, now=now, only=group)
        found.append(Vacancy(group, names[group], short, queries.best_candidates(matching, group)))
    return ProgressView(
        round=round_,
        rows=await queries.progress(round_.id, now=now),
        vacancies=tuple(found) if is_open else (),
        form=form,
        is_open=is_open,
    )
