"""What programs write. The API sees no cookie: who may do what with a token is in tests/ideas and tests/accounts."""

from tests.security.people_of_routes import NOBODY, Row

WRITING: dict[str, frozenset[str] | Row] = {
    "PATCH /api/v1/ideeen/{nummer}": NOBODY,
    "GET /api/v1/ideeen/bron/{bron}/{bronnummer}": NOBODY,
    "PUT /api/v1/ideeen/bron/{bron}/{bronnummer}": NOBODY,
    "POST /api/v1/ideeen/{nummer}/deelnemers": NOBODY,
    "DELETE /api/v1/ideeen/{nummer}/deelnemers/{gemeentecode}": NOBODY,
    "POST /api/v1/rondes/{code}/inzendingen": NOBODY,
    "DELETE /api/v1/rondes/{code}/inzendingen/{nummer}": NOBODY,
    "POST /api/v1/ideeen/invoer": NOBODY,
}
