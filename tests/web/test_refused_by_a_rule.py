"""What a form forgot to refuse and the database does not take is no fault of ours to the visitor, and one in the log."""

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.infra.database import execute
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.anyio


async def test_a_rule_of_the_database_refuses_with_400_and_its_name_in_the_log(
    client: httpx.AsyncClient, sign_in: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT))
    await execute("ALTER TABLE session ADD CONSTRAINT never_over CHECK (ended_at IS NULL)")
    assert (await client.post("/account/sessies/andere")).status_code < 400, "it has no other session to end"
    capsys.readouterr()
    refused = await client.post("/uitloggen")
    assert refused.status_code == 400
    told = capsys.readouterr().out
    assert ("refused by a rule" in told, "never_over" in told, "unexpected error" in told) == (True, True, False)
