"""The OpenAPI document of /api/v1: what Litestar knows of the routes, put into the form the API Design Rules ask."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from litestar import Litestar, Response, Router, get
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Contact, License
from litestar.routes import HTTPRoute
from litestar.types import ControllerRouterHandler

from innovatie.web.api_edge import API_VERSION
from innovatie.web.listing import DEFAULT_SIZE, LARGEST_SIZE, LAST_PAGE
from innovatie.web.openapi_bounds import put_bounds
from innovatie.web.openapi_plain import plain
from innovatie.web.parts_of_answers import describe_parts

Json = dict[str, Any]

_DESCRIPTION: Final = (
    "Ideeën van gemeenten, de rondes waarin zij samen kiezen, de winnaars en wie ze overneemt. Lezen wat openbaar is "
    "kan zonder account. Een nieuwe hoofdversie krijgt een eigen adres; de oude blijft dan nog een jaar bestaan.\n\n"
    "Elk antwoord is JSON, een fout is `application/problem+json`; wie in `Accept` iets anders vraagt, krijgt 406. "
    "Dezelfde gegevens als CSV, JSON Lines en ODS staan op {address}/data.\n\n"
    "## Hoe komt een programma aan een token?\n\n"
    "Wie iets verandert, stuurt `Authorization: Bearer` met een token erachter.\n\n"
    "- **Een programma namens een mens.** Die maakt op {address}/account/tokens een token dat hooguit 90 dagen geldt.\n"
    "- **Een systeem van een gemeente of haar leverancier.** De beheerder van de gemeente meldt het aan op "
    "{address}/mijn-gemeente/koppelingen, met de openbare sleutel van het systeem, en krijgt een `client_id`. Het "
    "systeem vraagt daarmee zelf een token, dat een uur geldt: `POST {address}/oauth/token` met als "
    "`application/x-www-form-urlencoded` de velden `grant_type=client_credentials`, "
    "`client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer` en `client_assertion`. Dat "
    "laatste is een JWT, met de privésleutel getekend (RS256, PS256 of ES256), met `iss` en `sub` (de "
    "`client_id`), `aud` ({address}), `iat`, `exp` (hooguit vijf minuten later) en `jti` (elke keer een andere). Het "
    "antwoord is JSON met `access_token`. Zie RFC 7523 en {address}/.well-known/oauth-authorization-server.\n\n"
    "## Horen wat er verandert\n\n"
    "Vraag `GET /wijzigingen`, of neem als gemeente een abonnement op {address}/mijn-gemeente/abonnementen: dan "
    "sturen wij CloudEvents (`application/cloudevents+json`) naar uw adres. Elk bericht is ondertekend zoals Standard "
    "Webhooks beschrijft: in `webhook-signature` staat `v1,` en de base64 van de HMAC-SHA256 van `webhook-id`, "
    "`webhook-timestamp` en de inhoud, met punten ertussen. De sleutel is het geheim zonder `whsec_`, als base64 "
    "gelezen. Antwoord met 2xx; anders proberen wij het opnieuw, met dezelfde `webhook-id`."
)
_TOKEN: Final = "Een token van een mens of van een systeem; hoe u eraan komt, staat in de inleiding."  # noqa: S105
_PROBLEM: Final[Json] = {
    "type": "object",
    "description": "Een fout volgens RFC 9457.",
    "required": ["status", "title", "detail"],
    "properties": {
        "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "De HTTP-statuscode."},
        "title": {"type": "string", "description": "Wat er mis is, in enkele woorden."},
        "detail": {"type": "string", "description": "Wat u kunt doen."},
        "ongeldig": {
            "type": "array",
            "description": "Elke parameter die niet klopt.",
            "items": {
                "type": "object",
                "required": ["naam", "reden"],
                "properties": {
                    "naam": {"type": "string", "description": "De parameter, het veld of de kolom."},
                    "reden": {"type": "string", "description": "Wat er mis is en wat u kunt doen."},
                    "regel": {
                        "type": "integer",
                        "minimum": 0,
                        "description": "De regel van wat u stuurde, bij invoer.",
                    },
                },
            },
        },
    },
}
_ERRORS: Final = {
    "400": "De aanvraag is niet zoals deze beschrijving zegt; `ongeldig` noemt elke fout.",
    "401": "Er is een geldig token nodig, of het token is verlopen of ingetrokken.",
    "403": "Met dit token mag dit niet.",
    "404": "Dit bestaat niet, of iets dat u noemt bestaat niet; dan staat het in `ongeldig`.",
    "405": "Deze handeling bestaat niet op dit adres.",
    "406": "U vraagt iets anders dan JSON, en dat geeft de API niet.",
    "409": "Dit past niet bij elkaar of bij hoe het nu is; `ongeldig` noemt de velden als het aan die ligt.",
    "412": "Dit is intussen gewijzigd; lees het opnieuw.",
    "413": "De aanvraag is te groot.",
    "415": "Stuur de gegevens als application/json.",
    "422": "Een waarde past niet: `ongeldig` noemt het veld. Of deze Idempotency-Key hoort bij een andere aanvraag.",
    "428": "Stuur If-Match mee.",
    "429": "Te veel aanvragen.",
    "500": "Er ging iets mis bij ons.",
}
_TAGS: Final = {
    "Gemeenten": "Gemeenten en hun samenwerkingsverbanden, met de codes van CBS en TOOI.",
    "Groepen": "Plannen die hetzelfde oplossen, en wat op een tekst lijkt.",
    "Overname": "Oplossingen, wie ze gebruikt en wat gemeenten daarover melden.",
    "Plannen": "Wat gemeenten van plan zijn: lezen, plaatsen, wijzigen en meedoen; en de thema’s.",
    "Rondes": "De rondes waarin gemeenten samen kiezen.",
    "Stemmingen": "Stemmingen van een ronde, en wat er nodig is om ze na te tellen.",
    "Uitslagen": "Uitslagen en winnaars.",
    "Wijzigingen": "Wat er veranderde, op volgorde.",
    "Zoeken": "Zoeken in alles wat openbaar is.",
}
_PAGING: Final[list[Json]] = [
    {
        "name": "pagina",
        "in": "query",
        "description": "Het nummer van de bladzijde, vanaf 1.",
        "schema": {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
    },
    {
        "name": "paginaGrootte",
        "in": "query",
        "description": "Hoeveel resultaten op een bladzijde.",
        "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": DEFAULT_SIZE},
    },
]
PARAMETERS: Final = "parameters"
"""In `opt` of a handler: parameters of the address that it reads itself, as the document describes them."""
BODY: Final = "body"
"""In `opt` of a handler that reads bytes: what they are, in Dutch."""

_WITHOUT_TOKEN: Final = frozenset({"vergelijkbaar"})
"""What is asked with POST because of its length and changes nothing."""


def reads_only(method: str, operation: str) -> bool:
    """Whether an operation of the API changes nothing and so asks for no token."""
    return method.lower() == "get" or operation in _WITHOUT_TOKEN


def document(api: Sequence[ControllerRouterHandler], dependencies: Mapping[str, Provide], base_url: str) -> Json:
    """The document for the controllers in `api`, which are mounted on `base_url`/api/v1."""
    described = Litestar(
        route_handlers=[Router("/", route_handlers=list(api))],  # merges controllers of the same address
        dependencies=dict(dependencies),
        openapi_config=OpenAPIConfig(
            title="Innovatie",
            version=API_VERSION,
            description=_DESCRIPTION.format(address=base_url),
            contact=Contact(name="Team Innovatie", email="innovatie@example.nl", url=base_url),
            license=License(name="CC0 1.0 (gegevens)", url="https://creativecommons.org/publicdomain/zero/1.0/"),
        ),
        logging_config=None,  # else Litestar sets up the log of the whole process anew, addresses of others in it
    )
    schema = plain(msgspec.json.decode(msgspec.json.encode(described.openapi_schema.to_schema())))
    handlers = [one for route in described.routes if isinstance(route, HTTPRoute) for one in route.route_handlers]
    own = {one.operation_id: one.opt[PARAMETERS] for one in handlers if PARAMETERS in one.opt}
    bytes_of = {one.operation_id: one.opt[BODY] for one in handlers if BODY in one.opt}
    paths = {path: item for path, item in schema.get("paths", {}).items() if not path.startswith("/schema")}
    components = schema.setdefault("components", {})
    components.setdefault("schemas", {})["Probleem"] = _PROBLEM
    for name, shape in components["schemas"].items():
        if name.endswith("In"):  # what is sent to us: an unknown field is refused
            shape["additionalProperties"] = False
    put_bounds(components["schemas"], _taken_and_given(handlers))
    components["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": _TOKEN}
    }
    components["headers"] = {
        "API-Version": {
            "description": "De versie van deze API.",
            "schema": {"type": "string", "examples": [API_VERSION]},
        }
    }
    components["responses"] = {f"Fout{status}": _error(text) for status, text in _ERRORS.items()}
    for item in paths.values():
        for method, operation in item.items():
            if method in {"get", "post", "put", "patch", "delete"}:
                _complete(method, operation, components, own.get(operation["operationId"]))
                describe_parts(operation, components["schemas"])
                if (said := bytes_of.get(operation["operationId"])) is not None:
                    operation["requestBody"] = _bytes(said)
    used = {tag for item in paths.values() for operation in item.values() for tag in operation.get("tags", ())}
    schema["tags"] = [{"name": tag, "description": _TAGS[tag]} for tag in sorted(used)]
    schema["servers"] = [{"url": f"{base_url}/api/v1"}]
    schema["paths"] = dict(sorted(paths.items()))
    return schema


def _taken_and_given(handlers: Iterable[BaseRouteHandler]) -> Iterator[object]:
    """The types of what is sent to each handler and of what it answers."""
    for one in handlers:
        signature = one.parsed_fn_signature
        if "data" in signature.parameters:
            yield signature.parameters["data"].annotation
        yield signature.return_type.annotation


def _complete(method: str, operation: Json, components: Json, own: list[Json] | None) -> None:
    """Paging, errors, the version header and the token, in one operation."""
    responses: Json = operation["responses"]
    for status in [code for code in responses if code >= "400"]:
        del responses[status]
    for response in responses.values():
        response["description"] = operation.get("summary", "Gelukt")
        response.setdefault("headers", {})["API-Version"] = {"$ref": "#/components/headers/API-Version"}
    if own is not None:
        operation["parameters"] = [*operation.get("parameters", []), *own]
    elif _is_listing(responses.get("200", {}), components):
        operation["parameters"] = [*operation.get("parameters", []), *_PAGING]
    errors = {"401", "405", "406", "429", "500"}  # 401 also where no token is needed: for one that is not valid
    if operation.get("parameters"):
        errors |= {"400", "404"}
    if method != "get":
        errors |= {"400", "403", "404", "409", "413", "415", "422"}
        operation["security"] = [] if reads_only(method, operation["operationId"]) else [{"bearer": []}]
    asked = {given["name"] for given in operation.get("parameters", [])}
    errors |= {"409"} if {"na", "pagina"} <= asked else set()
    headers = {given["name"] for given in operation.get("parameters", []) if given["in"] == "header"}
    errors |= {"412", "428"} if "If-Match" in headers else set()
    for status in sorted(errors):
        responses[status] = {"$ref": f"#/components/responses/Fout{status}"}


def _bytes(said: str) -> Json:
    """A body of any kind. Generators of clients send bytes as octet-stream, and leave out what is of other kinds."""
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {"required": True, "description": said, "content": content}


def _is_listing(response: Json, components: Json) -> bool:
    reference = response.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    found = components["schemas"].get(reference.rsplit("/", 1)[-1], {})
    return set(found.get("properties", {})) == {"resultaten", "aantal", "_links"}


def _error(text: str) -> Json:
    return {
        "description": text,
        "headers": {"API-Version": {"$ref": "#/components/headers/API-Version"}},
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Probleem"}}},
    }


def publish(
    api: Sequence[ControllerRouterHandler], dependencies: Mapping[str, Provide], base_url: str
) -> ControllerRouterHandler:
    """The handler of `openapi.json`; the document is made at the first request and kept."""
    kept: list[bytes] = []

    @get("/openapi.json", include_in_schema=False, sync_to_thread=False)
    def openapi_json() -> Response[bytes]:
        if not kept:
            kept.append(msgspec.json.encode(document(api, dependencies, base_url)))
        return Response(kept[0], media_type="application/json")

    return openapi_json
