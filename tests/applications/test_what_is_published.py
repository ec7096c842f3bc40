"""What the developer of a system finds before it has a token."""

import httpx
import pytest

from innovatie.accounts.api_tokens import OF_APPLICATIONS

BASE = "http://127.0.0.1:8000"


@pytest.mark.anyio
@pytest.mark.usefixtures("db")
async def test_the_address_for_tokens_is_published_with_what_a_system_may_be_registered_for(
    client: httpx.AsyncClient,
) -> None:
    told = (await client.get("/.well-known/oauth-authorization-server")).json()
    assert (told["token_endpoint"], told["token_endpoint_auth_methods_supported"], told["scopes_supported"]) == (
        f"{BASE}/oauth/token", ["private_key_jwt"], [scope.value for scope in OF_APPLICATIONS],
    )  # fmt: skip
    assert "lezen" not in told["scopes_supported"]
