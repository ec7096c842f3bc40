"""What the machinery around us asks: are you alive, can you serve. How we are doing: infra/metrics.py."""

import asyncio

from litestar import Request, Response, get
from litestar.datastructures import State

from innovatie.infra import moments, schema_version

_PLAIN = {"Cache-Control": "no-store"}


@get("/livez", include_in_schema=False, sync_to_thread=False)
def livez() -> Response[str]:
    """The process answers; it depends on nothing else."""
    return Response("ok", media_type="text/plain", headers=_PLAIN)


@get("/readyz", include_in_schema=False)
async def readyz(request: Request[None, None, State]) -> Response[str]:
    """PostgreSQL answers within two seconds, its tables are those of this code, and its clock is ours; else 503."""
    try:
        async with asyncio.timeout(2.0):
            standing = await schema_version.standing()
            apart = await moments.apart()
    except Exception as error:  # whatever it is, we cannot serve
        return _not_ready(f"database: {type(error).__name__}")
    request.app.state.schema = standing
    if not standing.fits:
        return _not_ready(f"schema: {standing.sentence}")
    if abs(apart) > moments.MOST_APART:
        return _not_ready(f"clock: {apart.total_seconds():+.1f} s from the database's")
    return Response("ok", media_type="text/plain", headers=_PLAIN)


def _not_ready(told: str) -> Response[str]:
    return Response(told, status_code=503, media_type="text/plain", headers=_PLAIN)
