"""What finalists work out, for everybody to read and for the group to write; attachments as downloads only."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, NotAllowed
from innovatie.domain.phases import Phase
from innovatie.domain.picture_words import Pictured
from innovatie.domain.whole_numbers import whole
from innovatie.pictures.queries import PictureRow, cover_of, covers_of
from innovatie.publication import actions, queries
from innovatie.publication.forms import read_elaboration
from innovatie.publication.sections import ROLES, SECTIONS, complete
from innovatie.review.queries import municipalities_of
from innovatie.rounds.queries import RoundDetail, round_by_code
from innovatie.voting.queries import FinalistRow, finalists
from innovatie.web.downloads import download
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show
from innovatie.web.requests import sent_file


class FinalistsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "publication/finalists.html"
    round: RoundDetail
    finalists: tuple[FinalistRow, ...]
    photos: dict[int, PictureRow]
    won: frozenset[int]
    """The groups of those that won, once that is public."""


class FinalistView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "publication/finalist.html"
    round: RoundDetail
    finalist: FinalistRow
    elaboration: queries.ElaborationRow
    sections: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    versions: tuple[queries.VersionRow, ...]
    attachments: tuple[queries.AttachmentRow, ...]
    may_edit: bool
    photo: PictureRow | None
    """The cover of its group, if it has one of its own."""


class EditView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "publication/edit.html"
    round: RoundDetail
    finalist: FinalistRow
    form: Form
    sections: tuple[tuple[str, str, str], ...]
    roles: tuple[tuple[str, str, str], ...]
    present: queries.ElaborationRow | None
    attachments: tuple[queries.AttachmentRow, ...]


class FinalistPages(Controller):
    path = "/finalisten"

    @get("/{code:str}")
    async def index(self, request: AnyRequest, code: FromPath[str], now: Now) -> Response[str]:
        """The finalists of a round; as a piece of the pages on which people choose between them."""
        round_ = await round_by_code(code, now=now)
        found = await finalists(round_.id)
        photos = await covers_of(Pictured.GROUP, [one.group_id for one in found])
        won = frozenset(one.group_id for one in await queries.winners(round_id=round_.id))
        view = FinalistsView(round=round_, finalists=found, photos=photos, won=won)
        return show(request, view, fragment="publication/_finalists.html")

    @get("/{code:str}/{group:int}")
    async def finalist(
        self,
        request: AnyRequest,
        code: FromPath[str],
        group: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """What a finalist worked out; `?versie=2` shows an earlier version."""
        round_ = await round_by_code(code, now=now)
        asked = request.query_params.get("versie", "")
        found = await queries.elaboration(round_.id, group, whole(asked))
        named = await queries.finalist_of(round_.id, group)
        view = FinalistView(
            round=round_,
            finalist=named,
            photo=await cover_of(Pictured.GROUP, group),
            elaboration=found,
            sections=tuple((label, found.content.get(name, "")) for name, label, _question in SECTIONS),
            roles=tuple((label, found.content.get(name, "")) for name, label, _question in ROLES),
            missing=complete(found.content),
            versions=await queries.versions(round_.id, group),
            attachments=await queries.attachments(round_.id, group),
            may_edit=await _may_edit(actor, round_, named),
        )
        return show(request, view)

    @get("/{code:str}/{group:int}/bewerken", guards=[signed_in])
    async def edit(
        self,
        request: AnyRequest,
        code: FromPath[str],
        group: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """The form, with the latest version in it."""
        round_ = await _require_edit(code, group, actor, now)
        latest = await queries.elaboration(round_.id, group)
        return show(request, await _edit(round_, group, Form.filled({**latest.content, "versie": latest.version})))

    @post("/{code:str}/{group:int}/bewerken", guards=[signed_in])
    async def save(
        self,
        request: AnyRequest,
        code: FromPath[str],
        group: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """Save a new version. When somebody else saved meanwhile: both are shown and nothing is lost."""
        round_ = await _require_edit(code, group, actor, now)
        form = Form(await request.form())
        data = read_elaboration(form)
        if form.ok:
            with refusals_in(form):
                version = await actions.save_elaboration(
                    actor=actor,
                    round_id=round_.id,
                    group_id=group,
                    content=data.content,
                    note=data.note,
                    expected_version=data.expected_version,
                    now=now,
                )
                return redirect(f"/finalisten/{code}/{group}", request, _("Versie %(n)s is bewaard.", n=version))
            if form.status == Conflict.status:  # what others wrote is shown beside it, and saving again is possible
                latest = await queries.elaboration(round_.id, group)
                form.values["versie"] = str(latest.version)
                return show(request, await _edit(round_, group, form, latest), status=form.status)
        return show(request, await _edit(round_, group, form), status=form.status)

    @post("/{code:str}/{group:int}/bijlagen", guards=[signed_in])
    async def attach(
        self,
        request: AnyRequest,
        code: FromPath[str],
        group: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """Add a file."""
        round_ = await _require_edit(code, group, actor, now)
        sent = await request.form()
        file = sent_file(sent, "bestand")
        latest = await queries.elaboration(round_.id, group)
        form = Form.filled({**latest.content, "versie": latest.version})
        with refusals_in(form):
            await actions.add_attachment(
                actor=actor, round_id=round_.id, group_id=group, name=file.name, content=file.content, now=now
            )
            return redirect(f"/finalisten/{code}/{group}/bewerken", request, _("De bijlage is toegevoegd."))
        return show(request, await _edit(round_, group, form), status=form.status)

    @post("/{code:str}/{group:int}/bijlagen/{number:int}/verwijderen", guards=[signed_in])
    async def detach(
        self,
        request: AnyRequest,
        *,
        code: FromPath[str],
        group: FromPath[int],
        number: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """Take a file away."""
        round_ = await _require_edit(code, group, actor, now)
        await actions.remove_attachment(actor=actor, round_id=round_.id, group_id=group, attachment_id=number, now=now)
        return redirect(f"/finalisten/{code}/{group}/bewerken", request, _("De bijlage is verwijderd."))


class AttachmentPages(Controller):
    @get("/bijlagen/{number:int}")
    async def attachment(self, number: FromPath[int]) -> Response[bytes]:
        """The file as a download, under a policy in which nothing in it can run."""
        file = await queries.attachment(number)
        return download(file.name, file.kind, file.content)


async def _may_edit(actor: Actor, round_: RoundDetail, finalist: FinalistRow) -> bool:
    if actor.is_visitor or round_.open_phase is not Phase.DEVELOP or finalist.withdrawn_at is not None:
        return False
    return any(
        authority.may(actor, Act.DEVELOP_FINALIST, Context(municipality_id=one, open_phase=Phase.DEVELOP))
        for one in await municipalities_of(finalist.group_id)
    )


async def _require_edit(code: str, group: int, actor: Actor, now: datetime) -> RoundDetail:
    round_ = await round_by_code(code, now=now)
    found = await queries.finalist_of(round_.id, group)
    if found.withdrawn_at is not None:
        raise Conflict("Deze finalist doet niet meer mee. Uitwerken kan niet meer.")
    if round_.open_phase is not Phase.DEVELOP:
        raise Conflict("Uitwerken kan alleen in de fase uitwerken van deze ronde.")
    if not await _may_edit(actor, round_, found):
        raise NotAllowed("Dit plan uitwerken mag alleen iemand van een gemeente in deze groep.")
    return round_


async def _edit(round_: RoundDetail, group: int, form: Form, present: queries.ElaborationRow | None = None) -> EditView:
    return EditView(
        round=round_,
        finalist=await queries.finalist_of(round_.id, group),
        form=form,
        sections=tuple((name, _(label), _(question)) for name, label, question in SECTIONS),
        roles=tuple((name, _(label), _(question)) for name, label, question in ROLES),
        present=present,
        attachments=await queries.attachments(round_.id, group),
    )
