"""`/beelden/plan/12`: the pictures of a plan or group, and for its municipality the forms; `/beeld/...`: the files."""

import asyncio
import re
from datetime import datetime
from typing import ClassVar, Final

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.contact.queries import Reached, reached
from innovatie.domain.authority import Act, Actor, Context, may
from innovatie.domain.errors import NotFound
from innovatie.domain.picture_words import Focus, Pictured
from innovatie.domain.wording import wording
from innovatie.pictures import actions
from innovatie.pictures.encoding import LARGEST, Encoded, encode
from innovatie.pictures.queries import PictureRow, jpeg, picture, pictures_of
from innovatie.pictures.rights import require_may_change
from innovatie.web.content_policy import UPLOAD
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show
from innovatie.web.requests import sent_file

FOCUS_LABELS: Final = {
    Focus.MIDDLE: wording("het midden"),
    Focus.START: wording("links of boven"),
    Focus.END: wording("rechts of onder"),
}
_NAME: Final = re.compile(r"([0-9a-f]{32})-([0-9]{1,4})\.jpg", re.ASCII)
_AT_ONCE: Final = asyncio.Semaphore(2)
"""Pictures that one process makes at the same time: each takes up to 200 MB while it is read."""


class PicturesView(msgspec.Struct, frozen=True):
    """`changed`: the picture whose refused form stands in `form`; None: that of a new one."""

    template: ClassVar[str] = "pictures/pictures.html"
    about: Reached
    pictures: tuple[PictureRow, ...]
    may_change: bool
    form: Form
    changed: int | None
    focus_labels: dict[Focus, str]


async def _view(
    kind: str, key: str, actor: Actor, now: datetime, *, form: Form, changed: int | None = None
) -> PicturesView:
    pictured = _pictured(kind)
    about = await reached(kind, key, now=now)
    over = Context(municipality_id=about.municipality_id)
    return PicturesView(
        about=about,
        pictures=tuple(await pictures_of(pictured, about.key)),
        may_change=bool(may(actor, Act.EDIT_IDEA, over) or may(actor, Act.DIRECT_GROUPS)),
        form=form,
        changed=changed,
        focus_labels=dict(FOCUS_LABELS),
    )


def _pictured(kind: str) -> Pictured:
    known = next((one for one in Pictured if one.value == kind), None)
    if known is None:
        raise NotFound("Deze pagina bestaat niet.")
    return known


async def _encoded(content: bytes) -> Encoded:
    async with _AT_ONCE:
        return await asyncio.to_thread(encode, content)


def _told(form: Form) -> tuple[str, str, Focus]:
    focus = form.choice("focus", label=_("Wat blijft in beeld"), options=Focus) or Focus.MIDDLE
    return form.values.get("alternatief", ""), form.values.get("maker", ""), focus


class PicturePages(Controller):
    path = "/beelden"

    @get("/{kind:str}/{key:str}")
    async def index(
        self, request: AnyRequest, kind: FromPath[str], key: FromPath[str], actor: By, now: Now
    ) -> Response[str]:
        """The pictures; as a piece of another page for htmx."""
        return show(request, await _view(kind, key, actor, now, form=Form()), fragment="pictures/_pictures.html")

    @post("/{kind:str}/{key:str}", guards=[signed_in], request_max_body_size=LARGEST + 200_000)
    async def add(
        self, request: AnyRequest, kind: FromPath[str], key: FromPath[str], actor: By, now: Now
    ) -> Response[str]:
        """Add a picture. Whether one may is looked at before it is read."""
        view = await _view(kind, key, actor, now, form=Form())
        require_may_change(actor, view.about.municipality_id)
        sent = await request.form()
        form, file = Form(sent), sent_file(sent, "beeld")
        alternative, credit, focus = _told(form)
        content = file.content

        async def keep() -> None:
            await actions.count_reading(actor=actor, now=now)
            made = await _encoded(content)
            await actions.add_picture(
                actor=actor, kind=_pictured(kind), subject=view.about.key,
                municipality_id=view.about.municipality_id, made=made, alternative=alternative, credit=credit,
                focus=focus, now=now,
            )  # fmt: skip

        if form.ok and await done(form, keep()):
            return redirect(f"/beelden/{kind}/{view.about.key}", request, _("Het beeld staat erbij."))
        return show(request, msgspec.structs.replace(view, form=form), status=form.status)

    @post("/{number:int}/wijzigen", guards=[signed_in])
    async def change(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Describe a picture anew, or make it the cover."""
        row = await picture(number)
        form = Form(await request.form())
        alternative, credit, focus = _told(form)
        cover = form.checkbox("omslag", label=_("Omslag"))
        act = actions.change_picture(
            actor=actor, number=number, alternative=alternative, credit=credit, focus=focus, as_cover=cover, now=now
        )
        if await done(form, act):
            return redirect(f"/beelden/{row.kind}/{row.subject}", request, _("Het beeld is bijgewerkt."))
        return show(
            request, await _view(row.kind, row.subject, actor, now, form=form, changed=number), status=form.status
        )

    @post("/{number:int}/verwijderen", guards=[signed_in])
    async def remove(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Take a picture away for good."""
        row = await actions.remove_picture(actor=actor, number=number, now=now)
        return redirect(f"/beelden/{row.kind}/{row.subject}", request, _("Het beeld is verwijderd."))


@get("/beeld/{name:str}")
async def picture_file(name: FromPath[str]) -> Response[bytes]:
    """A file by the mark of its content: it may be kept for ever, and is never anything but a picture."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise NotFound("Dit beeld bestaat niet (meer).")
    return Response(
        await jpeg(found[1], int(found[2])),
        media_type="image/jpeg",
        headers={
            "Cache-Control": "public, max-age=31536000, immutable",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": UPLOAD,
        },
    )


PICTURE_PAGES = (PicturePages, picture_file)
