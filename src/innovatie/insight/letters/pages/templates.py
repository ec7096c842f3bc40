"""Letters to begin from, changed and taken away."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.letters import BLANKS
from innovatie.insight.letters import actions, queries
from innovatie.insight.letters.forms import Choices, filled_from, read_content
from innovatie.insight.letters.pages.writing import choices_now
from innovatie.insight.letters.queries import Template
from innovatie.web.forms import Form, done
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class TemplateView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "insight/letters/template.html"
    begun: Template
    form: Form
    choices: Choices
    blanks: tuple[tuple[str, str], ...]


class TemplatePages(Controller):
    path = "/vng/brieven/sjablonen"
    guards = (vng_only,)

    @get("/{key:str}")
    async def template(self, request: AnyRequest, key: FromPath[str], actor: By, now: Now) -> Response[str]:
        """A letter to begin from, in its form."""
        authority.require(actor, Act.DIRECT_ROUND)
        found = await queries.template(key)
        form = Form.filled({**filled_from(found), "naam": _(found.name)})
        return show(request, _view(found, form, await choices_now(now)))

    @post("/{key:str}")
    async def keep(self, request: AnyRequest, key: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Keep what was changed."""
        authority.require(actor, Act.DIRECT_ROUND)
        found = await queries.template(key)
        form = Form(await request.form())
        choices = await choices_now(now)
        name = form.text("naam", label=_("Naam"), required=True, max_length=80)
        content = read_content(form, choices)
        if form.ok:
            selection = msgspec.structs.replace(content.selection, round="", phase=None)
            keeping = actions.keep_template(
                actor=actor,
                key=key,
                name=name,
                content=msgspec.structs.replace(content, selection=selection),
                now=now,
            )
            if await done(form, keeping):
                return redirect("/vng/brieven", request, _("Het sjabloon is bewaard."))
        return show(request, _view(found, form, choices), status=form.status)

    @post("/{key:str}/weg")
    async def remove(self, request: AnyRequest, key: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Take it away, or make a shipped one as it was."""
        authority.require(actor, Act.DIRECT_ROUND)
        found = await queries.template(key)
        form = Form.filled({**filled_from(found), "naam": _(found.name)})
        if await done(form, actions.remove_template(actor=actor, key=key, now=now)):
            message = _("Het sjabloon is weer zoals het was.") if found.is_shipped else _("Het sjabloon is weg.")
            return redirect("/vng/brieven", request, message)
        return show(request, _view(found, form, await choices_now(now)), status=form.status)


def _view(found: Template, form: Form, choices: Choices) -> TemplateView:
    blanks = tuple((f"{{{blank}}}", _(label)) for blank, label in BLANKS.items())
    return TemplateView(begun=found, form=form, choices=choices, blanks=blanks)
