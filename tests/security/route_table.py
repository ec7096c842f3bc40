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
    "GET /vng/samenwerkingsverbanden/nieuw": DESK,
    "POST /vng/samenwerkingsverbanden/nieuw": DESK,
    "GET /vng/samenwerkingsverbanden/{number}": at(DESK, number="{kring}"),
    "POST /vng/samenwerkingsverbanden/{number}": at(DESK, number="{kring}"),
    "POST /vng/samenwerkingsverbanden/{number}/leden": at(DESK, number="{kring}"),
    "POST /vng/samenwerkingsverbanden/{number}/einde": at(DESK, number="{kring}"),
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
    "GET /api/v1/ideeen": EVERYBODY,
    "GET /api/v1/ideeen/{nummer}": at(EVERYBODY, nummer="{idee}"),
    "GET /zoeken": EVERYBODY,
    "GET /zoeken/stand": DESK,
    "GET /zoeken/bewaard": SIGNED_IN,
    "POST /zoeken/bewaard": at(SIGNED_IN, body={"q": "afval", "naam": "Afval"}),
    # a kept search is one's own: that of another is not there; see tests/saved_searches
    "GET /zoeken/bewaard/{number}": at(NOBODY, hidden=True),
    "POST /zoeken/bewaard/{number}/naam": at(NOBODY, hidden=True, body={"naam": "Van mij"}),
    "POST /zoeken/bewaard/{number}/verwijderen": at(NOBODY, hidden=True),
    "GET /zoeken/woordenlijst": EVERYBODY,
    "GET /zoeken/woordenlijst/nieuw": VNG,
    "POST /zoeken/woordenlijst/nieuw": VNG,
    "GET /zoeken/woordenlijst/{address}": at(EVERYBODY, address="datalekken-melden"),
    "POST /zoeken/woordenlijst/{address}": at(VNG, address="datalekken-melden"),
    "POST /zoeken/woordenlijst/{address}/verwijderen": at(VNG, address="datalekken-melden"),
    "POST /zoeken/woordenlijst/{address}/herstellen": at(VNG, address="datalekken-melden"),
    # groups; whose group or proposal it is, is tested in tests/grouping
    "GET /groepen": EVERYBODY,
    "GET /groepen/bij-idee/{number}": at(EVERYBODY, number="{idee}"),
    "GET /groepen/{segment}": at(EVERYBODY, segment="1-groep"),
    "GET /groepen/voorstellen": SIGNED_IN,
    "POST /groepen/vergelijkbaar": EVERYBODY,
    "POST /groepen/antwoord": SIGNED_IN,
    "POST /groepen/besluiten/{decision}/ongedaan": VNG,
    "POST /groepen/voorstellen": MUNICIPAL | VNG,
    "POST /groepen/voorstellen/{number}/akkoord": SIGNED_IN,
    "POST /groepen/voorstellen/{number}/bezwaar": SIGNED_IN,
    "POST /groepen/{number}/reactie": MUNICIPAL | VNG,
    "POST /groepen/{number}/splitsen": SIGNED_IN,
    "POST /groepen/{number}/trekker": SIGNED_IN,
    "POST /groepen/{number}/verbinden": SIGNED_IN,
    # reviewing; that an assignment is one's own is tested in tests/review
    "GET /beoordelen": SIGNED_IN,
    "GET /beoordelen/aanmelden": SIGNED_IN,
    "POST /beoordelen/aanmelden": SIGNED_IN,
    "GET /beoordelen/{number}": SIGNED_IN,
    "POST /beoordelen/{number}": SIGNED_IN,
    "POST /beoordelen/{number}/bewaren": SIGNED_IN,
    "POST /beoordelen/{number}/teruggeven": SIGNED_IN,
    "GET /beoordelen/{number}/overleg": SIGNED_IN,
    "POST /beoordelen/{number}/overleg": SIGNED_IN,
    "GET /rondes/{code}/shortlist": EVERYBODY,
    "GET /rondes/{code}/groepen/{group}/terugkoppeling": SIGNED_IN,
    "GET /vng/beoordelaars": VNG,
    "POST /vng/beoordelaars/uitnodigen": VNG,
    "POST /vng/beoordelaars/{number}/stoppen": VNG,
    "POST /vng/beoordelaars/{number}/toelaten": VNG,
    "GET /vng/beoordeling/{code}": VNG,
    "GET /vng/beoordeling/{code}/toewijzing": VNG,
    "GET /vng/beoordeling/{code}/uitkomst": VNG,
    "GET /vng/beoordeling/{code}/voortgang": VNG,
    "POST /vng/beoordeling/{code}/aanwijzen": VNG,
    "POST /vng/beoordeling/{code}/extra": NOBODY,  # VNG in the phase beoordelen; the round of this world is in inzenden
    "POST /vng/beoordeling/{code}/overleg/{group}/sluiten": NOBODY,  # VNG in the phase beoordelen; the round of this world is in inzenden
    "POST /vng/beoordeling/{code}/shortlist": VNG,
    "POST /vng/beoordeling/{code}/toewijzing": VNG,
    "POST /vng/beoordeling/{code}/versturen": VNG,
    "POST /vng/beoordeling/{code}/voortgang": VNG,
    "POST /vng/beoordeling/{code}/wensen": VNG,
    "POST /vng/beoordeling/{code}/wensen/{number}/weg": NOBODY,  # VNG in the phase beoordelen; the round of this world is in inzenden
    # voting; whose ballot it is, is tested in tests/voting
    "GET /stemmen/controleer": EVERYBODY,
    "POST /stemmen/controleer": EVERYBODY,
    "GET /stemmen/{code}": EVERYBODY,
    "GET /stemmen/{code}/wie": EVERYBODY,
    "GET /stemmen/{code}/biljet/{who}": SIGNED_IN,
    "POST /stemmen/{code}/biljet/{who}": SIGNED_IN,
    "POST /stemmen/{code}/biljet/{who}/intrekken": SIGNED_IN,
    "GET /stemmen/{code}/machtiging/{municipality}": SIGNED_IN,
    "POST /stemmen/{code}/machtiging/{municipality}": SIGNED_IN,
    "POST /stemmen/{code}/machtiging/{municipality}/intrekken": SIGNED_IN,
    "GET /stemmen/{code}/{kind}/hoofdelijk": EVERYBODY,
    "GET /stemmen/{code}/{kind}/logboek": EVERYBODY,
    "GET /stemmen/{code}/{kind}/logboek.json": EVERYBODY,
    "GET /stemmen/{code}/{kind}/natellen.zip": EVERYBODY,
    "GET /stemmen/{code}/{kind}/ontvangstbewijs/{number}": SIGNED_IN,
    "GET /stemmen/{code}/{kind}/ontvangstbewijs/{number}/{file}": SIGNED_IN,
    "GET /stemmen/{code}/{kind}/uitslag": EVERYBODY,
    "GET /vng/stemming/{code}": VNG,
    "POST /vng/stemming/{code}/gaten-melden": VNG,
    "POST /vng/stemming/{code}/loten": VNG,
    "POST /vng/stemming/{code}/openen": VNG,
    "POST /vng/stemming/{code}/tellen": VNG,
    # finalists, results, winners
    "GET /bijlagen/{number}": EVERYBODY,
    "GET /finalisten/{code}": EVERYBODY,
    "GET /finalisten/{code}/{group}": EVERYBODY,
    "GET /finalisten/{code}/{group}/bewerken": SIGNED_IN,
    "POST /finalisten/{code}/{group}/bewerken": SIGNED_IN,
    "POST /finalisten/{code}/{group}/bijlagen": SIGNED_IN,
    "POST /finalisten/{code}/{group}/bijlagen/{number}/verwijderen": SIGNED_IN,
    "GET /rondes/{code}/uitslag": EVERYBODY,
    "GET /rondes/{code}/uitslag/archief.zip": EVERYBODY,
    "GET /vng/publicatie/{code}": VNG,
    "GET /vng/publicatie/{code}/voorbeeld": VNG,
    "POST /vng/publicatie/{code}": VNG,
    "POST /vng/publicatie/{code}/publiceren": VNG,
    "GET /winnaars": EVERYBODY,
    "GET /winnaars/atom.xml": EVERYBODY,
    "GET /winnaars/winnaars.csv": EVERYBODY,
    "GET /winnaars/winnaars.ods": EVERYBODY,
    "GET /winnaars/{segment}": EVERYBODY,
    "GET /winnaars/{segment}/afbeelding.png": EVERYBODY,
    # insight
    "GET /inzicht/kaart": EVERYBODY,
    "GET /inzicht/trends": EVERYBODY,
    "GET /inzicht/wielen": EVERYBODY,
    "GET /inzicht/{what}/{kind}": EVERYBODY,
    "GET /inzicht/meedoen": DESK,
    "GET /inzicht/vooruitblik": DESK,
    # adoption; for which municipality one reports is tested in tests/adoption
    "GET /overname": EVERYBODY,
    "GET /overname/groep/{group_id}": EVERYBODY,
    "GET /overname/mijn-gemeente": MUNICIPAL,
    "GET /overname/{slug}": EVERYBODY,
    "GET /overname/{slug}/besparing": EVERYBODY,
    "GET /overname/{slug}/ervaring": MUNICIPAL,
    "GET /overname/{slug}/gemeenten": EVERYBODY,
    "GET /overname/{slug}/gemeenten/{code}": EVERYBODY,
    "GET /overname/{slug}/kaart/{kind}": EVERYBODY,
    "GET /overname/{slug}/melden": MUNICIPAL,
    "GET /overname/{slug}/mijlpaal/{kind}": EVERYBODY,
    "GET /overname/{slug}/mijlpaal/{kind}/{form}": EVERYBODY,
    "GET /overname/{slug}/pakket": EVERYBODY,
    "GET /overname/{slug}/verloop/{kind}": EVERYBODY,
    "GET /overname/{slug}/volgende": EVERYBODY,
    "GET /overname/{slug}/stappen/{kind}": EVERYBODY,
    "GET /overname/bewijs/{number}": EVERYBODY,
    "GET /overname/{slug}/voorstel": VNG,
    "POST /overname/{slug}/voorstel": VNG,
    "POST /overname/{slug}/besparing": VNG,
    "POST /overname/voorstellen/{proposal_id}": SIGNED_IN,
    "POST /overname/{slug}/bevestigen": MUNICIPAL,
    "POST /overname/{slug}/ervaring": MUNICIPAL,
    "POST /overname/{slug}/melden": MUNICIPAL,
    "POST /overname/{slug}/pakket": EVERYBODY,
    "POST /overname/{slug}/pakket/{item_id}/gehaald": EVERYBODY,
    "GET /overname/kring/{partnership_id}": at(frozenset({KRING}), partnership_id="{kring}"),
    "POST /overname/kring/{partnership_id}": at(frozenset({KRING}), partnership_id="{kring}"),
    "GET /overname/melding/{secret}": EVERYBODY,  # the link in a mail decides; see tests/adoption
    "POST /overname/melding/{secret}": EVERYBODY,
    "POST /overname/{slug}/volgende": VNG,
    "GET /groepen/kwaliteit": EVERYBODY,
    "GET /mijn-gemeente": MUNICIPAL,
    "GET /api/v1/rondes/{code}/lotingen": EVERYBODY,
    "GET /api/v1/rondes/{code}/shortlist": EVERYBODY,
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
