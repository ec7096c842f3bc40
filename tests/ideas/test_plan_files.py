"""Files with a plan: what will do, who may add and take away, and how they are shown and handed out."""

import io
import zipfile

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.ideas import actions, queries
from innovatie.infra.database import fetch_values
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

PDF = b"%PDF-1.7 tekst"


def office(*parts: str, mimetype: str = "") -> bytes:
    """A zip with these parts, and first, as ODF asks, its media type as it is."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as into:
        if mimetype:
            into.writestr("mimetype", mimetype)
        for part in parts:
            into.writestr(part, "<x/>")
    return made.getvalue()


SLIDES = office("[Content_Types].xml", "ppt/presentation.xml")


async def servant(town: int) -> Actor:
    return await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)


async def add(actor: Actor, idea: int, *, title: str = "Plan van aanpak", name: str = "plan.pdf") -> int:
    return await actions.add_file(actor=actor, idea_id=idea, title=title, name=name, content=PDF, now=NOW)


async def test_who_writes_a_plan_adds_files_and_takes_them_away_and_nobody_else() -> None:
    own, other = await factories.municipality(), await factories.municipality()
    idea = await factories.idea(own)
    number = await add(await servant(own), idea, name="../Plan van aanpak.pdf")
    (file,) = await queries.files_of(idea)
    assert (file.id, file.title, file.name, file.size) == (number, "Plan van aanpak", "Plan van aanpak.pdf", len(PDF))
    stranger = await servant(other)
    with pytest.raises(NotAllowed):
        await add(stranger, idea)
    with pytest.raises(NotAllowed):
        await actions.remove_file(actor=stranger, idea_id=idea, file_id=number, now=NOW)
    elsewhere = await factories.idea(own)
    with pytest.raises(NotFound):
        await actions.remove_file(actor=await servant(own), idea_id=elsewhere, file_id=number, now=NOW)
    await actions.remove_file(actor=await servant(own), idea_id=idea, file_id=number, now=NOW)
    assert await queries.files_of(idea) == []
    assert await fetch_values(str, "SELECT title FROM idea_file") == ["Plan van aanpak"]


async def test_a_draft_and_a_withdrawn_plan_take_no_files_and_a_plan_takes_ten() -> None:
    own = await factories.municipality()
    actor = await servant(own)
    for state, told in (("concept", "Dien het plan eerst in"), ("ingetrokken", "ingetrokken")):
        with pytest.raises(Conflict, match=told):
            await add(actor, await factories.idea(own, state=state))
    idea = await factories.idea(own)
    for _ in range(10):
        await add(actor, idea)
    with pytest.raises(Invalid) as full:
        await add(actor, idea, title=" ")
    assert sorted(full.value.errors) == ["bestand", "titel"]


async def test_a_file_is_on_the_page_with_kind_and_size_and_comes_as_a_download(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    own = await factories.municipality()
    idea = await factories.idea(own)
    address = f"/ideeen/{idea}/bestanden"
    assert (await client.post(address, files={"bestand": ("a.pdf", PDF)})).status_code in {302, 303, 401, 403}
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=own))
    refused = await client.post(address, data={"titel": "Presentatie"}, files={"bestand": ("a.svg", b"<svg/>")})
    assert refused.status_code == 422
    assert html.fromstring(refused.text).xpath("//input[@name='titel']/@value") == ["Presentatie"]
    added = await client.post(address, data={"titel": "Presentatie"}, files={"bestand": ("a.pptx", SLIDES)})
    assert added.status_code == 303
    client.cookies.clear()  # anybody may read it
    page = html.fromstring((await client.get(f"/ideeen/{idea}", follow_redirects=True)).text)
    (link,) = page.xpath("//ul[contains(@class,'file-list')]//a")
    assert " ".join(link.text_content().split()) == "Presentatie (PPTX, 1 kB)"
    got = await client.get(link.get("href"))
    assert got.content == SLIDES
    assert got.headers["content-disposition"] == 'attachment; filename="a.pptx"'
    assert got.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert (
        await client.get(f"/ideeen/{await factories.idea(own)}/bestanden/{link.get('href').rpartition('/')[2]}")
    ).status_code == 404
    draft = await factories.idea(own, state="concept")
    assert (await client.get(f"/ideeen/{draft}/bestanden")).status_code == 404
