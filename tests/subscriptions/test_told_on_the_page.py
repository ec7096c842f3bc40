"""What the page of a subscription tells whoever builds the receiver."""

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.event_words import MessageForm
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from tests import factories
from tests.conftest import SignIn
from tests.subscriptions.receiver import Receiver
from tests.subscriptions.test_subscriptions import HERE

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("form", MessageForm)
async def test_a_system_is_told_how_to_check_that_a_message_is_ours_and_a_channel_is_not(
    client: httpx.AsyncClient, sign_in: SignIn, clock: Clock, receiver: Receiver, form: MessageForm
) -> None:
    town = await factories.municipality()
    await sign_in(client, await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=town))
    await execute("UPDATE session SET factor_at = $1", clock.now())
    sent = {"naam": "Zaaksysteem", "adres": receiver.address, "vorm": form.value, "soorten": ["idee"]}
    assert (await client.post(HERE, data=sent)).status_code == 200
    page = (await client.get(f"{HERE}/{await fetch_value('SELECT id FROM subscription')}")).text
    words = ("Standard Webhooks", "webhook-id", "webhook-timestamp", "webhook-signature", "HMAC-SHA256", "whsec_")
    assert {word in page for word in words} == {form is MessageForm.CLOUDEVENTS}
