"""`/ideeen/12/bestanden`: the files of a plan, and for who writes it the form to add one."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain.attached_files import LARGEST_OF_PLAN
from innovatie.ideas import actions, queries
from innovatie.ideas.pages.detail import find, rights_of
from innovatie.web.downloads import download
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show
from innovatie.web.requests import sent_file


class FilesView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "ideas/files.html"
    idea: queries.IdeaDetail
    files: tuple[queries.PlanFile, ...]
    may_edit: bool
    form: Form


class PlanFilePages(Controller):
    path = "/ideeen/{segment:str}/bestanden"

    @get("/")
    async def index(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The files; with the forms for who may change the plan."""
        idea = await find(segment, actor)
        may_edit = (await rights_of(idea, actor, now)).may_edit
        files = tuple(await queries.files_of(idea.id))
        return show(request, FilesView(idea=idea, files=files, may_edit=may_edit, form=Form()))

    @post("/", guards=[signed_in], request_max_body_size=LARGEST_OF_PLAN + 200_000)
    async def add(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Add a file."""
        idea = await find(segment, actor)
        sent = await request.form()
        form, file = Form(sent), sent_file(sent, "bestand")
        adding = actions.add_file(
            actor=actor,
            idea_id=idea.id,
            title=form.values.get("titel", ""),
            name=file.name,
            content=file.content,
            now=now,
        )
        if await done(form, adding):
            return redirect(f"/ideeen/{idea.id}/bestanden", request, _("Het bestand staat erbij."))
        view = FilesView(idea=idea, files=tuple(await queries.files_of(idea.id)), may_edit=True, form=form)
        return show(request, view, status=form.status)

    @get("/{number:int}")
    async def file(self, segment: FromPath[str], number: FromPath[int], actor: By) -> Response[bytes]:
        """A file as a download, under a policy in which nothing in it can run."""
        file = await queries.plan_file((await find(segment, actor)).id, number)
        return download(file.name, file.kind, file.content)

    @post("/{number:int}/verwijderen", guards=[signed_in])
    async def remove(
        self, request: AnyRequest, segment: FromPath[str], number: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Take a file away."""
        idea = await find(segment, actor)
        await actions.remove_file(actor=actor, idea_id=idea.id, file_id=number, now=now)
        return redirect(f"/ideeen/{idea.id}/bestanden", request, _("Het bestand is verwijderd."))
