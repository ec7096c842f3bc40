"""Writing with buttons, keys and what is pasted from Word; the preview; and what the plan then looks like."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from innovatie.accounts import actions as accounts
from innovatie.domain.authority import Role
from innovatie.infra.clock import Clock
from tests import factories
from tests.browser.crawl import judge_with_axe
from tests.serving import web
from tests.waiting import PATIENCE

pytestmark = pytest.mark.anyio

FROM_WORD = """<html><body><!--StartFragment--><h1>Aanpak</h1>
<p class=MsoNormal>Wij <b>bundelen</b><b> alles</b> met 3 * 4 stappen, zie <a href="https://voorbeeld.example/a b">het
rapport</a> en <a href="javascript:alert(1)">dit niet</a>.</p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>Eerst dit</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o&nbsp;</span>Daarin</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·&nbsp;</span>Dan dat</p>
<table><tr><td><p>Jaar</p></td><td><p>Zaken | stuks</p></td></tr><tr><td>2024</td><td>12</td></tr></table>
<script>alert(1)</script></body></html>"""
KEPT = """## Aanpak

Wij **bundelen alles** met 3 \\* 4 stappen, zie [het rapport](https://voorbeeld.example/a%20b) en dit niet.

- Eerst dit
    - Daarin
- Dan dat

| Jaar | Zaken \\| stuks |
| --- | --- |
| 2024 | 12 |"""

PASTE = """([area, kinds]) => {
  const data = new DataTransfer();
  for (const [kind, text] of Object.entries(kinds)) data.setData(kind, text);
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


async def paste(page: Page, field: str, **kinds: str) -> str:
    """Paste it in an empty field; what stands there then."""
    area = page.locator(field)
    await area.fill("")
    await area.focus()
    sent = {f"text/{kind}": text for kind, text in kinds.items()}
    await page.evaluate(PASTE, [await area.element_handle(), sent])
    return await area.input_value()


async def test_a_plan_is_written_with_buttons_keys_and_what_word_has(
    committed: str, browser: Browser, tmp_path: Path
) -> None:
    expect.set_options(timeout=PATIENCE * 1000)
    town = await factories.municipality("Bergen op Zoom")
    idea = await factories.idea(town)
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    await factories.municipality("Bergeijk")
    secret = await accounts.start_session(person_id=person, device="test", now=Clock().now(), means="persona")
    with web(committed, tmp_path / "web.log") as address:
        context = await browser.new_context(locale="nl-NL")
        await context.add_cookies([{"name": "innovatie", "value": secret, "url": address}])
        page = await context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        await page.goto(f"{address}/ideeen/nieuw")

        # pasting: structure becomes marks; what has none is left to the browser
        assert await paste(page, "#veld-probleem", html=FROM_WORD, plain="x") == KEPT
        assert await paste(page, "#veld-aanpak", plain="•\teen\n•\ttwee") == "- een\n- twee"
        assert await paste(page, "#veld-aanpak", html="<span>gewoon</span>", plain="gewoon") == ""
        assert said == []

        # the toolbar is one stop of the Tab key; its arrows go round
        area = page.locator("#veld-samenvatting")
        bar = page.get_by_role("toolbar", name="Opmaak: Samenvatting")
        await area.fill("een twee")
        await area.focus()
        await page.keyboard.press("Shift+Tab")
        await expect(bar.get_by_role("button", name="Vet")).to_be_focused()
        await page.keyboard.press("ArrowLeft")
        await expect(bar.get_by_role("button", name="Voorbeeld")).to_be_focused()
        await page.keyboard.press("Home")
        await area.evaluate("one => one.setSelectionRange(4, 8)")
        await page.keyboard.press("Enter")
        await expect(area).to_have_value("een **twee**")
        await area.press("Control+b")
        await expect(area).to_have_value("een twee")
        await area.press("Control+z")
        await expect(area).to_have_value("een **twee**")
        await bar.get_by_role("button", name="Lijst").click()
        await area.press("End")
        await area.press("Enter")
        await page.keyboard.type("drie")
        await expect(area).to_have_value("- een **twee**\n- drie")

        # the preview, in the same words as the page will have
        await bar.get_by_role("button", name="Voorbeeld").click()
        pane = page.get_by_role("region", name="Voorbeeld: Samenvatting")
        await expect(pane.locator("li")).to_have_text(["een twee", "drie"])
        await expect(area).to_be_hidden()
        assert await judge_with_axe(await context.new_cdp_session(page)) == []
        await bar.get_by_role("button", name="Voorbeeld").click()
        await expect(area).to_be_visible()

        # an at-sign offers names; the list has the keys while it is open
        await page.goto(f"{address}/gesprek-over/plan/{idea}")
        await expect(page.locator("[data-mention-apart]")).to_be_hidden()
        said_here = page.locator("#veld-reactie")
        await said_here.press_sequentially("Mail a@berg.example, vraag @berg")
        names = page.get_by_role("listbox", name="Wie noemt u?")
        await expect(names.get_by_role("option")).to_have_text(["Bergeijk", "Bergen op Zoom"])
        assert await judge_with_axe(await context.new_cdp_session(page)) == []
        await said_here.press("ArrowDown")
        await expect(names.get_by_role("option", selected=True)).to_have_text("Bergen op Zoom")
        await said_here.press("Enter")
        await expect(said_here).to_have_value("Mail a@berg.example, vraag @Bergen op Zoom ")
        await expect(names).to_be_hidden()
        await said_here.press_sequentially("en @berge")
        await said_here.press("Escape")
        await expect(names).to_be_hidden()

        # on paper nothing is folded, and afterwards it is as it was
        await page.goto(f"{address}/hulp")
        folds = "document.querySelectorAll('main details').length"
        opened = "document.querySelectorAll('main details[open]').length"
        assert await page.evaluate(opened) == 0
        await page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert await page.evaluate(opened) == await page.evaluate(folds) > 3
        await page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert await page.evaluate(opened) == 0
