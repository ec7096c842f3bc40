"""`/taal/en?volgende=/ideeen`: choose a language and go back to the page at hand."""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from innovatie.accounts import actions
from innovatie.accounts.pages import cookies
from innovatie.domain.reading_language import Language
from innovatie.web import i18n
from innovatie.web.handlers import AnyRequest, By
from innovatie.web.render import local_path, redirect
from innovatie.web.security import comes_from_elsewhere


@get("/taal/{taal:str}", include_in_schema=False)
async def choose_language(request: AnyRequest, taal: FromPath[str], actor: By) -> Response[str]:
    """Keep the choice in a cookie of this browser, and with the account of who is signed in."""
    if taal not in i18n.available():
        raise NotFoundException
    language = Language(taal)
    if actor.person_id is not None and not comes_from_elsewhere(request):  # a link of others changes no account
        await actions.choose_language(person_id=actor.person_id, language=language)
    response = redirect(local_path(request.query_params.get("volgende")), request)
    cookies.put_language(request, response, language)
    return response
