"""The reviewer's work list and the reviewing page."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context, person_of
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.phases import Phase
from innovatie.domain.review_rubric import CONFIDENCE, TOTAL, Criterion, Judgement, Progress, faults, progress
from innovatie.review import actions, queries
from innovatie.review.forms import UNABLE, judgement_form, read_draft_number, read_judgement
from innovatie.review.queries.reviewers import ReviewerProfile
from innovatie.review.queries.work import Dossier, Task
from innovatie.web.forms import Form, done, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class WorkView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "review/work.html"
    tasks: tuple[Task, ...]
    done: tuple[Task, ...]
    profile: ReviewerProfile | None
    may_volunteer: bool


class ReviewView(msgspec.Struct, frozen=True):
    """The reviewing page. `place` of `of`: which of one's own reviews in this round it is."""

    template: ClassVar[str] = "review/review.html"
    dossier: Dossier
    form: Form
    criteria: tuple[Criterion, ...]
    total: Criterion
    confidence: Mapping[int, str]
    unable: str
    draft: int
    saved_at: datetime | None
    progress: Progress
    place: int
    of: int
    may_write: bool
    may_change: bool
    may_take_back: bool
    decline_form: Form
    stale: bool
    """Another window saved meanwhile: what it saved is shown beside what was typed here."""


class CheckView(msgspec.Struct, frozen=True):
    """The review as it would be handed in: a page without fields, on which nothing happens by accident."""

    template: ClassVar[str] = "review/check.html"
    dossier: Dossier
    judgement: Judgement
    criteria: tuple[Criterion, ...]
    total: Criterion
    confidence: Mapping[int, str]
    fields: tuple[tuple[str, str], ...]
    again: bool
    next_id: int


class SavedView(msgspec.Struct, frozen=True):
    """The line under the form that says when the draft was kept, or why it was not."""

    template: ClassVar[str] = "review/_saved.html"
    draft: int
    saved_at: datetime | None
    progress: Progress
    problem: str


