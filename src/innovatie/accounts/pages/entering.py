"""What happens once somebody's identity is established: a session, its cookie, and on to where they were going."""

from datetime import datetime
from typing import Final

from litestar import Response

from innovatie.accounts import actions, secret_tokens
from innovatie.accounts.pages import cookies
from innovatie.accounts.queries.account import factor_state
from innovatie.accounts.sessions import SessionLimits, actor_of_secret
from innovatie.infra.rate_limit import network_of
from innovatie.web.handlers import AnyRequest
from innovatie.web.render import local_path, redirect

HOME: Final = "/mijn-werk"


def network(request: AnyRequest) -> str:
    """The network that a request comes from, for rate limits."""
    return network_of(request.client.host if request.client else None)


async def enter(
    request: AnyRequest,
    *,
    person_id: int,
    now: datetime,
    means: str,
    after: str,
    second_factor_done: bool = False,
    municipality_id: int | None = None,
    provider: actions.AtProvider | None = None,
) -> Response[str]:
    """Start a session for somebody whose identity has been established, and send them on. A new secret each time.

    Whoever holds a role that needs a second factor is sent to show it first; without it the role sleeps. The site goes
    on in the language of their account.
    """
    session_limits: SessionLimits = request.app.state.limits
    old = request.cookies.get(session_limits.cookie)
    if old:  # somebody signs in again in the same browser: the session before ends
        previous = await actor_of_secret(old, limits=session_limits, now=now)
        if previous is not None and previous[0].session_id is not None:
            await actions.end_session(actor=previous[0], session_id=previous[0].session_id, now=now)
    secret = await actions.start_session(
        person_id=person_id,
        device=request.headers.get("user-agent", ""),
        now=now,
        means=means,
        second_factor_done=second_factor_done,
        municipality_id=municipality_id,
        provider=provider,
    )
    to = local_path(after, HOME)
    begun = await actor_of_secret(secret, limits=session_limits, now=now)
    assert begun is not None
    state = await factor_state(person_id, begun[0].session_id, now=now)
    if begun[0].name == actions.NAMELESS:
        to = "/account#naam"
    if state.needed and not state.shown:
        to = "/account/tweede-factor"
    response = redirect(to, request)
    cookies.put_session(request, response, secret)
    chosen_here = cookies.chosen_language(request)
    language = await actions.language_at_sign_in(person_id=person_id, chosen_here=chosen_here)
    if language is not None:
        cookies.put_language(request, response, language)
    if means != "persona":
        known = cookies.known_browser(request) or secret_tokens.new_secret()
        await actions.know_browser(person_id=person_id, secret=known, now=now)
        cookies.put_known(request, response, known)
    return response
