"""Addresses that a mail brings, answered in a real browser: it sends along what a client in a test does not."""

import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from innovatie.accounts.actions import invite
from innovatie.accounts.actions.links import make_link
from innovatie.accounts.secret_tokens import digest
from innovatie.domain.authority import Role
from innovatie.infra.clock import Clock
from innovatie.infra.database import fetch_value
from innovatie.notifications.kinds import Kind, unsubscribe_token
from tests import factories
from tests.accounts.signing import colleague
from tests.serving import SECRET, web

pytestmark = pytest.mark.anyio


async def mailed(kind: str) -> str:
    """The address in the newest mail of this kind, as its path."""
    details = await fetch_value("SELECT details FROM queued_mail WHERE kind = $1 ORDER BY id DESC LIMIT 1", kind)
    return str(json.loads(details)["pad"])


async def answer(page: Page, address: str, button: str) -> str:
    """Open this address, press the button; what the page says then."""
    await page.goto(address)
    await page.get_by_role("button", name=button, exact=True).click()
    await page.wait_for_load_state()
    return await page.inner_text("main")


async def signed_in(page: Page) -> bool:
    return await page.locator("form[action='/uitloggen']").count() > 0


async def test_who_opens_a_link_of_a_mail_can_answer_and_its_address_is_told_to_nobody(
    committed: str, browser: Browser, tmp_path: Path
) -> None:
    now = Clock().now()
    person, _town = await colleague(Role.CIVIL_SERVANT)
    _mayor, town = await colleague(Role.MUNICIPAL_ADMIN, address="piet@dorp.nl")
    actor = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town)
    await invite(
        actor=actor, municipality_id=town, name="Els Bos", address="els@dorp.nl", role=Role.CIVIL_SERVANT, now=now
    )
    with web(committed, tmp_path / "web.log") as here:
        context = await browser.new_context(locale="nl-NL")
        page = await context.new_page()
        told: list[str] = []
        page.on("request", lambda one: told.append(one.headers.get("referer", "")))

        link = unsubscribe_token(person, Kind.ROUND, SECRET)
        assert "U krijgt geen mail meer" in await answer(page, f"{here}/mail/afmelden/{link}", "Zeg deze mail op")

        await page.goto(f"{here}/inloggen")
        await page.locator("input[name=email]").fill("jan@stad.nl")
        await page.locator("form[action='/inloggen/link'] button").click()
        await page.wait_for_load_state()
        cookie = next(one for one in await context.cookies() if one["name"].endswith("innovatie-browser"))["value"]
        await make_link(address="jan@stad.nl", browser_digest=digest(cookie, "browser"), after="/ideeen", now=now)
        await answer(page, here + await mailed("inloglink"), "Log in")
        assert (page.url, await signed_in(page)) == (f"{here}/ideeen", True)

        await context.clear_cookies()
        await answer(page, here + await mailed("uitnodiging"), "Doe mee")
        assert await signed_in(page), await page.inner_text("main")
        assert [one for one in told if any(part in one for part in ("/afmelden/", "/link/", "/uitnodiging/"))] == []
