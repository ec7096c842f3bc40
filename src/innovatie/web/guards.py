"""Guards for whole controllers. What someone may do to a certain thing is decided in `domain.authority`."""

from litestar.handlers import BaseRouteHandler

from innovatie.domain.authority import VISITOR, Actor, Role
from innovatie.domain.errors import NotAllowed, SignInFirst
from innovatie.web.handlers import AnyConnection
from innovatie.web.page_cache import MADE_FOR


def actor_of(connection: AnyConnection) -> Actor:
    """Who makes this request, or in whose stead its page is made (`personal`); a visitor if nobody has signed in."""
    user = connection.scope.get("state", {}).get(MADE_FOR) or connection.scope.get("user")
    return user if isinstance(user, Actor) else VISITOR


class BadToken(SignInFirst):
    """The token that came along is not valid: its owner should hear that, also where no token is needed."""


def refuse_bad_token(connection: AnyConnection) -> None:
    """Raises BadToken when a token was shown that is false, expired or revoked."""
    if connection.scope.get("state", {}).get("token_refused"):
        raise BadToken("Dit token is verlopen, ingetrokken of niet van ons. Maak een nieuw token.")


async def with_token(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """For what a program may only do with a token."""
    refuse_bad_token(connection)
    if actor_of(connection).is_visitor:
        raise SignInFirst("Stuur een geldig token mee. Maak het op de pagina ‘Tokens’ van uw account.")


async def signed_in(connection: AnyConnection, _: BaseRouteHandler) -> None:
    if actor_of(connection).is_visitor:
        raise SignInFirst("Log eerst in.")


async def vng_only(connection: AnyConnection, handler: BaseRouteHandler) -> None:
    await signed_in(connection, handler)
    actor = actor_of(connection)
    if not (actor.has(Role.VNG_DIRECTOR) or actor.has(Role.ADMINISTRATOR)):
        raise NotAllowed("Deze pagina is voor de regisseurs van VNG.")
