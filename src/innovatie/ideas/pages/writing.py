"""The form to write an idea or change one: drafts that save themselves, and two people who write at once."""

import secrets
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain.authority import Actor, person_of
from innovatie.domain.errors import Conflict, DomainError, Invalid, NotAllowed
from innovatie.domain.idea_content import FIELD_LABELS, changed_fields
from innovatie.domain.web_addresses import parts_of
from innovatie.ideas import actions, queries
from innovatie.ideas.forms import Sent, filled, in_form_names
from innovatie.ideas.pages.detail import find
from innovatie.ideas.pages.form_context import FormContext, Other
from innovatie.ideas.pages.wording_of_fields import written
from innovatie.ideas.queries.listing import clear_facets
from innovatie.municipalities.queries import partnership_names
from innovatie.web.forms import Form
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class SavedView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "ideas/_saved.html"
    saved_at: datetime | None
    version: int | None
    number: int | None
    problem: str


def _token() -> str:
    return secrets.token_urlsafe(16)


class IdeaFormPages(Controller):
    guards = (signed_in,)

    @get("/ideeen/nieuw")
    async def new(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """The empty form; `titel` in the address fills in a title, `ronde` is the round it is for."""
        context = await FormContext.open(actor, now, None)
        known = {name: request.query_params.get(name, "")[:160] for name in ("titel", "ronde")}
        wanted = context.rounds.get(known["ronde"])
        # What a round asks to be proven is said by a tick of one's own.
        known["meedoen"] = "" if wanted is None or wanted.proven else "ja"
        form = Form.filled({"formulier": _token(), **known})
        recent = await queries.recent_draft(person_of(actor), context.acting_id, now=now)
        return show(request, context.view(form, None, address="/ideeen/nieuw", recent=recent))

    @post("/ideeen/nieuw")
    async def create(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Submit, or keep as a draft."""
        context = await FormContext.open(actor, now, None)
        return await _save(request, context, actor, now, None)

    @post("/ideeen/_bewaar")
    async def autosave(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Keep what has been typed so far, while typing goes on."""
        form = Form(await request.form())
        idea = None
        try:
            number = form.value("nummer")
            if number:
                idea = await find(number, actor)
            context = await FormContext.open(actor, now, idea)
            sent = context.read(form, draft=True)
            if not form.ok:
                raise Invalid(form.errors)
            begun = idea is not None or (sent.token and await queries.idea_of_token(sent.token))
            if not begun and not sent.content.has_text:
                return show(request, SavedView(saved_at=None, version=None, number=None, problem=""))
            saved, version = await actions.save_draft(
                actor=actor,
                municipality_id=idea.municipality_id if idea else context.acting_id,
                content=sent.content,
                co_submitters=sent.co_submitters,
                form_token=sent.token,
                idea_id=sent.number,
                base_version=sent.base_version,
                now=now,
            )
        except DomainError as error:
            view = SavedView(saved_at=None, version=None, number=None, problem=_first(error))
            return show(request, view)
        # From here on the page is that of the draft: who reloads it finds the text.
        at_new = parts_of(request.headers.get("hx-current-url", "")).path == "/ideeen/nieuw"
        headers = {"HX-Replace-Url": f"/ideeen/{saved}/wijzigen"} if at_new else {}
        view = SavedView(saved_at=now, version=version, number=saved, problem="")
        return show(request, view, headers=headers)

    @get("/ideeen/{segment:str}/wijzigen")
    async def change(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The form with the idea as it is."""
        idea = await find(segment, actor)
        context = await FormContext.open(actor, now, idea)
        _require_part(idea, actor, context)
        names = tuple(one.name for one in idea.co_submitters)
        form = filled(
            idea.content,
            co_submitters=names,
            versie=idea.version,
            formulier=_token(),
            nummer=idea.id if idea.is_draft else None,
        )
        return show(request, context.view(form, idea, address=f"/ideeen/{idea.id}/wijzigen"))

    @post("/ideeen/{segment:str}/wijzigen")
    async def save(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Save a new version of a submitted idea; keep or submit a draft."""
        idea = await find(segment, actor)
        context = await FormContext.open(actor, now, idea)
        _require_part(idea, actor, context)
        return await _save(request, context, actor, now, idea)


def _require_part(idea: queries.IdeaDetail, actor: Actor, context: FormContext) -> None:
    """A quick no for those who could not save anyway; the action itself decides."""
    if idea.is_withdrawn:
        raise Conflict("Dit plan is ingetrokken en kan niet meer veranderen.")
    if not any(
        one.successor or one.municipality_id == context.acting_id for one in idea.active if one.role != "aangehaakt"
    ):
        raise NotAllowed("Alleen de gemeenten die dit plan indienden, kunnen het wijzigen.")


def _first(error: DomainError) -> str:
    return next(iter(error.errors.values()), error.message) if isinstance(error, Invalid) else error.message


async def _save(
    request: AnyRequest, context: FormContext, actor: Actor, now: datetime, idea: queries.IdeaDetail | None
) -> Response[str]:
    form = Form(await request.form())
    checks = form.value("actie") == "controleren"
    as_draft = checks or form.value("actie") == "concept"
    sent = context.read(form, draft=as_draft and not checks)
    address = f"/ideeen/{idea.id}/wijzigen" if idea else "/ideeen/nieuw"
    if not form.ok:
        return show(request, context.view(form, idea, address=address), status=422)
    try:
        where, message = await _keep(sent, context=context, actor=actor, now=now, idea=idea, as_draft=as_draft)
    except actions.Stale as error:
        form.values["versie"] = str(error.current.version)
        other = await _other(error.current, sent)
        return show(request, context.view(form, error.current, address=address, other=other), status=409)
    except Invalid as error:
        form.refuse(Invalid(in_form_names(error.errors)))
        return show(request, context.view(form, idea, address=address), status=422)
    round_ = context.round_for(form) if form.value("meedoen") else None
    saved = await find(where.rsplit("/", 1)[-1], actor)
    if checks and saved.is_draft:
        kept = urlencode({"ronde": round_.code} if round_ is not None else {})
        return redirect(f"/ideeen/{saved.id}/controleren" + (f"?{kept}" if kept else ""), request)
    if round_ is not None and not saved.is_draft and saved.round_id is None:
        await actions.enter_round(actor=actor, idea_id=saved.id, round_id=round_.id, proven=True, now=now)
        message = _("Uw plan is ingediend en doet mee aan %(ronde)s.", ronde=round_.name)
    clear_facets()
    return redirect(where, request, message)


async def _keep(
    sent: Sent, *, context: FormContext, actor: Actor, now: datetime, idea: queries.IdeaDetail | None, as_draft: bool
) -> tuple[str, str]:
    """Do what the form asks; where to go and what to say."""
    if idea is not None and not idea.is_draft and sent.number != idea.id:
        await actions.edit(
            actor=actor,
            idea_id=idea.id,
            content=sent.content,
            co_submitters=sent.co_submitters,
            base_version=sent.base_version or 0,
            note=sent.note,
            now=now,
        )
        return (await queries.idea_by_id(idea.id)).address, _("Uw wijziging is bewaard.")
    act = actions.save_draft if as_draft else actions.post
    saved = await act(
        actor=actor,
        municipality_id=idea.municipality_id if idea else context.acting_id,
        content=sent.content,
        co_submitters=sent.co_submitters,
        form_token=sent.token,
        idea_id=idea.id if idea else None,
        base_version=sent.base_version,
        now=now,
    )
    number = saved[0] if isinstance(saved, tuple) else saved
    where = (await queries.idea_by_id(number)).address
    if as_draft:
        return where, _("Uw concept is bewaard. Alleen uw gemeente ziet het.")
    return where, _("Uw plan is ingediend. Iedereen kan het nu zien.")


async def _other(current: queries.IdeaDetail, sent: Sent) -> Other:
    """Both texts of each field in which theirs and one's own differ."""
    newest = next(iter(await queries.versions(current.id)), None)
    partnerships = await partnership_names()
    return Other(
        by=newest.saved_by if newest else _("een collega"),
        at=newest.saved_at if newest else current.updated_at,
        fields=tuple(
            (
                _(FIELD_LABELS[name]),
                written(current.content, name, partnerships),
                written(sent.content, name, partnerships),
            )
            for name in changed_fields(current.content, sent.content)
        ),
    )
