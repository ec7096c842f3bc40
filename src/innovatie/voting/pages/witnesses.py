"""A witness of a vote, from the link in the mail: which state it is about, and the word that the mail is kept."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.voting import actions
from innovatie.voting.queries.witnesses import Asked
from innovatie.voting.witness_links import state_for
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class WitnessView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "voting/witness.html"
    asked: Asked
    root: str
    token: str


class WitnessPages(Controller):
    path = "/stemmen/getuige"

    @get("/{token:str}")
    async def asked(self, request: AnyRequest, token: FromPath[str]) -> Response[str]:
        """The state of the log that was mailed."""
        found = await state_for(token)
        return show(request, WitnessView(asked=found, root=found.root.hex(), token=token))

    @post("/{token:str}")
    async def acknowledge(self, request: AnyRequest, token: FromPath[str], now: Now) -> Response[str]:
        """The mail is kept."""
        await actions.acknowledge(token=token, now=now)
        return redirect(f"/stemmen/getuige/{token}", request, _("Dank u. Wij tonen dat u deze stand bewaart."))
