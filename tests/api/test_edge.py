"""Every route of the API, pushed from every side: the answer keeps the API Design Rules."""

import re
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from innovatie.domain.errors import Outdated
from innovatie.domain.phases import Phase
from innovatie.infra.database import fetch_value
from innovatie.web.api_edge import API_VERSION, ApiEdge
from innovatie.web.conditions import require_version
from tests import factories

pytestmark = pytest.mark.anyio

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "api-version": API_VERSION,
    "access-control-allow-origin": "*",
}


def routes(app: Litestar) -> dict[str, set[str]]:
    """Address of each API route, with 999999 for a number and `bestaat-niet` for a text, and its methods."""
    found: dict[str, set[str]] = {}
    for route in app.routes:
        if isinstance(route, HTTPRoute) and route.path.startswith("/api/"):
            parts = [
                part if isinstance(part, str) else ("999999" if part.type is int else "bestaat-niet")
                for part in route.path_components
            ]
            found["/" + "/".join(parts)] = {str(method) for method in route.methods}
    return found


def keeps_the_rules(response: httpx.Response) -> bool:
    expected = {**HEADERS}
    if "frame-ancestors 'none'" not in response.headers.get("content-security-policy", ""):
        return False
    expected["cache-control"] = "public, max-age=60" if response.status_code == 200 else "no-store"
    return {name: response.headers.get(name) for name in expected} == expected


def is_problem(response: httpx.Response, status: int) -> bool:
    body = response.json()
    return (
        response.status_code == status
        and response.headers["content-type"] == "application/problem+json"
        and body["status"] == status
        and {"status", "title", "detail"} <= set(body)
        and keeps_the_rules(response)
    )


async def test_a_trailing_or_double_slash_is_not_found_on_every_route(client: httpx.AsyncClient, app: Litestar) -> None:
    found = routes(app)
    assert len(found) >= 3
    for path in found:
        for wrong in {f"{path}/", path.replace("/v1/", "/v1//")} - {path}:
            assert is_problem(await client.get(wrong), 404), wrong


async def test_a_wrong_method_tells_which_are_allowed_on_every_route(client: httpx.AsyncClient, app: Litestar) -> None:
    for path, methods in routes(app).items():
        wrong = next(method for method in ("DELETE", "PUT", "PATCH", "POST") if method not in methods)
        response = await client.request(wrong, path)
        assert is_problem(response, 405), (path, wrong, response.text)
        assert response.headers["allow"] == ", ".join(sorted(methods | {"HEAD"})), path


async def test_head_answers_what_get_answers_without_the_body_on_every_route(
    client: httpx.AsyncClient, app: Litestar
) -> None:
    for path, methods in routes(app).items():
        if "GET" in methods:
            get, head = await client.get(path), await client.head(path)
            assert head.status_code == get.status_code, path
            assert head.content == b"", path
            assert head.headers.get("content-length") == get.headers.get("content-length"), path
            assert keeps_the_rules(head), path


async def test_another_content_type_than_json_is_refused_on_every_route(
    client: httpx.AsyncClient, app: Litestar
) -> None:
    for path, methods in routes(app).items():
        for method in methods & {"POST", "PUT", "PATCH"}:
            response = await client.request(method, path, content=b"a=1", headers={"content-type": "text/plain"})
            assert is_problem(response, 415), (method, path, response.text)


ONLY_OTHERS = (
    "text/csv",
    "text/html, application/xml;q=0.9",
    "application/json;q=0",
    "application/jsonl",
    "*/*; q=0.0",
)
TAKES_JSON = (
    "",
    "*/*",
    "text/html,*/*;q=0.8",
    "application/*",
    "text/csv, Application/JSON;q=0.1",
    "application/hal+json",
)


async def test_who_takes_no_json_is_told_so_before_anything_is_done_on_every_route(
    client: httpx.AsyncClient, app: Litestar
) -> None:
    for path, methods in routes(app).items():
        for method in methods:
            response = await client.request(method, path, headers={"Accept": "text/csv"})
            assert response.status_code == 406, (method, path)
            assert method == "HEAD" or is_problem(response, 406), (method, path)


@pytest.mark.parametrize(
    ("accept", "status"), [*((one, 406) for one in ONLY_OTHERS), *((one, 200) for one in TAKES_JSON)]
)
async def test_json_is_given_to_whoever_takes_it(client: httpx.AsyncClient, accept: str, status: int) -> None:
    response = await client.get("/api/v1/rondes", headers={"Accept": accept})
    assert (response.status_code, "problem" in response.headers["content-type"]) == (status, status == 406)
    assert status == 406 or "Accept" in response.headers["vary"].split(", ")


async def test_something_that_does_not_exist_is_a_404_on_every_route_that_names_one(
    client: httpx.AsyncClient, app: Litestar
) -> None:
    for path, methods in routes(app).items():
        if "GET" in methods and ("999999" in path or "bestaat-niet" in path):
            response = await client.get(path)
            assert is_problem(response, 404) or is_problem(response, 401), (path, response.text)


