"""Every error as a page that says what to do, or, under /api, as problem+json (RFC 9457). Never with our insides."""

import secrets
from contextlib import suppress
from http import HTTPStatus
from typing import ClassVar, Final
from urllib.parse import quote

import asyncpg
import msgspec
import structlog
from litestar import Litestar, Response
from litestar.exceptions import HTTPException, ValidationException

from innovatie.domain.authority import Actor
from innovatie.domain.errors import DomainError, Invalid, NotAllowed, SignInFirst, Unfit, Unknown
from innovatie.domain.tables import BadTable
from innovatie.domain.wording import wording
from innovatie.infra.connection_faults import AWAY
from innovatie.infra.rate_limit import TooMany
from innovatie.web import i18n
from innovatie.web.guards import BadToken
from innovatie.web.handlers import AnyRequest
from innovatie.web.ready_files import TooBusy
from innovatie.web.refused_rows import refusal_of
from innovatie.web.render import local_path, show, wants_fragment
from innovatie.web.typed_texts import Typed, sent_in_form, typed_in
from innovatie.web.wrong_fields import sent_in, wrong_fields

_log = structlog.get_logger()

_TITLES = {
    400: wording("Deze aanvraag klopt niet"),
    401: wording("Log eerst in"),
    403: wording("Dit mag u hier niet"),
    404: wording("Deze pagina is er niet"),
    405: wording("Dit kan hier niet"),
    406: wording("Dit formaat leveren wij niet"),
    409: wording("Er is intussen iets veranderd"),
    410: wording("Dit is ingetrokken"),
    412: wording("Er is intussen iets veranderd"),
    413: wording("Dit is te groot"),
    415: wording("Dit formaat kennen wij niet"),
    422: wording("Controleer wat u hebt ingevuld"),
    428: wording("Zeg van welke versie u uitgaat"),
    429: wording("Even wachten"),
    500: wording("Er ging iets mis bij ons"),
    503: wording("Even niet bereikbaar"),
}

_MISFITS = {
    Unknown.to_programs: wording("Wat u noemt, bestaat niet"),
    Unfit.to_programs: wording("Dit past niet bij elkaar of bij hoe het nu is"),
}
"""The title for a program whose values have the right form."""
_DETAILS = {
    400: wording("Controleer het adres of wat u hebt ingevuld."),
    403: wording("Vraag de beheerder van uw gemeente om de rol die u hiervoor nodig hebt."),
    404: wording("Het adres bestaat niet of niet meer. Zoek de pagina via het menu of de zoekbalk."),
    405: wording("Deze handeling bestaat niet op dit adres."),
    413: wording("Maak de tekst of het bestand kleiner en probeer het opnieuw."),
    429: wording("U doet dit te vaak achter elkaar. Probeer het over een minuut opnieuw."),
    500: wording("Wij hebben de fout vastgelegd. Probeer het over een paar minuten opnieuw."),
    503: wording("De site is even niet bereikbaar. Er is niets verloren gegaan. Probeer het over een minuut opnieuw."),
}

_OTHER_TABLES: Final = (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError, asyncpg.UndefinedFunctionError)
"""What a database raises that has other tables than this code: passing while an update is under way."""
_WRONG_LINES: Final = wording("Er is niets bewaard. Verbeter de regels die in ‘ongeldig’ staan en stuur alles opnieuw.")
_WRONG_FIELDS: Final = wording("Verbeter wat in ‘ongeldig’ staat en stuur alles opnieuw.")
_MOST_LINES: Final = 100

RETRY_SECONDS: Final = 10
"""When we expect to be back after the database went away."""


class ErrorView(msgspec.Struct, frozen=True):
    """What the error page shows."""

    template: ClassVar[str] = "errors/error.html"
    status: int
    heading: str
    text: str
    reference: str | None = None
    typed: tuple[Typed, ...] = ()


def is_api(request: AnyRequest) -> bool:
    return request.scope["path"].startswith("/api/")


def problem(status: int, title: str, detail: str, **members: object) -> Response[bytes]:
    """An error for a program: `application/problem+json` with status, title and detail."""
    body = msgspec.json.encode({"status": status, "title": title, "detail": detail, **members})
    return Response(body, status_code=status, media_type="application/problem+json")


def answer(
    request: AnyRequest,
    status: int,
    detail: str | None = None,
    *,
    reference: str | None = None,
    **members: object,
) -> Response[bytes] | Response[str]:
    """The error `status` in the form that the asker reads."""
    title = _TITLES.get(status) or HTTPStatus(status).phrase
    text = detail or _DETAILS.get(status) or title
    if is_api(request):
        i18n.choose(request)
        return problem(status, i18n._(title), i18n._(text), **members)
    typed = typed_in(request.scope) if request.method == "POST" and not wants_fragment(request) else ()
    if text.rstrip(".") == title:
        text = ""
    view = ErrorView(status=status, heading=title, text=text, reference=reference, typed=typed)
    return show(request, view, status=status)


