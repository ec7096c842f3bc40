"""After an act a page looks up again what it shows, and its template makes it again only when that is something else."""

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.phases import Phase
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_values
from innovatie.web import page_cache, render
from tests import factories
from tests.web.test_page_cache import FIRST, LATER, act, unseen_change, visitor  # noqa: F401 -- the fixture
from tests.web.test_pages_of_readers import ADDRESSES, Browsers, browser_of, delft  # noqa: F401 -- the fixtures

pytestmark = pytest.mark.anyio


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates of the pages that were made."""
    names: list[str] = []
    whole = render.template

    def counted(name: str, language: object = None) -> object:
        names.append(name)
        return whole(name, language)  # type: ignore[arg-type]

    monkeypatch.setattr(render, "template", counted)
    return names


async def test_each_page_kept_is_made_once_for_what_it_shows_and_is_to_the_letter_what_would_be_made(
    delft: int,  # noqa: F811
    browser_of: Browsers,  # noqa: F811
    clock: Clock,
    made: list[str],
) -> None:
    (idea,) = await fetch_values(int, "SELECT id FROM idea")
    await factories.round_in(Phase.SUBMIT)
    rounds = [f"/rondes/{code}" for code in await fetch_values(str, "SELECT code FROM round")]
    anna = await browser_of("Anna", Role.CIVIL_SERVANT, delft)
    bram = await browser_of("Bram", Role.CIVIL_SERVANT, delft)
    nobody = httpx.AsyncClient(transport=anna._transport, base_url="http://127.0.0.1:8000")
    address = (await nobody.get(f"/ideeen/{idea}")).headers["location"]
    for page in (*ADDRESSES, *rounds, address):
        first = await nobody.get(page), await anna.get(page), await bram.get(page)
        made.clear()
        for _ in range(2):
            await act(clock)
            again = await nobody.get(page), await anna.get(page), await bram.get(page)
            assert [one.text for one in again] == [one.text for one in first]
            assert again[0].headers["vary"].startswith(first[0].headers["vary"].removesuffix(", Accept-Encoding"))
        assert made == [], f"nothing that {page} shows was changed"
        page_cache.clear()
        assert [(await one.get(page)).text for one in (nobody, anna, bram)] == [one.text for one in first]


async def test_what_an_act_changed_is_seen_at_once_on_every_page_that_shows_it(
    delft: int,  # noqa: F811
    browser_of: Browsers,  # noqa: F811
    clock: Clock,
) -> None:
    (idea,) = await fetch_values(int, "SELECT id FROM idea")
    anna = await browser_of("Anna", Role.CIVIL_SERVANT, delft)
    nobody = httpx.AsyncClient(transport=anna._transport, base_url="http://127.0.0.1:8000")
    address = (await nobody.get(f"/ideeen/{idea}")).headers["location"]
    pages = [(one, page) for one in (nobody, anna) for page in ("/", "/ideeen", address)]
    towns = [(one, "/gemeenten") for one in (nobody, anna)]
    assert all([FIRST in (await one.get(page)).text for one, page in pages])
    before = [(await one.get(page)).text for one, page in towns]
    await unseen_change()
    await act(clock)
    assert all([LATER in (await one.get(page, follow_redirects=True)).text for one, page in pages])
    await factories.idea(await factories.municipality("Gouda"), title="Een plan van Gouda")
    await act(clock)
    assert all(["Een plan van Gouda" in (await one.get("/")).text for one in (nobody, anna)])
    after = [(await one.get(page)).text for one, page in towns]
    assert [("Gouda" in old, "Gouda" in new) for old, new in zip(before, after, strict=True)] == [(False, True)] * 2
    await execute(
        "UPDATE idea SET state = 'ingetrokken', withdraw_reason = 'Klaar', withdrawn_at = now() WHERE title = $1", LATER
    )
    await act(clock)
    assert not [page for one in (nobody, anna) for page in ("/", "/ideeen") if LATER in (await one.get(page)).text]


async def test_a_page_that_is_the_same_lives_on_for_its_minute_and_is_still_compressed_once(
    visitor: httpx.AsyncClient,  # noqa: F811
    clock: Clock,
    made: list[str],
) -> None:
    await visitor.get("/ideeen")
    await act(clock)
    same = await visitor.get("/ideeen")
    assert same.headers["content-encoding"] == "gzip" and len(made) == 1
    await unseen_change()
    assert FIRST in (await visitor.get("/ideeen")).text, "kept with the newest act"
    await act(clock)
    assert LATER in (await visitor.get("/ideeen")).text and len(made) == 2
