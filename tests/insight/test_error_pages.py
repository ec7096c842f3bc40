"""A page that is not there leads on: to what one looked for, to what one may, and to who can mend it."""

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Role
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.anyio


def _links(page: str) -> list[str]:
    return [str(one) for one in html.fromstring(page).xpath("//main//li/a/@href")]


async def test_a_page_that_is_not_there_asks_what_one_looked_for(client: httpx.AsyncClient) -> None:
    answer = await client.get("/ideeën-van-toen")
    assert answer.status_code == 404
    tree = html.fromstring(answer.text)
    assert tree.xpath("//main//form/@action") == ["/zoeken"]
    assert tree.xpath("//main//form//label/@for") == tree.xpath("//main//form//input/@id") == ["zoek-hier"]
    assert _links(answer.text) == ["/", "/hulp?pagina=/idee%C3%ABn-van-toen#probleem"]


async def test_who_may_not_see_a_page_reads_what_he_may(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT))
    answer = await client.get("/vng")
    assert answer.status_code == 403
    assert html.fromstring(answer.text).xpath("//main//form") == []
    assert "/wat-mag-ik" in _links(answer.text)
