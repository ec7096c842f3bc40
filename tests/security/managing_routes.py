"""The routes of managing the platform; see route_table.py."""

from tests.security.people_of_routes import ADMIN, DESK, Row

MANAGING: dict[str, frozenset[str] | Row] = {
    "GET /beheer": ADMIN,
    "GET /beheer/instellingen": ADMIN,
    "GET /beheer/inlogdiensten": ADMIN,
    "POST /beheer/inlogdiensten/{code}/testen": ADMIN,
    "GET /beheer/herindelingen": DESK,
    "POST /beheer/herindelingen": DESK,
    "POST /beheer/herindelingen/overnemen": DESK,
    "POST /beheer/herindelingen/afblazen": DESK,
}
