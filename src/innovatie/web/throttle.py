"""Limits on what costs us much and can be asked without end: searching, and the API. Kept in the database.

Off in the demo, where everybody comes from one machine; off by INNOVATIE_RATE_LIMITS=0 behind a proxy that does it.
"""

import math
from datetime import datetime, timedelta
from typing import Final

from litestar.types import Scope

from innovatie.infra.rate_limit import Limit, network_of, refuse, tokens_left
from innovatie.web.handlers import AnyRequest

SEARCH: Final = Limit(name="zoeken", size=120, period=timedelta(minutes=1))
SUGGESTIONS: Final = "/groepen/vergelijkbaar"
SIMILAR: Final = "/api/v1/vergelijkbaar"
SEARCHING: Final = "/api/v1/zoeken"
DOWNLOADS: Final = Limit(name="downloads", size=30, period=timedelta(minutes=1))
API: Final = Limit(name="api", size=600, period=timedelta(minutes=1))


def limit_for(path: str) -> Limit | None:
    """The limit that holds for this address: the API, searching and what a page asks while one types; else None."""
    if path in {SIMILAR, SEARCHING}:
        return SEARCH
    if path.startswith(("/api/", "/agenda/")):
        return API
    if path.endswith("/export.csv") or path.startswith("/data/"):
        return DOWNLOADS
    if path in {"/zoeken", SUGGESTIONS} or path.startswith("/zoeken/") or "/_" in path:
        return SEARCH
    return None


async def throttle(request: AnyRequest, now: datetime) -> None:
    """Raises TooMany. A person has an allowance of their own; visitors share that of their network."""
    settings = request.app.state.settings
    if settings.demo or not settings.rate_limits:
        return
    limit = limit_for(request.scope["path"])
    if limit is None:
        return
    user = request.scope.get("user")
    person, application = getattr(user, "person_id", None), getattr(user, "application_id", None)
    if person is not None:
        who: tuple[str, object] = ("persoon", person)
    elif application is not None:
        who = ("koppeling", application)
    else:
        who = ("netwerk", network_of(request.client.host if request.client else None))
    left = await tokens_left(limit, *who, now=now)
    request.scope[_LEFT] = (limit, left or 0.0)  # type: ignore[typeddict-unknown-key]
    if left is None:
        await refuse(limit, *who, now=now)


_LEFT: Final = "innovatie.left"


def rate_headers(scope: Scope) -> list[tuple[str, str]]:
    """The allowance and what is left of it (draft-ietf-httpapi-ratelimit-headers); none where nothing is counted."""
    counted: tuple[Limit, float] | None = scope.get(_LEFT)  # type: ignore[assignment]
    if counted is None:
        return []
    limit, left = counted
    seconds = round(limit.period.total_seconds())
    until_full = math.ceil((limit.size - left) / limit.per_second)
    return [
        ("RateLimit-Policy", f'"{limit.name}";q={limit.size};w={seconds}'),
        ("RateLimit", f'"{limit.name}";r={int(left)};t={until_full}'),
    ]
