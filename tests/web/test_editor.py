"""Texts with marks of Markdown: their preview, which fields have the editor, and no mark where a text is cut."""

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Role
from innovatie.domain.phases import Phase
from innovatie.infra.database import execute
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.anyio

MARKED = "## Waarom\n\nWij kregen **214 verzoeken** en lezen [het rapport](https://voorbeeld.example) erover."


async def test_a_preview_is_the_text_as_pages_show_it(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality()))
    answer = await client.post("/opmaak", data={"tekst": f"{MARKED} <script>alert(1)</script>"})
    assert answer.status_code == 200
    tree = html.fragment_fromstring(answer.text, create_parent="div")
    assert [one.text for one in tree.iter("h3", "strong", "a")] == ["Waarom", "214 verzoeken", "het rapport"]
    assert tree.find(".//script") is None
    assert (await client.post("/opmaak", data={})).text == ""
    del client.headers["X-CSRF-Token"]
    assert (await client.post("/opmaak", data={"tekst": MARKED})).status_code == 403


async def test_a_visitor_previews_nothing_and_gets_no_editor(client: httpx.AsyncClient) -> None:
    assert (await client.post("/opmaak", data={"tekst": MARKED})).status_code in {302, 303, 401, 403}
    page = (await client.get("/")).text
    assert "editor.js" not in page
    assert 'id="opmaak"' not in page


async def test_long_fields_have_the_editor_and_lists_of_names_have_not(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality()))
    tree = html.fromstring((await client.get("/ideeen/nieuw")).text)
    fields = {one.get("name"): one.get("data-markdown") is not None for one in tree.iter("textarea")}
    assert fields == {
        "samenvatting": True, "probleem": True, "aanpak": True, "waarde": True, "mede": False, "links": False,
    }  # fmt: skip
    assert len(tree.xpath("//template[@id='opmaak']//button[@data-act]")) == 5


@pytest.mark.parametrize("path", ["/", "/ideeen", "/rondes", "/themas/veiligheid", "/themas/veiligheid/atom.xml"])
async def test_no_page_that_cuts_a_text_shows_its_marks(client: httpx.AsyncClient, path: str) -> None:
    await factories.idea(await factories.municipality(), theme="veiligheid", summary=MARKED)
    number = await factories.round_in(Phase.SUBMIT)
    await execute("UPDATE round SET description = $2 WHERE id = $1", number, MARKED)
    page = html.fromstring((await client.get(path)).content)
    text = page.text_content() + " ".join(page.xpath("//meta/@content"))
    assert "214 verzoeken" in text
    for mark in ("**", "##", "](http"):
        assert mark not in text
