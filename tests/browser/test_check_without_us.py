"""The page that checks a receipt by itself, opened from a folder without any site: what it sees and what it names."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page

from innovatie.voting import queries
from innovatie.voting.package import build
from innovatie.voting.receipt_pdf import receipt_json, receipt_pdf
from tests.browser.crawl import judge_with_axe, too_wide
from tests.voting.test_evidence import TURNED, eml, turn, voted
from tests.voting.test_outsider import address as qr_address

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def _found(page: Page, folder: Path, *names: str) -> tuple[str, list[str], list[str]]:
    """The heading, what is right and what is wrong when these files are chosen."""
    await page.reload()
    await page.set_input_files("#bestanden", [folder / name for name in names])
    await page.click("button")
    await page.wait_for_selector("#uitkomst:not([hidden])")
    return (
        await page.inner_text("#kop"),
        await page.locator("li.goed").all_inner_texts(),
        await page.locator("li.fout").all_inner_texts(),
    )


async def test_what_was_kept_is_checked_without_a_site_and_a_turned_ballot_is_named(
    tmp_path: Path, client: httpx.AsyncClient, browser: Browser
) -> None:
    scene, mail, receipt = await voted()
    answer = await client.get("/stemmen/controleer/zonder-ons")
    assert "attachment" in answer.headers["content-disposition"]
    (tmp_path / "controleer.html").write_bytes(answer.content)
    (tmp_path / "bericht.eml").write_bytes(eml(mail))
    (tmp_path / "bericht.txt").write_text("> " + mail.replace("\n", "\n> "))
    (tmp_path / "bewijs.json").write_bytes(receipt_json(receipt))
    (tmp_path / "bewijs.pdf").write_bytes(receipt_pdf("Ronde", "Voorselectie", receipt, [["Idee"]], "https://x.nl/"))
    other = json.loads(receipt_json(receipt))
    other["gebeurtenis"]["keuze"] = [str(scene.groups[3])]
    (tmp_path / "vals.json").write_text(json.dumps(other))
    (tmp_path / "vreemd.txt").write_text("Beste gemeente, de koffie is klaar.")
    first = await queries.receipt(await scene.vote(), 2)
    (tmp_path / "eerste.json").write_bytes(receipt_json(first))
    (tmp_path / "code.txt").write_text(qr_address(first))
    trail = f"{mail}\n\nKop van het spoor: 5 {'ab' * 32}\n\nRijen erbij:\n{receipt.sequence} {receipt.leaf}"
    (tmp_path / "getuige.txt").write_text(trail)
    (tmp_path / "getuige.eml").write_bytes(eml(trail))  # as text and as HTML
    stuffed = await scene.approve(0, 2, expected=2)
    await turn(scene, TURNED)
    await scene.close()
    with zipfile.ZipFile(BytesIO(build(await queries.dossier(await scene.vote())))) as archive:
        for name in archive.namelist():
            if name.endswith(("logboek.jsonl", "controleer.html", "regels.json")):
                (tmp_path / f"pakket-{Path(name).name}").write_bytes(archive.read(name))
    (tmp_path / "regels.json").write_bytes((tmp_path / "pakket-regels.json").read_bytes())
    assert (tmp_path / "pakket-controleer.html").read_bytes() == answer.content

    context = await browser.new_context(offline=True, viewport={"width": 320, "height": 800})
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto((tmp_path / "controleer.html").as_uri())
    heading, good, wrong = await _found(page, tmp_path, "bewijs.json", "bewijs.pdf", "bericht.eml", "bericht.txt")
    assert (heading, wrong) == ("Alles klopt", [])
    assert [f"rij {TURNED} van" in line for line in good] == [True, True, False, False]
    assert (await _found(page, tmp_path, "getuige.txt", "getuige.eml"))[2] == []
    assert await page.inner_text("#sleutels")

    heading, _, wrong = await _found(page, tmp_path, "vals.json", "vreemd.txt")
    assert heading.startswith("Er klopt iets niet")
    assert any("vals.json: de stem leidt niet naar de wortel" in line for line in wrong)
    assert any("vreemd.txt: dit is geen bewijs" in line for line in wrong)

    for kept in ("bewijs.json", "bewijs.pdf", "bericht.eml"):
        _, _, wrong = await _found(page, tmp_path, kept, "pakket-logboek.jsonl")
        assert any(f"{kept}: rij {TURNED} is veranderd" in line for line in wrong), (kept, wrong)
    _, _, wrong = await _found(page, tmp_path, "getuige.txt", "getuige.eml", "pakket-logboek.jsonl")
    for kept in ("getuige.txt", "getuige.eml"):  # the row that was turned, and not the head of the trail as one
        assert [line.split(": ")[-1] for line in wrong if kept in line] == [
            f"rij {TURNED} is veranderd nadat u dit kreeg."
        ]
    heading, good, wrong = await _found(
        page, tmp_path, "eerste.json", "code.txt", "pakket-logboek.jsonl", "regels.json"
    )
    assert heading.startswith("Er klopt iets niet")
    assert any(line.endswith("Idee A. Is dat wat u koos?") for line in good)
    code = await scene.town_code(0)
    for kept in ("eerste.json", "code.txt"):
        assert any(f"{kept}: na rij 2 staat er voor {code} een stem op rij {stuffed}" in line for line in wrong)
    await page.screenshot(path=tmp_path / "beeld.png", full_page=True)
    other = (tmp_path / "regels.json").read_text().replace("Idee A", "Idee B")
    (tmp_path / "regels (1).json").write_text(other)
    _, _, wrong = await _found(page, tmp_path, "eerste.json", "pakket-logboek.jsonl", "regels (1).json")
    assert any("regels.json is niet die van de opening" in line for line in wrong)
    assert await too_wide(page) == []
    assert await judge_with_axe(await context.new_cdp_session(page)) == []
    assert {url.split("/")[0] for url in asked} <= {"file:", "blob:"}
