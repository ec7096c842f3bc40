"""A provider that keeps us waiting keeps nobody else waiting."""

import asyncio
from datetime import UTC, datetime

import httpx
import pytest

from innovatie.accounts.oidc import client as oidc_client
from innovatie.accounts.oidc.client import ProviderClient
from innovatie.accounts.oidc.errors import ProviderUnavailable
from tests.accounts.oidc_parties import Forger

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def test_an_answer_that_comes_a_byte_now_and_then_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte came in time, and the lines that all providers share were kept for as long as one liked."""
    monkeypatch.setattr(oidc_client, "_TIMEOUT_SECONDS", 0.0)

    async def never(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async with httpx.AsyncClient(transport=httpx.MockTransport(never)) as http:
        with pytest.raises(ProviderUnavailable) as caught:
            await ProviderClient(Forger().provider, http).metadata(NOW)
    assert caught.value.reason == "TimeoutError"
