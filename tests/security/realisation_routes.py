"""The routes of the plan of realisation: everybody reads it; who makes the winner, and VNG, keep it."""

from tests.security.people_of_routes import EVERYBODY, MUNICIPAL_OWN, VNG, Row, at

KEEPERS = at(MUNICIPAL_OWN | VNG, segment="{winnaar}")

REALISATION: dict[str, frozenset[str] | Row] = {
    "GET /winnaars/{segment}/realisatie": EVERYBODY,
    "GET /winnaars/{segment}/realisatie.ics": EVERYBODY,
    "GET /winnaars/{segment}/realisatie/mijlpalen/nieuw": KEEPERS,
    "POST /winnaars/{segment}/realisatie/mijlpalen/nieuw": KEEPERS,
    "GET /winnaars/{segment}/realisatie/mijlpalen/{number}": KEEPERS,
    "POST /winnaars/{segment}/realisatie/mijlpalen/{number}": KEEPERS,
    "POST /winnaars/{segment}/realisatie/mijlpalen/{number}/weghalen": KEEPERS,
    "GET /winnaars/{segment}/realisatie/rollen": KEEPERS,
    "POST /winnaars/{segment}/realisatie/rollen": KEEPERS,
    "GET /winnaars/{segment}/realisatie/risicos/nieuw": KEEPERS,
    "POST /winnaars/{segment}/realisatie/risicos/nieuw": KEEPERS,
    "POST /winnaars/{segment}/realisatie/risicos/{number}/afsluiten": KEEPERS,
}
