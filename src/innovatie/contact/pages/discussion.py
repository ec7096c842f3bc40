"""`/gesprek-over/plan/12`: what people say about a plan or a group, whole without script; a part of other pages too."""

from collections.abc import Awaitable
from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.contact import actions
from innovatie.contact.actions.discussing import REMARK_LIMIT
from innovatie.contact.queries import discussion as queries
from innovatie.contact.rights import require_own
from innovatie.domain.authority import Act, Actor, Context, may
from innovatie.domain.whole_numbers import whole
from innovatie.web.forms import Form, done, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class DiscussionView(msgspec.Struct, frozen=True):
    """`own`: the reader's number; `answering`: the remark that a refused form answers.

    `names`: whom one can mention; `towns`: the municipalities for which the reader works.
    """

    template: ClassVar[str] = "contact/discussion.html"
    about: queries.Discussed
    threads: tuple[queries.Thread, ...]
    versions: dict[int, tuple[queries.VersionRow, ...]]
    names: tuple[str, ...]
    may_talk: bool
    own: int
    towns: tuple[int, ...]
    answering: int | None
    form: Form
    longest: int


class EditView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "contact/remark.html"
    about: queries.Discussed
    number: int
    form: Form
    longest: int


async def _discussion(about: queries.Discussed, actor: Actor, form: Form, now: datetime) -> DiscussionView:
    here = actor.municipality_id
    talks = bool(may(actor, Act.DIRECT_GROUPS) or may(actor, Act.DISCUSS_GROUP, Context(municipality_id=here)))
    names: tuple[str, ...] = ()
    if talks and not about.closed:
        known = await queries.mentionable(about, municipality_id=here, now=now)
        names = (*known.people, *known.municipalities)
    return DiscussionView(
        about=about,
        threads=await queries.threads_of(about),
        versions=await queries.versions_of(about),
        names=names,
        may_talk=talks and not about.closed,
        own=actor.person_id or 0,
        towns=actor.municipalities(),
        answering=whole(form.values.get("antwoord_op", "")),
        form=form,
        longest=REMARK_LIMIT,
    )


class DiscussionPages(Controller):
    path = "/gesprek-over/{kind:str}/{key:str}"

    @get("/")
    async def discussion(
        self, request: AnyRequest, kind: FromPath[str], key: FromPath[str], actor: By, now: Now
    ) -> Response[str]:
        """What was said, and the forms to say something; as a part of another page for htmx."""
        about = await queries.discussed(kind, key)
        return show(request, await _discussion(about, actor, Form(), now), fragment="contact/_discussion.html")

    @post("/", guards=[signed_in])
    async def remark(
        self, request: AnyRequest, kind: FromPath[str], key: FromPath[str], actor: By, now: Now
    ) -> Response[str]:
        """Say something, or answer."""
        form = Form(await request.form())
        about = await queries.discussed(kind, key)
        with refusals_in(form):
            number = await actions.remark(
                actor=actor,
                about=about,
                text=form.values.get("reactie", ""),
                answers=whole(form.values.get("antwoord_op", "")),
                mention=form.values.get("noem", ""),
                now=now,
            )
            return redirect(f"{about.discussion}#reactie-{number}", request, _("Uw reactie staat erbij."))
        return show(request, await _discussion(about, actor, form, now), status=form.status)


class RemarkPages(Controller):
    path = "/gesprek-over/reacties/{number:int}"

    @get("/")
    async def where(self, request: AnyRequest, number: FromPath[int]) -> Response[str]:
        """To the discussion that this remark is in."""
        about = await queries.discussed(*(await queries.remark_at(number)).place)
        return redirect(f"{about.discussion}#reactie-{number}", request)

    @get("/wijzigen", guards=[signed_in])
    async def change(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """The form with one's own remark."""
        said = await queries.remark_at(number)
        about = await queries.discussed(*said.place)
        await require_own(actor, said, now)
        form = Form({"reactie": said.text})
        return show(request, EditView(about=about, number=number, form=form, longest=REMARK_LIMIT))

    @post("/wijzigen", guards=[signed_in])
    async def edit(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Keep what it says now, and what it said."""
        form = Form(await request.form())
        about = await queries.discussed(*(await queries.remark_at(number)).place)
        if await done(form, actions.edit(actor=actor, number=number, text=form.values.get("reactie", ""), now=now)):
            return redirect(f"{about.discussion}#reactie-{number}", request, _("Uw reactie is gewijzigd."))
        view = EditView(about=about, number=number, form=form, longest=REMARK_LIMIT)
        return show(request, view, status=form.status)

    @post("/melden", guards=[signed_in])
    async def report(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Report abuse to VNG."""
        form = Form(await request.form())
        act = actions.report_remark(actor=actor, number=number, reason=form.values.get("reden", ""), now=now)
        message = _("VNG kijkt naar de reactie. U hoort wat besloten is.")
        return await _answer(request, number, actor, form=form, act=act, message=message, now=now)

    @post("/bezwaar", guards=[signed_in])
    async def appeal(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Appeal against hiding what one said."""
        form = Form(await request.form())
        act = actions.appeal_remark(actor=actor, number=number, reason=form.values.get("reden", ""), now=now)
        message = _("Een andere regisseur van VNG beslist over uw bezwaar.")
        return await _answer(request, number, actor, form=form, act=act, message=message, now=now)


async def _answer(
    request: AnyRequest, number: int, actor: Actor, *, form: Form, act: Awaitable[object], message: str, now: datetime
) -> Response[str]:
    """The act comes first: it looks whether there is such a remark."""
    fine = await done(form, act)
    about = await queries.discussed(*(await queries.remark_at(number)).place)
    if fine:
        return redirect(f"{about.discussion}#reactie-{number}", request, message)
    return show(request, await _discussion(about, actor, form, now), status=form.status)
