"""One idea for everybody, its versions, and what can be done with it on its page."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath
from markupsafe import Markup

from innovatie.domain.authority import Act, Actor, Context, may
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid, NotFound
from innovatie.domain.idea_content import FIELD_LABELS, IdeaContent, changed_fields
from innovatie.domain.idea_states import Part, Stage
from innovatie.domain.phases import Phase
from innovatie.domain.picture_words import Pictured
from innovatie.domain.slugs import number_of
from innovatie.domain.text_difference import Piece, pieces
from innovatie.domain.themes import BY_SLUG
from innovatie.ideas import actions, queries
from innovatie.ideas.pages.wording_of_fields import SourceConflict, conflicts_of, written
from innovatie.municipalities.queries import municipality, partnership_names, successor_of
from innovatie.municipalities.tile_map import tile_map
from innovatie.pictures.queries import PictureRow, cover_file, cover_of
from innovatie.rounds.queries import RoundCard, rounds_open_in
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.page_cache import FOR_VISITORS, keep_nothing
from innovatie.web.personal import FOR_READERS, with_these_roles
from innovatie.web.render import redirect, show
from innovatie.web.share_picture import share_picture

STAGES = tuple(stage.value for stage in Stage if stage.value != "gestopt")


class Rights(msgspec.Struct, frozen=True):
    """`acting` is the name of the municipality that the reader acts for; the `may_` fields say what they may do."""

    acting: str
    may_edit: bool
    may_withdraw: bool
    may_join: bool
    may_step_out: bool
    open_rounds: tuple[RoundCard, ...]
    may_leave: bool


class IdeaView(Rights, frozen=True):
    """The page of an idea, with what its reader may do with it."""

    template: ClassVar[str] = "ideas/idea.html"
    idea: queries.IdeaDetail
    theme: str
    versions: int
    conflicts: tuple[SourceConflict, ...]
    photo: PictureRow | None
    files: tuple[queries.PlanFile, ...]
    map: Markup
    stage: int
    """How far the plan is, of the four stages: 1 for an idea; 0 when it was stopped."""


class WithdrawView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "ideas/withdraw.html"
    idea: queries.IdeaDetail
    form: Form


class VersionsView(msgspec.Struct, frozen=True):
    """Per version the labels of the fields that it changed."""

    template: ClassVar[str] = "ideas/versions.html"
    idea: queries.IdeaDetail
    versions: tuple[tuple[queries.VersionRow, tuple[str, ...]], ...]


class VersionView(msgspec.Struct, frozen=True):
    """What one version changed against the one before: per field its label and the pieces of text."""

    template: ClassVar[str] = "ideas/version.html"
    idea: queries.IdeaDetail
    version: queries.VersionRow
    previous: int | None
    next: int | None
    changes: tuple[tuple[str, tuple[Piece, ...]], ...]


async def find(segment: str, actor: Actor) -> queries.IdeaDetail:
    """The idea of an address like 12-titel, if this actor may see it."""
    number = number_of(segment)
    if number is None:
        raise NotFound("Dit plan bestaat niet.")
    return await queries.visible_idea(number, municipality_ids=actor.municipalities())


async def rights_of(idea: queries.IdeaDetail, actor: Actor, now: datetime) -> Rights:
    """What this actor may do with the idea."""
    here = actor.municipality_id
    over = Context(municipality_id=here)
    part = None
    editor = False
    for one in idea.active:
        standing = await successor_of(one.municipality_id, day=dutch_day(now)) if here is not None else None
        if here is not None and standing == here:
            part = one
            editor = one.role in (Part.SUBMITTER, Part.CO_SUBMITTER) and bool(may(actor, Act.EDIT_IDEA, over))
    owner = part is not None and part.role == Part.SUBMITTER
    visible = not (idea.is_draft or idea.is_withdrawn)
    may_join = visible and part is None and bool(may(actor, Act.JOIN_IDEA, over))
    submitting: tuple[RoundCard, ...] = ()
    if visible and owner and may(actor, Act.ENTER_ROUND, Context(municipality_id=here, open_phase=Phase.SUBMIT)):
        submitting = await rounds_open_in(Phase.SUBMIT, now=now)
    rounds = submitting if idea.round_id is None else ()
    return Rights(
        acting=(await municipality(here, day=dutch_day(now))).name if here is not None else "",
        may_edit=editor and not idea.is_withdrawn,
        may_withdraw=owner and visible and bool(may(actor, Act.WITHDRAW_IDEA, over)),
        may_join=may_join,
        may_step_out=visible and part is not None and not owner and bool(may(actor, Act.JOIN_IDEA, over)),
        open_rounds=rounds,
        may_leave=visible and owner and idea.round_id in {card.id for card in submitting},
    )


def _map(idea: queries.IdeaDetail) -> Markup:
    """Who takes part: the submitter stands out."""
    n = len(idea.active)
    kinds = {one.code: "map-some" for one in idea.active} | {idea.municipality_code: "map-me"}
    return tile_map(ngettext("%(n)s gemeente doet mee", "%(n)s gemeenten doen mee", n), kinds)


class IdeaPages(Controller):
    path = "/ideeen/{segment:str}"

    @get("/", opt={FOR_VISITORS: True, FOR_READERS: with_these_roles})
    async def detail(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """One idea. An address with old words leads to the present one; a withdrawn idea is Gone, but readable."""
        idea = await find(segment, actor)
        if request.scope["path"] != idea.address:
            return Response("", status_code=301, headers={"Location": idea.address})
        if idea.is_draft:
            keep_nothing(request)  # saving a draft leaves no row in the trail
        theme = BY_SLUG.get(idea.content.theme)
        rights = await rights_of(idea, actor, now)
        view = IdeaView(
            idea=idea,
            theme=theme.label if theme else "",
            versions=idea.version if not idea.is_draft else 0,
            conflicts=await conflicts_of(idea) if rights.may_edit else (),
            photo=await cover_of(Pictured.PLAN, idea.id),
            files=tuple(await queries.files_of(idea.id)),
            map=_map(idea),
            stage=STAGES.index(idea.content.stage) + 1 if idea.content.stage in STAGES else 0,
            **msgspec.structs.asdict(rights),
        )
        return show(request, view, status=410 if idea.is_withdrawn else 200)

    @get("/afbeelding.png")
    async def picture(self, segment: FromPath[str], actor: By) -> Response[bytes]:
        """The picture that other sites show beside a link to this plan."""
        idea = await find(segment, actor)
        n = len(idea.active)
        under = (
            idea.municipality
            if n < 2
            else ngettext(
                "%(gemeente)s en %(n)s andere", "%(gemeente)s en %(n)s andere", n - 1, gemeente=idea.municipality
            )
        )
        photo = await cover_file(Pictured.PLAN, idea.id)
        body = share_picture(idea.id, idea.content.theme, idea.content.title, _("Plan"), under, photo=photo)
        kept = "no-store" if idea.is_draft else "public, max-age=3600"
        return Response(body, media_type="image/png", headers={"Cache-Control": kept})

    @get("/versies")
    async def history(self, request: AnyRequest, segment: FromPath[str], actor: By) -> Response[str]:
        """Who saved what when."""
        idea = await find(segment, actor)
        saved = await queries.versions(idea.id)
        older = (*saved[1:], None)[: len(saved)]  # a draft has no version yet
        rows = tuple(
            (
                version,
                tuple(FIELD_LABELS[name] for name in changed_fields(before.content, version.content)) if before else (),
            )
            for version, before in zip(saved, older, strict=True)
        )
        return show(request, VersionsView(idea=idea, versions=rows))

    @get("/versies/{number:int}")
    async def version(
        self, request: AnyRequest, segment: FromPath[str], number: FromPath[int], actor: By
    ) -> Response[str]:
        """What one version changed."""
        idea = await find(segment, actor)
        saved = {version.version: version for version in await queries.versions(idea.id)}
        if number not in saved:
            raise NotFound("Deze versie bestaat niet.")
        this, before = saved[number], saved.get(number - 1)
        empty = IdeaContent(title="", stage="")
        names = changed_fields(before.content if before else empty, this.content)
        partnerships = await partnership_names()
        view = VersionView(
            idea=idea,
            version=this,
            previous=number - 1 if before else None,
            next=number + 1 if number + 1 in saved else None,
            changes=tuple(
                (
                    FIELD_LABELS[name],
                    pieces(
                        written(before.content, name, partnerships) if before else "",
                        written(this.content, name, partnerships),
                    ),
                )
                for name in names
            ),
        )
        return show(request, view)

    @post("/aanhaken", guards=[signed_in])
    async def join(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Join with the municipality that one acts for."""
        idea = await find(segment, actor)
        form = Form(await request.form())
        note = form.text("toelichting", label=_("Toelichting"), multiline=True, max_length=2_000)
        if not form.ok:
            raise Invalid(form.errors)
        here = actor.municipality_id or 0
        await actions.join(actor=actor, idea_id=idea.id, municipality_id=here, note=note, now=now)
        return redirect(idea.address, request, _("Uw gemeente is aangehaakt bij dit plan."))

    @post("/uitstappen", guards=[signed_in])
    async def step_out(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Step out with the municipality that one acts for."""
        idea = await find(segment, actor)
        await actions.step_out(actor=actor, idea_id=idea.id, municipality_id=actor.municipality_id or 0, now=now)
        return redirect(idea.address, request, _("Uw gemeente doet niet meer mee aan dit plan."))

    @post("/meedoen", guards=[signed_in])
    async def enter_round(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Take part in a round."""
        idea = await find(segment, actor)
        form = Form(await request.form())
        round_id = form.integer("ronde", label=_("Ronde"), required=True)
        if round_id is None:
            raise Invalid(form.errors)
        proven = form.checkbox("bewezen", label=_("Bewezen"))
        await actions.enter_round(actor=actor, idea_id=idea.id, round_id=round_id, proven=proven, now=now)
        return redirect(idea.address, request, _("Dit plan doet mee aan de ronde."))

    @post("/niet-meedoen", guards=[signed_in])
    async def leave_round(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Take part no more in the round."""
        idea = await find(segment, actor)
        await actions.leave_round(actor=actor, idea_id=idea.id, now=now)
        return redirect(idea.address, request, _("Dit plan doet niet meer mee aan de ronde."))

    @get("/intrekken", guards=[signed_in])
    async def withdrawing(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Ask for the reason."""
        idea = await find(segment, actor)
        if not (await rights_of(idea, actor, now)).may_withdraw:
            raise NotFound("U kunt dit plan niet intrekken.")
        return show(request, WithdrawView(idea=idea, form=Form()))

    @post("/intrekken", guards=[signed_in])
    async def withdraw(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Withdraw, with a reason."""
        idea = await find(segment, actor)
        form = Form(await request.form())
        reason = form.text("reden", label=_("Reden"), multiline=True, max_length=2_000)
        with refusals_in(form):
            if form.ok:
                await actions.withdraw(actor=actor, idea_id=idea.id, reason=reason, now=now)
                return redirect(idea.address, request, _("Het plan is ingetrokken."))
        return show(request, WithdrawView(idea=idea, form=form), status=form.status)

    @post("/weggooien", guards=[signed_in])
    async def discard(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Throw a draft away."""
        idea = await find(segment, actor)
        await actions.discard_draft(actor=actor, idea_id=idea.id, now=now)
        return redirect("/ideeen/mijn", request, _("Het concept is weg."))
