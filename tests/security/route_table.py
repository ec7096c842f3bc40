"""Every route of the site and who may use it, written by hand. A route that is not in here fails the test.

To add a route: one line, `"METHOD /path": WHO`, where WHO is a set of `people_of_routes`. What stands between braces is
filled in from the world that the test makes (`PLACES`), so that the thing exists and belongs to "our" municipality;
a route with another meaning for the same name gets its own value with `at(...)`. A form that is judged before the
right is judged gets a body with `at(..., body=...)`.

"Let in" means: any answer but 401, 403 and the way to the sign-in page. "Kept out" means: one of those, or 404 where a
thing may not even be known (`hidden`).
"""

from tests.security.adoption_routes import ADOPTION
from tests.security.agreement_routes import AGREEMENTS
from tests.security.audience_routes import AUDIENCE
from tests.security.directing_routes import DIRECTING
from tests.security.face_routes import FACES
from tests.security.indicator_routes import INDICATORS
from tests.security.managing_routes import MANAGING
from tests.security.people_of_routes import (
    ADMIN,
    CHIEF,
    CHIEFS,
    CIVIL_OWN,
    DESK,
    EVERYBODY,
    MUNICIPAL,
    MUNICIPAL_OWN,
    NOBODY,
    SIGNED_IN,
    VNG,
    VOTERS,
    Row,
    at,
)
from tests.security.reading_routes import READING
from tests.security.realisation_routes import REALISATION
from tests.security.review_routes import REVIEWING
from tests.security.talk_routes import TALK
from tests.security.writing_routes import WRITING

