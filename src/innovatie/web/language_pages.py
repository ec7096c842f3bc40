"""`/taal/en?volgende=/ideeen`: choose a language and go back to the page at hand."""

from typing import Final

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from innovatie.infra import own_cookies
from innovatie.web import i18n
from innovatie.web.handlers import AnyRequest
from innovatie.web.render import local_path, redirect

YEAR: Final = 365 * 24 * 3600


@get("/taal/{taal:str}", include_in_schema=False)
async def choose_language(request: AnyRequest, taal: FromPath[str]) -> Response[str]:
    """Keep the choice in a cookie of this browser; it says nothing about the person and changes nothing else."""
    if taal not in i18n.available():
        raise NotFoundException
    response = redirect(local_path(request.query_params.get("volgende")), request)
    response.set_cookie(
        key=own_cookies.LANGUAGE,
        value=taal,
        max_age=YEAR,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response