class WritingPages(Controller):
    path = "/beoordelen"
    guards = (signed_in,)

    @get("/")
    async def work(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """What this person still has to review, by deadline."""
        tasks = await queries.tasks_of(person_of(actor), now=now)
        view = WorkView(
            tasks=tuple(t for t in tasks if t.progress != "ingeleverd"),
            done=tuple(t for t in tasks if t.progress == "ingeleverd"),
            profile=await queries.profile_of(person_of(actor)),
            may_volunteer=bool(
                authority.may(actor, Act.VOLUNTEER_AS_REVIEWER, Context(municipality_id=actor.municipality_id))
            ),
        )
        return show(request, view)

    @get("/{number:int}")
    async def review(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """The dossier with the own review."""
        found = await _dossier(actor, number)
        return show(request, await _page(found, judgement_form(found.judgement), actor, now))

    @post("/{number:int}/bewaren")
    async def keep(
        self, request: AnyRequest, number: FromPath[int], actor: By, now: Now
    ) -> Response[str] | Response[bytes]:
        """Keep the draft: called by the page itself every few seconds. 204 when nothing changed."""
        form = Form(await request.form())
        before = read_draft_number(form)
        judgement = read_judgement(form, (await _dossier(actor, number)).criteria)
        try:
            draft, saved_at = await actions.save_draft(
                actor=actor, assignment_id=number, judgement=judgement, draft=before, now=now
            )
        except (Conflict, Invalid) as error:
            text = " ".join(error.errors.values()) if isinstance(error, Invalid) else error.message
            view = SavedView(draft=before, saved_at=None, progress=progress(judgement), problem=text)
            return show(request, view)
        if draft == before:
            return Response(b"", status_code=204)
        return show(request, SavedView(draft=draft, saved_at=saved_at, progress=progress(judgement), problem=""))

    @post("/{number:int}")
    async def hand_in(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Save as a draft, look at it once more, go back to the form, hand in, or hand in and go on (`actie`)."""
        form = Form(await request.form())
        draft = read_draft_number(form)
        judgement = read_judgement(form, (await _dossier(actor, number)).criteria)
        wish = form.value("actie")
        with refusals_in(form):
            if not form.ok:
                pass
            elif wish == "concept":
                await actions.save_draft(actor=actor, assignment_id=number, judgement=judgement, draft=draft, now=now)
                return redirect("/beoordelen", request, _("Uw concept is bewaard."))
            elif wish == "wijzigen":
                found = await _dossier(actor, number)
                return show(request, await _page(found, form, actor, now, judgement=judgement))
            elif wish == "controleren":
                return show(request, await _check(await _dossier(actor, number), form, judgement, actor, now))
            else:
                discuss = await actions.hand_in(
                    actor=actor, assignment_id=number, judgement=judgement, draft=draft, now=now
                )
                message = _("Dank u wel. Uw beoordeling is ingeleverd.")
                if discuss:
                    message += " " + _("De scores liggen ver uit elkaar: het overleg over deze groep is open.")
                    return redirect(f"/beoordelen/{number}/overleg", request, message)
                following = await _next(actor, number, now) if wish == "volgende" else 0
                return redirect(f"/beoordelen/{following}" if following else "/beoordelen", request, message)
        found, stale = await _dossier(actor, number), form.status == Conflict.status
        return show(request, await _page(found, form, actor, now, judgement=judgement, stale=stale), status=form.status)

    @post("/{number:int}/terughalen")
    async def take_back(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Make a draft again of what was handed in, until the deadline."""
        await actions.take_back(actor=actor, assignment_id=number, now=now)
        message = _("Uw beoordeling is weer een concept. Lever haar opnieuw in als u klaar bent.")
        return redirect(f"/beoordelen/{number}", request, message)

    @post("/{number:int}/teruggeven")
    async def decline(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Give the review back: a stake, no time, or not suited."""
        form = Form(await request.form())
        reason = form.text("reden", label=_("Reden"), multiline=True, max_length=2_000)
        if form.ok:
            act = actions.decline(actor=actor, assignment_id=number, kind=form.value("soort"), reason=reason, now=now)
            if await done(form, act):
                return redirect(
                    "/beoordelen", request, _("U hebt de beoordeling teruggegeven. VNG zoekt iemand anders.")
                )
        found = await _dossier(actor, number)
        return show(
            request,
            await _page(found, judgement_form(found.judgement), actor, now, decline_form=form),
            status=form.status,
        )


async def _check(found: Dossier, form: Form, judgement: Judgement, actor: Actor, now: datetime) -> CheckView:
    """The review as it would be handed in, kept as a draft before that. Invalid when something is missing."""
    draft = read_draft_number(form)
    if found.state == "open":
        draft, _saved = await actions.save_draft(
            actor=actor, assignment_id=found.id, judgement=judgement, draft=draft, now=now
        )
    if missing := faults(judgement, found.criteria):
        raise Invalid(missing)
    kept = ((name, form.value(name)) for name in _fields(found.criteria))
    return CheckView(
        dossier=found,
        judgement=judgement,
        criteria=found.criteria,
        total=TOTAL,
        confidence=CONFIDENCE,
        fields=(("concept", str(draft)), *kept),
        again=found.state != "open",
        next_id=await _next(actor, found.id, now),
    )


def _fields(criteria: tuple[Criterion, ...]) -> tuple[str, ...]:
    """The fields of the form, which the page to check carries along."""
    asked = (f"{part}_{criterion.key}" for criterion in (*criteria, TOTAL) for part in ("score", "toelichting"))
    return (*asked, "advies", "zekerheid")


async def _dossier(actor: Actor, number: int) -> Dossier:
    return await queries.dossier(number, person_id=person_of(actor))


async def _page(
    found: Dossier,
    form: Form,
    actor: Actor,
    now: datetime,
    *,
    judgement: Judgement | None = None,
    decline_form: Form | None = None,
    stale: bool = False,
) -> ReviewView:
    open_now = found.open_phase == Phase.REVIEW.value and (found.due is None or now < found.due)
    tasks = await queries.tasks_of(person_of(actor), now=now)
    numbers = sorted(task.id for task in tasks if task.round_name == found.round_name)
    return ReviewView(
        dossier=found,
        form=form,
        criteria=found.criteria,
        total=TOTAL,
        confidence=CONFIDENCE,
        unable=UNABLE,
        draft=found.draft,
        stale=stale,
        saved_at=found.saved_at,
        progress=progress(found.judgement if judgement is None else judgement, found.criteria),
        place=numbers.index(found.id) + 1 if found.id in numbers else 1,
        of=max(len(numbers), 1),
        may_write=open_now and found.state == "open",
        may_change=open_now and found.state == "ingeleverd" and found.discussion_open,
        may_take_back=open_now and found.state == "ingeleverd" and not found.discussion_exists,
        decline_form=decline_form or Form(),
    )


async def _next(actor: Actor, number: int, now: datetime) -> int:
    """The next review of this person that is not finished, after this one; 0 when there is none."""
    tasks = await queries.tasks_of(person_of(actor), now=now)
    return next((t.id for t in tasks if t.progress != "ingeleverd" and t.id != number), 0)
