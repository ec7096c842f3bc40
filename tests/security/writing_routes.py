"""What programs write. The API sees no cookie: who may do what with a token is in tests/ideas and tests/accounts."""

from innovatie.infra.database import fetch_value
from tests.accounts.authenticator import Passkey
from tests.security.people_of_routes import CHIEF, CHIEFS, EVERYBODY, NOBODY, Row, at

WRITING: dict[str, frozenset[str] | Row] = {
    "PATCH /api/v1/ideeen/{nummer}": NOBODY,
    "GET /api/v1/ideeen/bron/{bron}/{bronnummer}": NOBODY,
    "PUT /api/v1/ideeen/bron/{bron}/{bronnummer}": NOBODY,
    "POST /api/v1/ideeen/{nummer}/deelnemers": NOBODY,
    "DELETE /api/v1/ideeen/{nummer}/deelnemers/{gemeentecode}": NOBODY,
    "POST /api/v1/rondes/{code}/inzendingen": NOBODY,
    "DELETE /api/v1/rondes/{code}/inzendingen/{nummer}": NOBODY,
    "POST /api/v1/ideeen/invoer": NOBODY,
    # machines
    "POST /oauth/token": EVERYBODY,  # the signed assertion decides; see tests/applications
    "GET /.well-known/oauth-authorization-server": EVERYBODY,
    "GET /mijn-gemeente/koppelingen": CHIEFS,
    "POST /mijn-gemeente/koppelingen": CHIEFS,
    "GET /mijn-gemeente/koppelingen/{number}": at(CHIEF, hidden=True, number="{koppeling}"),
    "POST /mijn-gemeente/koppelingen/{number}/sleutels": at(CHIEF, hidden=True, number="{koppeling}"),
    "POST /mijn-gemeente/koppelingen/{number}/sleutels/{key}/einde": at(
        CHIEF, hidden=True, number="{koppeling}", key="{sleutel}"
    ),
    "GET /mijn-gemeente/abonnementen": CHIEFS,
    "POST /mijn-gemeente/abonnementen": CHIEFS,
    "GET /mijn-gemeente/abonnementen/{number}": at(CHIEF, hidden=True, number="{abonnement}"),
    "POST /mijn-gemeente/abonnementen/{number}/geheim": at(CHIEF, hidden=True, number="{abonnement}"),
    "POST /mijn-gemeente/abonnementen/{number}/proef": at(CHIEF, hidden=True, number="{abonnement}"),
    "POST /mijn-gemeente/abonnementen/{number}/bezorgingen/{delivery}": at(
        CHIEF, hidden=True, number="{abonnement}", delivery="{bezorging}"
    ),
    "POST /mijn-gemeente/abonnementen/{number}/bezorgingen/{delivery}/overslaan": at(
        CHIEF, hidden=True, number="{abonnement}", delivery="{bezorging}"
    ),
    "POST /mijn-gemeente/abonnementen/{number}/stilzetten": at(CHIEF, hidden=True, number="{abonnement}"),
    "POST /mijn-gemeente/abonnementen/{number}/hervatten": at(CHIEF, hidden=True, number="{abonnement}"),
    "POST /mijn-gemeente/abonnementen/{number}/einde": at(CHIEF, hidden=True, number="{abonnement}"),
    "POST /mijn-gemeente/koppelingen/{number}/einde": at(CHIEF, hidden=True, number="{koppeling}"),
}


async def ways_in_of(person: int) -> dict[str, str]:
    """A token and a passkey of somebody."""
    token = await fetch_value(
        "INSERT INTO api_token (person, name, scopes, created_at, expires_at)"
        " VALUES ($1, 'Koppeling', 'lezen', now(), now() + interval '1 day') RETURNING id",
        person,
    )
    key = Passkey(origin="https://innovatie.example", site="innovatie.example")
    passkey = await fetch_value(
        "INSERT INTO passkey (person, credential_id, credential, sign_count, name, created_at)"
        " VALUES ($1, $2, $3, 0, 'telefoon', now()) RETURNING id",
        person,
        key.identifier,
        key.credential(),
    )
    return {"token": str(token), "passkey": str(passkey)}


async def application_of(person: int, town: int) -> dict[str, str]:
    """An application of this municipality with a key, and a subscription with a delivery."""
    number = await fetch_value(
        "INSERT INTO application (client_id, municipality, name, scopes, created_by, created_at)"
        " VALUES ('koppeling-proef', $1, 'Zaaksysteem', 'ideeen', $2, now()) RETURNING id",
        town,
        person,
    )
    key = await fetch_value(
        "INSERT INTO application_key (application, kid, jwk, added_by, added_at)"
        " VALUES ($1, 'een', '{}', $2, now()) RETURNING id",
        number,
        person,
    )
    subscription = await fetch_value(
        "INSERT INTO subscription (municipality, name, address, kind, resources, position, created_by, created_at)"
        " VALUES ($1, 'Kanaal', 'https://ontvanger.example', 'slack', 'idee', 0, $2, now()) RETURNING id",
        town,
        person,
    )
    delivery = await fetch_value(
        "INSERT INTO event_delivery (subscription, event_id, state, created_at, tried_at)"
        " VALUES ($1, 'proef-1', 'bezorgd', now(), now()) RETURNING id",
        subscription,
    )
    return {
        "koppeling": str(number),
        "sleutel": str(key),
        "abonnement": str(subscription),
        "bezorging": str(delivery),
    }
