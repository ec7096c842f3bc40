"""Every route of the site and who may use it, written by hand. A route that is not in here fails the test.

To add a route: one line, `"METHOD /path": WHO`, where WHO is one of the sets below. What stands between braces is
filled in from the world that the test makes (`PLACES`), so that the thing exists and belongs to "our" municipality;
a route with another meaning for the same name gets its own value with `at(...)`. A form that is judged before the
right is judged gets a body with `at(..., body=...)`.

"Let in" means: any answer but 401, 403 and the way to the sign-in page. "Kept out" means: one of those, or 404 where a
thing may not even be known (`hidden`).
"""

from dataclasses import dataclass, field

# The people of the test. "own" belongs to the municipality that owns the things; "other" to another municipality.
VISITOR = "bezoeker"
CIVIL_OWN, CIVIL_OTHER = "ambtenaar eigen", "ambtenaar ander"
VOTER_OWN, VOTER_OTHER = "stemgemachtigde eigen", "stemgemachtigde ander"
CHIEF_OWN, CHIEF_OTHER = "gemeentebeheerder eigen", "gemeentebeheerder ander"
REVIEWER, KRING, VNG_DIRECTOR, PLATFORM, NOBODY_YET = "beoordelaar", "kring", "vng", "platform", "zonder rol"

PEOPLE = (
    VISITOR, NOBODY_YET, CIVIL_OWN, CIVIL_OTHER, VOTER_OWN, VOTER_OTHER, CHIEF_OWN, CHIEF_OTHER, REVIEWER, KRING,
    VNG_DIRECTOR, PLATFORM,
)  # fmt: skip

EVERYBODY = frozenset(PEOPLE)
SIGNED_IN = EVERYBODY - {VISITOR}
MUNICIPAL_OWN = frozenset({CIVIL_OWN, VOTER_OWN, CHIEF_OWN})
MUNICIPAL = MUNICIPAL_OWN | {CIVIL_OTHER, VOTER_OTHER, CHIEF_OTHER}
CHIEFS = frozenset({CHIEF_OWN, CHIEF_OTHER})
CHIEF = frozenset({CHIEF_OWN})
VOTERS = frozenset({VOTER_OWN, VOTER_OTHER})
REVIEWERS = frozenset({REVIEWER})
VNG = frozenset({VNG_DIRECTOR})
DESK = frozenset({VNG_DIRECTOR, PLATFORM})
ADMIN = frozenset({PLATFORM})


@dataclass(frozen=True)
class Row:
    who: frozenset[str]
    places: dict[str, str] = field(default_factory=dict)
    body: dict[str, str] = field(default_factory=dict)
    hidden: bool = False


def at(who: frozenset[str], *, body: dict[str, str] | None = None, hidden: bool = False, **places: str) -> Row:
    return Row(who, places, body or {}, hidden)


TABLE: dict[str, frozenset[str] | Row] = {
    # signing in, and one's own account
    "GET /inloggen": EVERYBODY,
    "POST /inloggen/persona": EVERYBODY,
    "POST /uitloggen": EVERYBODY,
    "GET /wat-mag-ik": SIGNED_IN,
    "POST /account/gemeente": at(MUNICIPAL_OWN, body={"gemeente": "{gemeente}"}),
    "GET /static/{file_path}": at(EVERYBODY, file_path="img/mark.svg"),
    # the front page, and the pages about the site
    "GET /": EVERYBODY,
    "GET /over": EVERYBODY,
    "GET /toegankelijkheid": EVERYBODY,
    "GET /privacy": EVERYBODY,
    # language, and the style guide of the demo
    "GET /taal/{taal}": at(EVERYBODY, taal="nl"),
    "GET /stijlgids": EVERYBODY,
    # for machines
    "GET /livez": EVERYBODY,
    "GET /readyz": EVERYBODY,
    "GET /metrics": EVERYBODY,  # a 404 for all, unless it is switched on
    "GET /api/v1/openapi.json": EVERYBODY,
    # rounds
    "GET /rondes": EVERYBODY,
    "GET /rondes/{code}": EVERYBODY,
    "GET /vng/rondes/nieuw": VNG,
    "POST /vng/rondes/nieuw": at(VNG, body={"code": "2099-1", "naam": "Ronde van de proef"}),
    "GET /vng/rondes/{code}": VNG,
    "POST /vng/rondes/{code}/openen": VNG,
    "POST /vng/rondes/{code}/verlengen": VNG,
    "POST /vng/rondes/{code}/sluiten": VNG,
}
