"""For which municipality a request acts, when its person may act for several: chosen on each page, for each act.

A page can be asked for another of one's municipalities with `?voor_gemeente=12`; its forms carry that number along, so
that an act is always done for the municipality whose name stood on the page. The one of the session is only where one
begins. Somebody with one municipality sees nothing of all this.
"""

from urllib.parse import parse_qsl, urlencode

from innovatie.domain.errors import NotAllowed
from innovatie.domain.web_addresses import parts_of
from innovatie.municipalities.queries import names
from innovatie.web.guards import actor_of
from innovatie.web.handlers import AnyRequest
from innovatie.web.render import ACTING_FIELD, Acting

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def choose_acting(request: AnyRequest) -> None:
    """Have the actor of this request act for the municipality that the form, the address or the page names.

    NotAllowed for a municipality that is not one's own, and for a form of one that no longer is: what was written for
    it is not done for the one that is left.
    """
    actor = actor_of(request)
    if actor.session_id is None:
        return
    own = actor.municipalities()
    if len(own) < 2 and await _sent(request) in {"", *map(str, own)}:
        return
    wanted = await _wanted(request)
    if wanted:
        if wanted not in map(str, own):
            raise NotAllowed("U hebt geen rol bij deze gemeente. Kies een van uw eigen gemeenten.")
        actor = actor.acting_for(int(wanted))
        request.scope["user"] = actor
    called = await names(own)
    path = request.scope["path"]
    request.scope.setdefault("state", {})["acting"] = tuple(
        Acting(name=called[one], address=_address(path, request, one), chosen=one == actor.municipality_id)
        for one in sorted(own, key=lambda one: called[one])
    )


async def _sent(request: AnyRequest) -> str:
    """What the form says; '' when it says nothing, or there is none."""
    if request.method != "POST" or not request.headers.get("content-type", "").startswith(_FORMS):
        return ""
    return str((await request.form()).get(ACTING_FIELD) or "")


async def _wanted(request: AnyRequest) -> str:
    """What the form says, else the address, else the address of the page that asks for a piece of itself."""
    if sent := await _sent(request):
        return sent
    asked = request.query_params.get(ACTING_FIELD)
    page = parts_of(request.headers.get("hx-current-url", "")).query
    return asked or dict(parse_qsl(page)).get(ACTING_FIELD, "")


def _address(path: str, request: AnyRequest, municipality_id: int) -> str:
    query = parse_qsl(request.scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    kept = [(name, value) for name, value in query if name != ACTING_FIELD]
    return f"{path}?{urlencode([*kept, (ACTING_FIELD, municipality_id)])}"
