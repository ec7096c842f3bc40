"""The routes by which people hear and reach one another: notices, following. Whose they are is tested apart."""

from tests.security.people_of_routes import NOBODY, SIGNED_IN, Row, at

TALK: dict[str, frozenset[str] | Row] = {
    "GET /berichten": SIGNED_IN,
    "GET /berichten/{number}": at(NOBODY, hidden=True, number="999999"),  # one's own: tests/notifications
    "POST /berichten/gelezen": SIGNED_IN,
    "GET /volgen": SIGNED_IN,
    "GET /volgen/{kind}/{key}": at(SIGNED_IN, kind="thema", key="dienstverlening"),
    "POST /volgen/{kind}/{key}": at(SIGNED_IN, kind="thema", key="dienstverlening"),
}