TABLE: dict[str, frozenset[str] | Row] = (
    ADOPTION
    | AGREEMENTS
    | INDICATORS
    | MANAGING
    | AUDIENCE
    | FACES
    | REALISATION
    | DIRECTING
    | REVIEWING
    | TALK
    | WRITING
    | READING
    | {
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
        "POST /account/naam": SIGNED_IN,
        "POST /account/sessies/andere": SIGNED_IN,
        "POST /account/sessies/{number}": at(frozenset({CIVIL_OWN}), hidden=True, number="{sessie}"),
        "GET /account/tweede-factor": SIGNED_IN,
        "POST /account/tweede-factor": SIGNED_IN,
        "POST /account/tweede-factor/verwijderen": SIGNED_IN,
        "POST /account/passkeys": SIGNED_IN,
        "POST /account/passkeys/tonen": SIGNED_IN,
        "POST /account/passkeys/{number}/verwijderen": at(frozenset({CIVIL_OWN}), hidden=True, number="{passkey}"),
        "GET /account/herstel": SIGNED_IN,
        "POST /account/herstel": SIGNED_IN,
        "POST /account/herstel/stoppen": SIGNED_IN,
        "POST /account/herstel/uitvoeren": SIGNED_IN,
        "GET /herstel": DESK | CHIEFS | VOTERS,
        "POST /herstel/{number}/instaan": at(DESK | CHIEFS | VOTERS, number="999999"),
        "POST /herstel/{number}/bevestigen": at(DESK | CHIEFS | VOTERS, number="999999"),
        "POST /herstel/{number}/stoppen": at(
            NOBODY, hidden=True, number="999999"
        ),  # see tests/accounts/test_recovery.py
        "GET /account/tokens": SIGNED_IN,
        "POST /account/tokens": SIGNED_IN,
        "POST /account/tokens/{number}/intrekken": at(frozenset({CIVIL_OWN}), hidden=True, number="{token}"),
        "GET /account/mail": SIGNED_IN,
        "POST /account/mail": SIGNED_IN,
        "GET /account/gegevens": SIGNED_IN,
        "POST /account/gegevens/opvragen": SIGNED_IN,
        "POST /account/gegevens/wissen": SIGNED_IN,
        "GET /privacy/bewaartermijnen": EVERYBODY,
        "GET /privacy/verwerkingen": EVERYBODY,
        "GET /mail/afmelden/{token}": EVERYBODY,  # the signed token decides; see tests/notifications
        "POST /mail/afmelden/{token}": EVERYBODY,
        "GET /.well-known/security.txt": EVERYBODY,
        # letters of VNG, mail that needs a look, and the trail
        "GET /vng/brieven": VNG,
        "GET /vng/brieven/{number}/voortgang": at(VNG, number="{brief}"),
        "GET /vng/deelname": DESK,
        "GET /vng/brieven/nieuw": VNG,
        "POST /vng/brieven/nieuw": VNG,
        "GET /vng/brieven/sjablonen/{key}": at(VNG, key="meedoen"),
        "POST /vng/brieven/sjablonen/{key}": at(VNG, key="meedoen"),
        "POST /vng/brieven/sjablonen/{key}/weg": at(VNG, key="meedoen"),
        "GET /vng/brieven/{number}": at(VNG, number="{brief}"),
        "POST /vng/brieven/{number}": at(VNG, number="{brief}"),
        "GET /vng/brieven/{number}/wijzigen": at(VNG, number="{brief}"),
        "POST /vng/brieven/{number}/wijzigen": at(VNG, number="{brief}"),
        "POST /vng/brieven/{number}/plannen": at(VNG, number="{brief}"),
        "POST /vng/brieven/{number}/afblazen": at(VNG, number="{brief}"),
        "POST /vng/brieven/{number}/proef": at(VNG, number="{brief}"),
        "POST /vng/brieven/{number}/sjabloon": at(VNG, number="{brief}"),
        "POST /vng/brieven/{number}/weggooien": at(VNG, number="{brief}"),
        "GET /beheer/mail": ADMIN,
        "GET /beheer/taken": ADMIN,
        "GET /beheer/accounts": ADMIN,
        "POST /beheer/accounts": ADMIN,
        "GET /beheer/accounts/{number}": at(ADMIN, number="{mens}"),
        "POST /beheer/accounts/{number}/rol": at(ADMIN, number="{mens}"),
        "POST /beheer/accounts/{number}/sluiten": at(ADMIN, number="{mens}"),
        "POST /beheer/accounts/{number}/heropenen": at(ADMIN, number="{mens}"),
        "POST /beheer/accounts/{number}/wissen": at(ADMIN, number="{mens}"),
        "POST /beheer/accounts/rol/{number}/intrekken": at(ADMIN, number="{rol}"),
        "GET /beheer/rollen": DESK,
        "POST /beheer/rollen/{number}": at(DESK, body={"besluit": "geven"}),
        "GET /beheer/gewiste-namen": ADMIN,
        "GET /beheer/gewiste-namen/{number}": ADMIN,
        "POST /beheer/gewiste-namen/{number}": ADMIN,
        "POST /beheer/taken/{number}/opnieuw": at(ADMIN, number="1"),
        "GET /mijn-gemeente/spoor": CHIEFS,
        "GET /mijn-gemeente/archief": CHIEFS,
        "POST /mijn-gemeente/archief": CHIEFS,
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
        "GET /static/{path}": at(EVERYBODY, path="img/mark.svg"),
        # the front page, and the pages about the site
        "GET /": EVERYBODY,
        "GET /over": EVERYBODY,
        "GET /toegankelijkheid": EVERYBODY,
        "GET /privacy": EVERYBODY,
        "GET /mijn-werk": SIGNED_IN,
        "GET /welkom": SIGNED_IN,
        "POST /welkom": SIGNED_IN,
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
        # ideas; "segment" is the number with the slug, here of an idea of our own municipality
        "GET /ideeen": EVERYBODY,
        "GET /ideeen/export.csv": EVERYBODY,
        "GET /ideeen/mijn": SIGNED_IN,
        "GET /ideeen/nieuw": MUNICIPAL,
        "POST /ideeen/nieuw": MUNICIPAL,
        "GET /ideeen/invoeren": MUNICIPAL,
        "POST /ideeen/invoeren": MUNICIPAL,
        "POST /ideeen/_bewaar": SIGNED_IN,  # always answers with a sentence; whether it was kept stands in that sentence
        "GET /ideeen/{segment}": EVERYBODY,
        "GET /ideeen/{segment}/versies": EVERYBODY,
        "GET /ideeen/{segment}/bestanden": EVERYBODY,
        "POST /ideeen/{segment}/bestanden": at(MUNICIPAL_OWN, body={"titel": "Plan"}),
        "GET /ideeen/{segment}/bestanden/{number}": at(EVERYBODY, number="1"),
        "POST /ideeen/{segment}/bestanden/{number}/verwijderen": at(MUNICIPAL_OWN, number="999999"),
        "GET /ideeen/{segment}/versies/{number}": at(EVERYBODY, number="1"),
        "GET /ideeen/{segment}/wijzigen": MUNICIPAL_OWN,
        "POST /ideeen/{segment}/wijzigen": MUNICIPAL_OWN,
        "GET /ideeen/{segment}/intrekken": SIGNED_IN,  # only asks for the reason; the act itself is the line below
        "POST /ideeen/{segment}/intrekken": at(MUNICIPAL_OWN, body={"reden": "Niet meer nodig."}),
        "POST /ideeen/{segment}/aanhaken": MUNICIPAL,
        "POST /ideeen/{segment}/uitstappen": MUNICIPAL,
        "POST /ideeen/{segment}/niet-meedoen": MUNICIPAL_OWN,
        "POST /ideeen/{segment}/meedoen": at(MUNICIPAL_OWN, body={"ronde": "{ronde}"}),
        "POST /ideeen/{segment}/weggooien": MUNICIPAL_OWN,
        "POST /ideeen/{segment}/bron": at(MUNICIPAL_OWN, body={"botsing": "1", "keuze": "houden"}),
        # the API
        "POST /api/v1/ideeen": NOBODY,  # the API sees no cookie; tokens are in tests/accounts/test_tokens_in_use.py
        "POST /api/v1/ideeen/{nummer}/intrekking": NOBODY,
        "POST /api/v1/overname/{nummer}/meldingen": NOBODY,
        "GET /zoeken": EVERYBODY,
        "GET /zoeken/stand": DESK,
        "GET /zoeken/vragen": VNG,
        "POST /zoeken/vragen/{number}/klaar": at(VNG, number="999999"),
        "GET /zoeken/naar": EVERYBODY,
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
        "GET /groepen/bestanden/{number}": at(EVERYBODY, number="1"),
        "POST /groepen/{number}/bestanden": MUNICIPAL | VNG,
        "POST /groepen/bestanden/{number}/verwijderen": at(NOBODY, hidden=True, number="999999"),
        "GET /groepen/{segment}": at(EVERYBODY, segment="1-groep"),
        "GET /groepen/voorstellen": SIGNED_IN,
        "POST /groepen/antwoord": SIGNED_IN,
        "POST /groepen/besluiten/{decision}/ongedaan": VNG,
        "POST /groepen/voorstellen": at(MUNICIPAL | VNG, body={"groep": "1", "andere": "2", "reden": "Zelfde."}),
        "POST /groepen/voorstellen/{number}/akkoord": SIGNED_IN,
        "POST /groepen/voorstellen/{number}/bezwaar": SIGNED_IN,
        "POST /groepen/{number}/splitsen": MUNICIPAL | VNG,
        "POST /groepen/{number}/trekker": SIGNED_IN,
        "POST /groepen/{number}/verbinden": VNG,
        # voting; whose ballot it is, is tested in tests/voting
        "GET /stemmen/controleer": EVERYBODY,
        "GET /stemmen/getuige/{token}": EVERYBODY,  # the mark in the token decides; see tests/voting/test_witnesses
        "POST /stemmen/getuige/{token}": EVERYBODY,
        "GET /stemmen/controleer/zonder-ons": EVERYBODY,
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
        "POST /vng/stemming/{code}/loten/bevestigen": VNG,
        "POST /vng/stemming/{code}/openen": VNG,
        "POST /vng/stemming/{code}/tellen": VNG,
        "POST /vng/stemming/{code}/tellen/vragen": VNG,
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
        "GET /winnaars": EVERYBODY,
        "GET /winnaars/atom.xml": EVERYBODY,
        "GET /winnaars/winnaars.csv": EVERYBODY,
        "GET /winnaars/winnaars.ods": EVERYBODY,
        "GET /winnaars/{segment}": EVERYBODY,
        "GET /winnaars/{segment}/afbeelding.png": EVERYBODY,
        "GET /groepen/kwaliteit": EVERYBODY,
        "GET /mijn-gemeente": MUNICIPAL,
        # rounds
        "GET /rondes": EVERYBODY,
        "GET /rondes/{code}": EVERYBODY,
        "GET /rondes/kalender": EVERYBODY,
        "GET /rondes/kalender.ics": EVERYBODY,
        "GET /rondes/{code}/kalender": EVERYBODY,
        "GET /rondes/{code}/kalender.ics": EVERYBODY,
        "GET /rondes/{code}/groepen": EVERYBODY,
        "GET /ideeen/{segment}/toelating": MUNICIPAL_OWN,
        "POST /ideeen/{segment}/toelating": MUNICIPAL_OWN,
    }
)