def on_domain_error(request: AnyRequest, error: DomainError) -> Response[bytes] | Response[str]:
    if isinstance(error, SignInFirst) and not is_api(request) and request.method == "GET":
        where = request.scope["path"]
        if request.scope.get("query_string"):
            where += "?" + request.scope["query_string"].decode("latin-1")
        return Response("", status_code=303, headers={"Location": f"/inloggen?volgende={quote(where)}"})
    if isinstance(error, Invalid):
        return _on_invalid(request, error)
    if isinstance(error, BadTable) and is_api(request):
        i18n.choose(request)
        return answer(request, error.status, _WRONG_LINES, ongeldig=_lines(error))
    if isinstance(error, NotAllowed):
        actor = request.scope.get("user")
        person = actor.person_id if isinstance(actor, Actor) else None
        _log.warning("refused", path=_route(request), method=request.method, person=person)
    response = answer(request, error.status, error.message)
    if isinstance(error, SignInFirst) and is_api(request):
        response.headers["WWW-Authenticate"] = (
            'Bearer error="invalid_token"' if isinstance(error, BadToken) else "Bearer"
        )
    if isinstance(error, TooMany | TooBusy):
        response.headers["Retry-After"] = str(error.wait_seconds)
    return response


def _on_invalid(request: AnyRequest, error: Invalid) -> Response[bytes] | Response[str]:
    i18n.choose(request)
    listed = [{"naam": name, "reden": i18n._(reason)} for name, reason in error.errors.items()]
    if not is_api(request):
        return answer(request, error.status, " ".join(map(i18n._, [error.message, *error.errors.values()])))
    title = _MISFITS.get(error.to_programs) or _TITLES[error.to_programs]
    return problem(error.to_programs, i18n._(title), i18n._(error.message), ongeldig=listed)


def _lines(error: BadTable) -> list[dict[str, str | int]]:
    """The wrong lines of a table, with the column where one can be named; of a thousand faults the first hundred."""
    return [
        {"naam": one.column or "regel", "reden": i18n._(one.reason), "regel": one.line}
        for one in error.problems[:_MOST_LINES]
    ]


def _sent(request: AnyRequest) -> dict[str, object]:
    """The fields that came, by name."""
    return sent_in(request) if is_api(request) else sent_in_form(request.scope)


def _route(request: AnyRequest) -> str:
    """The address as it stands in the code, without what was filled in: that may be a secret link."""
    template: str = request.scope.get("path_template") or "?"
    return template


def on_http_error(request: AnyRequest, error: HTTPException) -> Response[bytes] | Response[str]:
    status = error.status_code
    if isinstance(error, ValidationException):
        status = 400 if is_api(request) else 404
    wrong = wrong_fields(request, error) if is_api(request) and status == 400 else {}
    if wrong:
        i18n.choose(request)
        listed = [{"naam": name, "reden": i18n._(reason)} for name, reason in wrong.items()]
        return answer(request, status, _WRONG_FIELDS, ongeldig=listed)
    if status == 405 and _looks_at_a_page(request) and (above := page_above(request.app, request.scope["path"])):
        return Response("", status_code=303, headers={"Location": quote(above)})
    response = answer(request, status)
    response.headers.update({k: v for k, v in (error.headers or {}).items() if k.lower() in {"allow", "retry-after"}})
    return response


def _looks_at_a_page(request: AnyRequest) -> bool:
    """A browser asks for a page. Where only a form is sent to, it comes by signing in or choosing a language after the
    form was refused, or by its address bar: the page above is what was meant.
    """
    return request.method == "GET" and not is_api(request) and "text/html" in request.headers.get("accept", "")


def page_above(app: Litestar, path: str) -> str:
    """The nearest address above `path` at which something can be read; "" when there is none."""
    while path := path.rpartition("/")[0]:
        with suppress(HTTPException):
            app.asgi_router.handle_routing(path, "GET")
            return path if local_path(path) == path else ""
    return ""


def on_unexpected(request: AnyRequest, error: Exception) -> Response[bytes] | Response[str]:
    if isinstance(error, asyncpg.DataError):  # such as a number in the address that no column can hold
        _log.warning("unfit value", path=_route(request), method=request.method, kind=type(error).__name__)
        return answer(request, 404 if request.method == "GET" and not is_api(request) else 400)
    if refused := refusal_of(error, _sent(request)):  # what a form or action should have refused in its own words
        return on_domain_error(request, refused)
    if isinstance(error, RecursionError):  # JSON with thousands of brackets inside each other
        _log.warning("too deep", path=_route(request), method=request.method)
        return answer(request, 400)
    if isinstance(error, AWAY) or (isinstance(error, _OTHER_TABLES) and not request.app.state.schema.fits):
        _log.error("database away", path=_route(request), method=request.method, kind=type(error).__name__)
        response = answer(request, 503)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    reference = secrets.token_hex(4)
    _log.error("unexpected error", reference=reference, path=_route(request), method=request.method, exc_info=error)
    return answer(request, 500, reference=reference)
