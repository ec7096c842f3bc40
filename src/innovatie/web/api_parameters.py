"""A parameter of the address that the API does not know is refused by name: a filter that is not there filters nothing.

Lists that are made from a declaration read their parameters themselves (changes/asking.py).
"""

from typing import Final, get_args, get_origin
from weakref import WeakKeyDictionary

from litestar.handlers import BaseRouteHandler
from litestar.params import ParameterKwarg

from innovatie.domain.errors import Invalid
from innovatie.domain.wording import wording
from innovatie.web.handlers import AnyRequest
from innovatie.web.listing import Listing
from innovatie.web.openapi import PARAMETERS

_NOT_SENT: Final = frozenset({"request", "data", "actor", "now", "state", "scope", "self"})
_UNKNOWN: Final = wording("Deze parameter kennen wij niet.")
_TWICE: Final = wording("Geef deze parameter één keer.")
_NOTHING: Final = wording("Laat deze parameter weg als u hem niet gebruikt.")
"""The framework reads `null` as a parameter that was not sent."""
_known: WeakKeyDictionary[BaseRouteHandler, frozenset[str]] = WeakKeyDictionary()


def refuse_unknown_parameters(request: AnyRequest) -> None:
    """Raises Invalid with each parameter of the address that this handler does not know, or that comes twice."""
    if not request.scope["path"].startswith("/api/") or not request.query_params:
        return
    handler = request.route_handler
    if PARAMETERS in handler.opt:
        return
    known = _known.get(handler)
    if known is None:
        known = _known[handler] = _names(handler)
    wrong = {name: _UNKNOWN for name in request.query_params if name not in known}
    wrong |= {name: _NOTHING for name, value in request.query_params.items() if value.lower() == "null"}
    wrong |= {name: _TWICE for name in request.query_params if len(request.query_params.getall(name)) > 1}
    if wrong:
        raise Invalid(wrong, "De parameters in het adres kloppen niet.")


def _names(handler: BaseRouteHandler) -> frozenset[str]:
    found = set()
    for name, field in handler.parsed_fn_signature.parameters.items():
        given = field.kwarg_definition
        alias = given.query if isinstance(given, ParameterKwarg) else None
        found.add(alias or name)
    inside = get_args(handler.parsed_fn_signature.return_type.annotation)
    if inside and get_origin(inside[0]) is Listing:
        found |= {"pagina", "paginaGrootte"}
    return frozenset(found) - _NOT_SENT
