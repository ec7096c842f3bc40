"""The routes of agreements: everybody reads what is shown; who makes the solution, penvoerders and VNG keep it."""

from innovatie.infra.database import fetch_value
from tests.factories import NOW, TODAY
from tests.security.people_of_routes import EVERYBODY, KRING, MUNICIPAL_OWN, VNG, Row, at

KEEPERS = MUNICIPAL_OWN | VNG

AGREEMENTS: dict[str, frozenset[str] | Row] = {
    "GET /overeenkomsten": EVERYBODY,
    "GET /overeenkomsten/{segment}": at(EVERYBODY, segment="{overeenkomst}"),
    "GET /overeenkomsten/bestanden/{number}": at(KEEPERS, number="{stuk}", hidden=True),
    "GET /overeenkomsten/nieuw": VNG,
    "POST /overeenkomsten/nieuw": at(VNG, body={"oplossing": "{oplossing}"}),
    "GET /overeenkomsten/{number}/wijzigen": at(KEEPERS, number="{overeenkomst}"),
    "POST /overeenkomsten/{number}/wijzigen": at(KEEPERS, number="{overeenkomst}"),
    "POST /overeenkomsten/{number}/tonen": at(KEEPERS, number="{overeenkomst}"),
    "GET /overeenkomsten/{number}/partijen/nieuw": at(KEEPERS, number="{overeenkomst}"),
    "POST /overeenkomsten/{number}/partijen/nieuw": at(KEEPERS, number="{overeenkomst}"),
    "POST /overeenkomsten/{number}/partijen/{party}/weghalen": at(KEEPERS, number="{overeenkomst}", party="{partij}"),
    "GET /overeenkomsten/{number}/partijen/{party}/vertrek": at(KEEPERS, number="{overeenkomst}", party="{partij}"),
    "POST /overeenkomsten/{number}/partijen/{party}/vertrek": at(KEEPERS, number="{overeenkomst}", party="{partij}"),
    "POST /overeenkomsten/{number}/partijen/{party}/blijven": at(KEEPERS, number="{overeenkomst}", party="{partij}"),
    "POST /overeenkomsten/{number}/partijen/{party}/rol": at(KEEPERS, number="{overeenkomst}", party="{partij}"),
    "GET /overeenkomsten/{number}/partijen/{party}/regelen": at(
        KEEPERS, number="{overeenkomst}", party="{partij}", hidden=True
    ),
    "GET /overeenkomsten/{number}/handtekeningen": at(KEEPERS, number="{overeenkomst}"),
    "POST /overeenkomsten/{number}/handtekeningen": at(KEEPERS, number="{overeenkomst}"),
    "POST /overeenkomsten/{number}/handtekeningen/{signature}/terugnemen": at(
        KEEPERS, number="{overeenkomst}", signature="{handtekening}"
    ),
    "GET /overeenkomsten/{number}/bestanden/nieuw": at(KEEPERS, number="{overeenkomst}"),
    "POST /overeenkomsten/{number}/bestanden/nieuw": at(KEEPERS, number="{overeenkomst}"),
    "POST /overeenkomsten/{number}/bestanden/{file}/weghalen": at(KEEPERS, number="{overeenkomst}", file="{stuk}"),
    "GET /overeenkomsten/{number}/taken/nieuw": at(KEEPERS, number="{overeenkomst}"),
    "POST /overeenkomsten/{number}/taken/nieuw": at(KEEPERS, number="{overeenkomst}"),
    "GET /overeenkomsten/{number}/taken/{task}": at(KEEPERS, number="{overeenkomst}", task="{overgave}"),
    "POST /overeenkomsten/{number}/taken/{task}": at(KEEPERS, number="{overeenkomst}", task="{overgave}"),
    "POST /overeenkomsten/{number}/taken/{task}/weghalen": at(KEEPERS, number="{overeenkomst}", task="{overgave}"),
    "GET /samenwerkingsverbanden/lappendeken": EVERYBODY,
    "GET /samenwerkingsverbanden/{number}/vertrek/{code}": at(
        KEEPERS | {KRING}, number="{kring}", code="{gemeentecode}"
    ),
}


async def agreement_of(town: int) -> dict[str, str]:
    """An agreement that everybody sees, kept by this municipality, with a party, a signature, a task and a file."""
    solution = await fetch_value("SELECT max(id) FROM solution")
    made = await fetch_value(
        "INSERT INTO agreement (kind, title, solution, starts_on, notice_months, shown_at, changed_at)"
        " VALUES ('convenant', 'Convenant', $1, $2, 6, $3, $3) RETURNING id",
        solution,
        TODAY,
        NOW,
    )
    party = await fetch_value(
        "INSERT INTO agreement_party (agreement, role, town, joined_on) VALUES ($1, 'penvoerder', $2, $3) RETURNING id",
        made,
        town,
        TODAY,
    )
    signature = await fetch_value(
        "INSERT INTO agreement_signature (party, signer, signed_on, noted_at) VALUES ($1, 'B. de Vries', $2, $3)"
        " RETURNING id",
        party,
        TODAY,
        NOW,
    )
    task = await fetch_value(
        "INSERT INTO agreement_task (agreement, title, done_by, changed_at) VALUES ($1, 'Beheer', $2, $3) RETURNING id",
        made,
        party,
        NOW,
    )
    file = await fetch_value(
        "INSERT INTO agreement_file (agreement, name, kind, size, digest, content, added_at)"
        " VALUES ($1, 'Convenant.pdf', 'pdf', 5, '', '%PDF-', $2) RETURNING id",
        made,
        NOW,
    )
    names = {"overeenkomst": made, "partij": party, "handtekening": signature, "overgave": task, "stuk": file}
    return {name: str(number) for name, number in names.items()}
