"""Addresses that are a secret: every one is known as such, wherever a log, a cache or another site could tell it on."""

from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from innovatie.web.secret_addresses import HEADERS, PATTERN, is_secret
from tests import factories
from tests.conftest import SignIn

NGINX = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"


def test_every_address_with_a_secret_in_it_is_known_and_no_other(app: Litestar) -> None:
    named = {
        route.path_format for route in app.routes if {"secret", "token"} & set(getattr(route, "path_parameters", ()))
    }
    assert len(named) == 7
    assert [path for path in named if not is_secret(path)] == []
    assert [
        route.path_format for route in app.routes if is_secret(route.path_format) and route.path_format not in named
    ] == []


def test_nginx_writes_none_of_them_into_a_log() -> None:
    _before, found, rest = NGINX.read_text().partition(f'location ~ "{PATTERN}" {{')
    assert found
    assert {"access_log off;", "error_log /dev/null;"} <= {line.strip() for line in rest.partition("}")[0].splitlines()}


@pytest.mark.anyio
async def test_whatever_they_answer_is_kept_nowhere_and_told_to_nobody(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    async def told(method: str) -> list[dict[str, str | None]]:
        paths = (
            "/inloggen/link/x",
            "/uitnodiging/x",
            "/publieksprijs/2091-1/bevestigen/x",
            "/agenda/x",
            "/mail/afmelden/x",
        )
        answers = [await client.request(method, path) for path in paths]
        return [{name: answer.headers.get(name) for name in HEADERS} for answer in answers]

    assert await told("GET") == await told("POST") == [HEADERS] * 5
    await sign_in(client, await factories.person())
    assert await told("GET") == [HEADERS] * 5
    other = (await client.get("/inloggen")).headers
    assert (other["referrer-policy"], "x-robots-tag" in other) == ("same-origin", False)
