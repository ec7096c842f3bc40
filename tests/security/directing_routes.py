"""The routes on which VNG prepares, directs and publishes a round."""

from tests.security.people_of_routes import VNG, Row, at

DIRECTING: dict[str, frozenset[str] | Row] = {
    "GET /vng/publicatie/{code}": VNG,
    "GET /vng/publicatie/{code}/voorbeeld": VNG,
    "POST /vng/publicatie/{code}": VNG,
    "POST /vng/publicatie/{code}/publiceren": VNG,
    "POST /vng/publicatie/{code}/plannen": VNG,
    "POST /vng/publicatie/{code}/bevestigen": VNG,
    "POST /vng/publicatie/{code}/intrekken": VNG,
    "GET /vng/rondes/nieuw": VNG,
    "POST /vng/rondes/nieuw": at(VNG, body={"code": "2099-1", "naam": "Ronde van de proef"}),
    "GET /vng/rondes/{code}": VNG,
    "GET /vng/rondes/{code}/inzendingen": VNG,
    "GET /vng/rondes/{code}/inzendingen/{number}": VNG,
    "POST /vng/rondes/{code}/inzendingen/{number}": VNG,
    "GET /vng/rondes/{code}/wie-nog-niet": VNG,
    "POST /vng/rondes/{code}/wie-nog-niet": VNG,
    "GET /vng/rondes/{code}/wie-nog-niet/bellijst.csv": VNG,
    "GET /vng/rondes/{code}/groepen": VNG,
    "POST /vng/rondes/{code}/groepen": VNG,
    "POST /vng/rondes/{code}/openen": VNG,
    "POST /vng/rondes/{code}/verlengen": VNG,
    "POST /vng/rondes/{code}/sluiten": VNG,
    "POST /vng/rondes/{code}/terug": VNG,
    "POST /vng/rondes/{code}/einde": VNG,
    "GET /vng/rondes/{code}/wijzigen": VNG,
    "POST /vng/rondes/{code}/wijzigen": VNG,
    "POST /vng/rondes/{code}/tonen": VNG,
    "POST /vng/rondes/{code}/verbergen": VNG,
    "POST /vng/rondes/{code}/weggooien": VNG,
}