async def test_a_wrong_page_number_names_both_errors_at_once(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/v1/rondes?pagina=nul&paginaGrootte=1000")
    assert is_problem(response, 400)
    assert [error["naam"] for error in response.json()["ongeldig"]] == ["pagina", "paginaGrootte"]


@pytest.mark.parametrize("digits", [25, 5_000])
async def test_a_page_number_without_end_is_wrong_whatever_it_begins_with(
    client: httpx.AsyncClient, digits: int
) -> None:
    response = await client.get(f"/api/v1/overname/1/gemeenten?pagina=000000001{'9' * digits}")
    assert is_problem(response, 400)
    assert [error["naam"] for error in response.json()["ongeldig"]] == ["pagina"]


async def test_an_error_of_our_own_is_a_problem_without_our_insides(client: httpx.AsyncClient, app: Litestar) -> None:
    class Broken:
        def now(self) -> None:
            raise RuntimeError("geheim binnenste")

    app.state.clock = Broken()
    response = await client.get("/api/v1/rondes")
    assert is_problem(response, 500)
    assert "geheim" not in response.text
    assert "RuntimeError" not in response.text


async def test_the_cookie_of_the_website_means_nothing_to_the_api(
    client: httpx.AsyncClient, app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    edge: Any = app.asgi_handler
    while not isinstance(edge, ApiEdge):
        edge = edge.app
    inner = edge.app

    async def spy(scope, receive, send):  # type: ignore[no-untyped-def]
        seen.extend(value for name, value in scope["headers"] if name == b"cookie")
        await inner(scope, receive, send)

    monkeypatch.setattr(edge, "app", spy)
    client.cookies.set("innovatie", "een sessie")
    await client.get("/api/v1/rondes")
    assert seen == []
    await client.get("/rondes")
    assert seen == [b"innovatie=een sessie"]


async def test_the_document_is_open_to_everybody_and_tells_its_version(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json()["info"]["version"] == response.headers["api-version"]
    assert keeps_the_rules(response)


async def test_a_round_tells_its_phases(client: httpx.AsyncClient) -> None:
    code = await fetch_value("SELECT code FROM round WHERE id = $1", await factories.round_in(Phase.REVIEW))
    body = (await client.get(f"/api/v1/rondes/{code}")).json()
    assert body["fase"] == "beoordelen"
    assert [row["fase"] for row in body["fasen"]][:3] == ["inzenden", "groeperen", "beoordelen"]


async def test_options_tells_every_method_of_an_address(client: httpx.AsyncClient) -> None:
    answer = await client.options("/api/v1/ideeen")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")


@pytest.mark.parametrize("path", ["/api/v1/rondes", "/api/v1/openapi.json", "/api/v1/themas/dienstverlening"])
async def test_what_a_reader_has_already_is_not_sent_again(client: httpx.AsyncClient, path: str) -> None:
    first = await client.get(path)
    mark = first.headers["etag"]
    again = await client.get(path, headers={"If-None-Match": f'"other", {mark}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", mark)
    assert "content-length" not in again.headers or again.headers["content-length"] == "0"
    assert (await client.get(path, headers={"If-None-Match": '"other"'})).content == first.content


async def test_another_answer_has_another_mark(client: httpx.AsyncClient) -> None:
    before = (await client.get("/api/v1/rondes")).headers["etag"]
    await factories.round_in(Phase.SUBMIT)
    after = await client.get("/api/v1/rondes", headers={"If-None-Match": before})
    assert (after.status_code, after.json()["aantal"]) == (200, 1)


async def test_a_plan_is_marked_by_its_version_and_by_all_of_it(client: httpx.AsyncClient) -> None:
    idea = await factories.idea(await factories.municipality())
    mark = (await client.get(f"/api/v1/ideeen/{idea}")).headers["etag"]
    assert re.fullmatch(r'"v1-[0-9a-f]{24}"', mark)
    require_version(mark, 1)
    require_version(f"W/{mark}", 1)
    with pytest.raises(Outdated):
        require_version(mark, 2)


async def test_an_answer_is_compressed_for_who_takes_it(client: httpx.AsyncClient) -> None:
    plain = await client.get("/api/v1/openapi.json", headers={"Accept-Encoding": "identity"})
    packed = await client.get("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert packed.content == plain.content


async def test_what_a_token_reads_is_kept_by_nobody_else(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/rondes", headers={"Authorization": "Basic x"})
    assert answer.headers["cache-control"] in {"private, no-cache", "no-store"}


async def test_a_page_of_another_site_may_ask_what_it_may_send(client: httpx.AsyncClient) -> None:
    asked = {"Origin": "https://elders.nl", "Access-Control-Request-Method": "POST"}
    answer = await client.options("/api/v1/ideeen", headers=asked)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"].split(", ")
    assert {"Authorization", "Content-Type", "If-Match", "Idempotency-Key"} <= set(
        answer.headers["access-control-allow-headers"].split(", ")
    )


@pytest.mark.parametrize(
    "path", ["/api/v1/overname/1?jaar=2026", "/api/v1/openapi.json?pretty=1", "/api/v1/wijzigingen?onbekend=1"]
)
async def test_a_parameter_that_nobody_knows_is_refused_by_name(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert is_problem(answer, 400)
    assert [one["naam"] for one in answer.json()["ongeldig"]] == [path.partition("?")[2].split("=")[0]]
