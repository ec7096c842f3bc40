"""The routes of reviewing, and what a page asks about one's session."""

from tests.security.people_of_routes import EVERYBODY, MUNICIPAL_OWN, NOBODY, SIGNED_IN, VNG, Row, at

REVIEWING: dict[str, frozenset[str] | Row] = {
    "POST /groepen/vergelijkbaar": EVERYBODY,
    "POST /api/v1/vergelijkbaar": EVERYBODY,
    "GET /ideeen/{segment}/controleren": SIGNED_IN,
    "POST /ideeen/{segment}/indienen": MUNICIPAL_OWN,
    "GET /mijn-werk/agenda.ics": SIGNED_IN,
    "GET /mijn-werk/agenda": SIGNED_IN,
    "POST /mijn-werk/agenda": SIGNED_IN,
    "POST /mijn-werk/agenda/intrekken": SIGNED_IN,
    "GET /agenda/{secret}": at(NOBODY, hidden=True),  # the secret in it decides; see tests/insight
    "GET /sessie": EVERYBODY,
    "GET /sessie/blijf": SIGNED_IN,
    "GET /sessie/terug": SIGNED_IN,
    # reviewing; that an assignment is one's own is tested in tests/review
    "GET /beoordelen": SIGNED_IN,
    "GET /beoordelen/aanmelden": SIGNED_IN,
    "POST /beoordelen/aanmelden": SIGNED_IN,
    "GET /beoordelen/{number}": SIGNED_IN,
    "POST /beoordelen/{number}": SIGNED_IN,
    "POST /beoordelen/{number}/bewaren": SIGNED_IN,
    "POST /beoordelen/{number}/teruggeven": SIGNED_IN,
    "POST /beoordelen/{number}/terughalen": SIGNED_IN,
    "GET /beoordelen/{number}/overleg": SIGNED_IN,
    "POST /beoordelen/{number}/overleg": SIGNED_IN,
    "GET /beoordelen/groepen/{group}": at(NOBODY, hidden=True),  # nothing has been reviewed in this world
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
    "GET /vng/beoordeling/{code}/vergadering": VNG,
    "POST /vng/beoordeling/{code}/vergadering": VNG,
    "GET /vng/beoordeling/{code}/vergadering/notulen.odt": VNG,
    "GET /vng/beoordeling/{code}/vergadering/{group}": VNG,
    "POST /vng/beoordeling/{code}/vergadering/{group}": VNG,
    "POST /vng/beoordeling/{code}/shortlist": NOBODY,  # VNG in the phase beoordelen; the round of this world is in inzenden
    "POST /vng/beoordeling/{code}/toewijzing": VNG,
    "POST /vng/beoordeling/{code}/versturen": VNG,
    "POST /vng/beoordeling/{code}/voortgang": VNG,
    "POST /vng/beoordeling/{code}/wensen": VNG,
    "POST /vng/beoordeling/{code}/wensen/{number}/weg": NOBODY,  # VNG in the phase beoordelen; the round of this world is in inzenden
}
