"""The routes of the audience award: everybody votes, by mail; VNG looks and publishes. The round here has none: 404."""

from tests.security.people_of_routes import EVERYBODY, VNG, Row

AUDIENCE: dict[str, frozenset[str] | Row] = {
    "GET /publieksprijs/{code}": EVERYBODY,
    "POST /publieksprijs/{code}": EVERYBODY,
    "GET /publieksprijs/{code}/bevestigen/{secret}": EVERYBODY,
    "POST /publieksprijs/{code}/bevestigen/{secret}": EVERYBODY,
    "GET /publieksprijs/{code}/stemmen.csv": EVERYBODY,
    "GET /vng/publieksprijs/{code}": VNG,
    "POST /vng/publieksprijs/{code}/domein": VNG,
    "POST /vng/publieksprijs/{code}/vragen": VNG,
    "POST /vng/publieksprijs/{code}/bekendmaken": VNG,
}
