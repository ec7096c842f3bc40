"""How long one stays signed in: what a page asks so that no text is lost, and the page after signing in again."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get

from innovatie.accounts.session_middleware import ASKS_ABOUT_SESSION
from innovatie.accounts.sessions import SessionLimits, end_of_session
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.render import csrf_token, show


class SessionState(msgspec.Struct, frozen=True):
    """`wie`: the number of the person, 0 for who is not signed in; `seconden` until the session ends if nothing is
    done; `verlengbaar`: doing something makes it later; `sleutel`: what forms of this session carry.
    """

    wie: int = 0
    seconden: int = 0
    verlengbaar: bool = False
    sleutel: str = ""


class AgainView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/signed_in_again.html"


class SessionPages(Controller):
    @get(ASKS_ABOUT_SESSION, include_in_schema=False)
    async def state(self, request: AnyRequest, actor: By, now: Now) -> Response[SessionState]:
        """Asked by a page that somebody writes in; asking does not keep the session alive."""
        return Response(await _state(request, actor.person_id, actor.session_id, now), headers=_FRESH)

    @get("/sessie/blijf", guards=[signed_in], include_in_schema=False)
    async def stay(self, request: AnyRequest, actor: By, now: Now) -> Response[SessionState]:
        """Stay signed in: like any page that one opens oneself."""
        return Response(await _state(request, actor.person_id, actor.session_id, now), headers=_FRESH)

    @get("/sessie/terug", guards=[signed_in], include_in_schema=False)
    async def again(self, request: AnyRequest) -> Response[str]:
        """After signing in again in a tab of its own: go back to the text that still stands in the other one."""
        return show(request, AgainView())


_FRESH = {"Cache-Control": "no-store"}


async def _state(request: AnyRequest, person: int | None, session: int | None, now: Now) -> SessionState:
    limits: SessionLimits = request.app.state.limits
    end = None if session is None else await end_of_session(session, limits=limits)
    if end is None or person is None:
        return SessionState()
    first = min(end.idle, end.absolute)
    return SessionState(
        wie=person,
        seconden=max(0, int((first - now).total_seconds())),
        verlengbaar=end.idle < end.absolute,
        sleutel=csrf_token(request),
    )
