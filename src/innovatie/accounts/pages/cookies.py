"""The cookies of signing in. All are HttpOnly, for this host only, and say nothing by themselves."""

from typing import Final

from litestar import Response
from litestar.datastructures import Cookie

from innovatie.accounts import secret_tokens
from innovatie.accounts.sessions import SessionLimits
from innovatie.domain.reading_language import Language
from innovatie.infra import own_cookies
from innovatie.web.handlers import AnyRequest

_QUARTER: Final = 15 * 60
_YEAR: Final = 365 * 24 * 3600


def _limits(request: AnyRequest) -> SessionLimits:
    limits: SessionLimits = request.app.state.limits
    return limits


def _put(request: AnyRequest, response: Response[str], name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        Cookie(
            key=name,
            value=value,
            path="/",
            secure=_limits(request).secure,
            httponly=True,
            samesite="lax",  # not strict: the way back from an identity provider starts at another site
            max_age=seconds,
        )
    )


def _name(request: AnyRequest, cookie: str) -> str:
    return own_cookies.written(cookie, secure=_limits(request).secure)


def put_session(request: AnyRequest, response: Response[str], secret: str) -> None:
    limits = _limits(request)
    _put(request, response, limits.cookie, secret, int(limits.absolute.total_seconds()))


def drop_session(request: AnyRequest, response: Response[str]) -> None:
    _put(request, response, _limits(request).cookie, "", 0)


def put_language(request: AnyRequest, response: Response[str], language: Language) -> None:
    _put(request, response, own_cookies.LANGUAGE, language.value, _YEAR)


def chosen_language(request: AnyRequest) -> Language | None:
    """The language that was chosen in this browser; None when none was."""
    found = request.cookies.get(own_cookies.LANGUAGE)
    return next((language for language in Language if language.value == found), None)


def browser_secret(request: AnyRequest) -> tuple[str, bool]:
    """The secret that binds a sign-in to this browser, and whether it is new."""
    found = request.cookies.get(_name(request, own_cookies.SIGNING_IN), "")
    return (found, False) if found else (secret_tokens.new_secret(), True)


def put_browser(request: AnyRequest, response: Response[str], secret: str) -> None:
    _put(request, response, _name(request, own_cookies.SIGNING_IN), secret, _QUARTER)


def known_browser(request: AnyRequest) -> str:
    """The secret of a browser in which somebody signed in before; '' when there is none."""
    return request.cookies.get(_name(request, own_cookies.KNOWN_BROWSER), "")


def put_known(request: AnyRequest, response: Response[str], secret: str) -> None:
    _put(request, response, _name(request, own_cookies.KNOWN_BROWSER), secret, _YEAR)
