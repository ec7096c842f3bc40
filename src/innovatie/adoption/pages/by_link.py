"""The page that a link in a mail opens: it shows what we know, and one more click confirms or changes it."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.adoption import actions
from innovatie.adoption.forms import stage_options
from innovatie.domain.adoption_states import Stage
from innovatie.web.forms import Form, refusals_in
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

_PLAIN = tuple(stage for stage in Stage if stage is not Stage.DECLINED)


class LinkView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/by_link.html"
    asked: actions.Asked
    form: Form
    stages: tuple[tuple[str, str, str], ...]


def _view(asked: actions.Asked, form: Form) -> LinkView:
    plain = {stage.value for stage in _PLAIN}
    return LinkView(asked, form, tuple(option for option in stage_options() if option[0] in plain))


class LinkPages(Controller):
    @get("/overname/melding/{secret:str}")
    async def look(self, request: AnyRequest, secret: FromPath[str], now: Now) -> Response[str]:
        """Looking changes nothing: mail scanners open links too."""
        asked = await actions.look_at_link(secret=secret, now=now)
        return show(request, _view(asked, Form()))

    @post("/overname/melding/{secret:str}", opt={"csrf_exempt": True})
    async def answer(self, request: AnyRequest, secret: FromPath[str], now: Now) -> Response[str]:
        """Confirm, or another step."""
        asked = await actions.look_at_link(secret=secret, now=now)
        form = Form(await request.form())
        stage = None
        if form.value("antwoord") != "klopt":
            options = {stage.value: "" for stage in _PLAIN}
            chosen = form.choice("stap", label=_("Nieuwe stap"), options=options, required=True)
            stage = Stage(chosen) if chosen else None
        if form.ok:
            with refusals_in(form):
                await actions.answer_link(secret=secret, stage=stage, now=now)
                return redirect(f"/overname/{asked.slug}", request, _("Dank u. De stand is bijgewerkt."))
        return show(request, _view(asked, form), status=form.status)
