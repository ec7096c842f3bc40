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
NOBODY: frozenset[str] = frozenset()
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
    "POST /inloggen/link": at(EVERYBODY, body={"email": "jan@voorbeeld.nl"}),
    "GET /inloggen/link/{secret}": EVERYBODY,
    "POST /inloggen/link/{secret}": NOBODY,  # an unknown link lets nobody in
    "GET /inloggen/oidc/{code}": EVERYBODY,
    "GET /inloggen/oidc/{code}/terug": EVERYBODY,
    "POST /inloggen/oidc/{code}/afmelden": EVERYBODY,  # the signed token decides; see tests/accounts
    "GET /uitnodiging/{secret}": at(EVERYBODY, secret="{uitnodigingsgeheim}"),
    "POST /uitnodiging/{secret}": at(EVERYBODY, secret="{uitnodigingsgeheim}"),
    "GET /account": SIGNED_IN,
    "POST /account/sessies/andere": SIGNED_IN,
    "POST /account/sessies/{number}": at(frozenset({CIVIL_OWN}), hidden=True, number="{sessie}"),
    "GET /account/tweede-factor": SIGNED_IN,
    "POST /account/tweede-factor": SIGNED_IN,
    "POST /account/tweede-factor/verwijderen": SIGNED_IN,
    "GET /account/tokens": SIGNED_IN,
    "POST /account/tokens": SIGNED_IN,
    "POST /account/tokens/{number}/intrekken": at(frozenset({CIVIL_OWN}), hidden=True, number="{token}"),
    "GET /account/mail": SIGNED_IN,
    "POST /account/mail": SIGNED_IN,
    "GET /account/gegevens": SIGNED_IN,
    "POST /account/gegevens/opvragen": SIGNED_IN,
    "POST /account/gegevens/wissen": SIGNED_IN,
    "GET /privacy/bewaartermijnen": EVERYBODY,
    "GET /mail/afmelden/{token}": EVERYBODY,  # the signed token decides; see tests/notifications
    "POST /mail/afmelden/{token}": EVERYBODY,
    "GET /.well-known/security.txt": EVERYBODY,
    # letters of VNG, mail that needs a look, and the trail
    "GET /vng/brieven": VNG,
    "POST /vng/brieven": VNG,
    "GET /vng/brieven/{number}": at(VNG, number="{brief}"),
    "POST /vng/brieven/{number}": at(VNG, number="{brief}"),
    "GET /beheer/mail": ADMIN,
    "GET /mijn-gemeente/spoor": CHIEFS,
    "GET /vng/spoor": DESK,
    # people and roles of a municipality
    "GET /mijn-gemeente/mensen": CHIEFS,
    "POST /mijn-gemeente/mensen/nalopen": CHIEFS,
    "POST /mijn-gemeente/mensen/rol": CHIEFS,
    "POST /mijn-gemeente/mensen/rol/{number}/intrekken": at(CHIEF, number="{rol}"),
    "POST /mijn-gemeente/mensen/uitnodigen": CHIEFS,
    "POST /mijn-gemeente/mensen/uitnodiging/{number}/intrekken": at(CHIEF, number="{uitnodiging}"),
    "POST /uitloggen": EVERYBODY,
    "GET /wat-mag-ik": SIGNED_IN,
    "POST /account/gemeente": at(MUNICIPAL_OWN, body={"gemeente": "{gemeente}"}),
    "GET /static/{file_path}": at(EVERYBODY, file_path="img/mark.svg"),
    # the front page, and the pages about the site
    "GET /": EVERYBODY,
    "GET /over": EVERYBODY,
    "GET /toegankelijkheid": EVERYBODY,
    "GET /privacy": EVERYBODY,
    "GET /data": EVERYBODY,
    "GET /mijn-werk": SIGNED_IN,
    "GET /inzicht": EVERYBODY,
    "GET /vng": DESK,
    # municipalities and partnerships
    "GET /gemeenten": EVERYBODY,
    "GET /gemeenten/{segment}": at(EVERYBODY, segment="GM0363-amsterdam"),
    "GET /samenwerkingsverbanden": EVERYBODY,
    "GET /samenwerkingsverbanden/{segment}": at(EVERYBODY, segment="1-kring"),
    # language, and the style guide of the demo
    "GET /taal/{taal}": at(EVERYBODY, taal="nl"),
    "GET /stijlgids": EVERYBODY,
    # for machines
    "GET /livez": EVERYBODY,
    "GET /readyz": EVERYBODY,
    "GET /metrics": EVERYBODY,  # a 404 for all, unless it is switched on
    "GET /api/v1/openapi.json": EVERYBODY,
    # ideas; "segment" is the number with the slug, here of an idea of our own municipality
    "GET /ideeen": EVERYBODY,
    "GET /ideeen/export.csv": EVERYBODY,
    "GET /ideeen/mijn": SIGNED_IN,
    "GET /ideeen/nieuw": MUNICIPAL,
    "POST /ideeen/nieuw": MUNICIPAL,
    "POST /ideeen/_bewaar": SIGNED_IN,  # always answers with a sentence; whether it was kept stands in that sentence
    "GET /ideeen/{segment}": EVERYBODY,
    "GET /ideeen/{segment}/versies": EVERYBODY,
    "GET /ideeen/{segment}/versies/{number}": at(EVERYBODY, number="1"),
    "GET /ideeen/{segment}/wijzigen": MUNICIPAL_OWN,
    "POST /ideeen/{segment}/wijzigen": MUNICIPAL_OWN,
    "GET /ideeen/{segment}/intrekken": SIGNED_IN,  # only asks for the reason; the act itself is the line below
    "POST /ideeen/{segment}/intrekken": at(MUNICIPAL_OWN, body={"reden": "Niet meer nodig."}),
    "POST /ideeen/{segment}/aanhaken": MUNICIPAL,
    "POST /ideeen/{segment}/uitstappen": MUNICIPAL,
    "POST /ideeen/{segment}/meedoen": at(MUNICIPAL_OWN, body={"ronde": "{ronde}"}),
    "POST /ideeen/{segment}/weggooien": MUNICIPAL_OWN,
    # the API
    "GET /api/v1/rondes": EVERYBODY,
    "GET /api/v1/rondes/{code}": EVERYBODY,
    # rounds
    "GET /rondes": EVERYBODY,
    "GET /rondes/{code}": EVERYBODY,
    "GET /vng/rondes/nieuw": VNG,
    "POST /vng/rondes/nieuw": at(VNG, body={"code": "2099-1", "naam": "Ronde van de proef"}),
    "GET /vng/rondes/{code}": VNG,
    "GET /rondes/{code}/groepen": EVERYBODY,
    "GET /vng/rondes/{code}/groepen": VNG,
    "POST /vng/rondes/{code}/groepen": VNG,
    "POST /vng/rondes/{code}/openen": VNG,
    "POST /vng/rondes/{code}/verlengen": VNG,
    "POST /vng/rondes/{code}/sluiten": VNG,
}
