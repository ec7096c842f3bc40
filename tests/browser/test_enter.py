"""The Enter key in a field sends nothing that changes something: not a ranking, not a review, not a plan."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Request

from innovatie.accounts import actions as accounts
from innovatie.domain.authority import Role
from innovatie.infra.clock import Clock
from tests import factories
from tests.serving import web
from tests.voting import scene as scenes

pytestmark = pytest.mark.anyio

FIELDS = "main form[method=post] :is(input:not([type=hidden]), select, textarea)"


async def enter_everywhere(page: Page, address: str) -> int:
    """Press Enter in every one-line field of the page; how many there were. Fails when anything was sent."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and not request.url.endswith(("/groepen/vergelijkbaar", "/_bewaar")):
            sent.append(request.url)  # those two go by themselves, while one types

    page.on("request", note)
    await page.goto(address)
    fields = await page.locator(FIELDS).all()
    tried = 0
    for field in fields:
        if await field.is_visible() and await field.evaluate("element => element.tagName !== 'TEXTAREA'"):
            before = await field.input_value()
            await field.press("Enter")
            assert await field.input_value() == before
            tried += 1
    assert page.url == address
    assert sent == []
    return tried


async def test_enter_sends_no_ballot_and_no_plan(committed: str, browser: Browser, tmp_path: Path) -> None:
    scene = await scenes.preselection(towns=6)
    person = await factories.person(Role.CIVIL_SERVANT, Role.VOTER, municipality_id=scene.towns[0])
    secret = await accounts.start_session(person_id=person, device="test", now=Clock().now(), means="persona")
    with web(committed, tmp_path / "web.log") as address:
        context = await browser.new_context(locale="nl-NL")
        await context.add_cookies([{"name": "innovatie", "value": secret, "url": address}])
        page = await context.new_page()
        assert await enter_everywhere(page, f"{address}/ideeen/nieuw") > 5
        assert await enter_everywhere(page, f"{address}/account") >= 0
        code = await scene.town_code(0)
        assert await enter_everywhere(page, f"{address}/stemmen/{scene.code}/biljet/{code}") >= 3
