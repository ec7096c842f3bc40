"""Where an application gets its access token (RFC 6749, 4.4, with private_key_jwt), and what it must know for that."""

from typing import Final

import msgspec
import structlog
from litestar import Response, get, post

from innovatie.accounts.api_tokens import OF_APPLICATIONS
from innovatie.applications import actions
from innovatie.applications.access_tokens import LIFE
from innovatie.applications.assertions import KNOWN, AssertionRefused
from innovatie.infra.rate_limit import network_of
from innovatie.web.handlers import AnyRequest, Now

TOKEN_ADDRESS: Final = "/oauth/token"  # noqa: S105 -- an address
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_PARAMETERS: Final = ("grant_type", "client_assertion_type", "client_assertion", "client_id", "scope")
_log = structlog.get_logger()


@post(TOKEN_ADDRESS, status_code=200, opt={"csrf_exempt": True})
async def access_token(request: AnyRequest, now: Now) -> Response[bytes]:
    """An access token for whoever proves to hold the key of an application."""
    form = await request.form()
    sent = {name: form.getall(name, []) for name in _PARAMETERS}
    if any(len(values) > 1 or not all(isinstance(one, str) for one in values) for values in sent.values()):
        return _error(400, "invalid_request")
    told = {name: str(values[0]) for name, values in sent.items() if values}
    if told.get("grant_type") != "client_credentials":
        return _error(400, "unsupported_grant_type" if "grant_type" in told else "invalid_request")
    if told.get("client_assertion_type") != ASSERTION_TYPE or not told.get("client_assertion"):
        return _error(401, "invalid_client")
    settings = request.app.state.settings
    try:
        token, scopes = await actions.exchange(
            assertion=told["client_assertion"],
            asked=told.get("scope", "").split(),
            audiences=(settings.base_url, settings.base_url + TOKEN_ADDRESS),
            secret=settings.required_secret(),
            issuer=settings.base_url,
            network=network_of(request.client.host if request.client else None),
            now=now,
        )
    except AssertionRefused as refused:
        _log.warning("application refused", reason=refused.reason)
        return _error(401, "invalid_client", refused.told)
    except actions.ScopeRefused:
        return _error(400, "invalid_scope")
    return _json(
        200,
        {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int(LIFE.total_seconds()),
            "scope": " ".join(scopes),
        },
    )


@get("/.well-known/oauth-authorization-server")
async def authorization_server(request: AnyRequest) -> Response[bytes]:
    """What an application must know to get a token (RFC 8414)."""
    base = request.app.state.settings.base_url
    return _json(
        200,
        {
            "issuer": base,
            "token_endpoint": base + TOKEN_ADDRESS,
            "grant_types_supported": ["client_credentials"],
            "response_types_supported": [],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": list(KNOWN),
            "scopes_supported": [scope.value for scope in OF_APPLICATIONS],
        },
        cache="public, max-age=3600",
    )


def _error(status: int, code: str, told: str = "") -> Response[bytes]:
    body: dict[str, object] = {"error": code}
    return _json(status, body | ({"error_description": told} if told else {}))


def _json(status: int, body: dict[str, object], *, cache: str = "no-store") -> Response[bytes]:
    return Response(
        msgspec.json.encode(body), status_code=status, media_type="application/json", headers={"Cache-Control": cache}
    )
