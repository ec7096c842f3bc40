"""The whole demo as a running site, and one crawl of it by everybody who may sign in."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest
from lxml import html
from playwright.async_api import BrowserContext, async_playwright

from tests.browser.crawl import VISITOR, Crawl, Found
from tests.databases import drop, own_name, run_sql, with_database
from tests.live import CHROMIUM, CHROMIUM_ARGUMENTS, ROOT
from tests.serving import end, free_port
from tests.waiting import until

EVERYBODY_STARTS = ["/", "/stijlgids", "/ideeen", "/groepen", "/rondes", "/winnaars", "/gemeenten", "/inzicht"]
SIGNED_IN_STARTS = ["/mijn-werk", "/wat-mag-ik", "/"]
LOADING_WITHIN = 900.0  # seconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the whole demo; INNOVATIE_TEST_SITE names one that runs already."""
    given = os.environ.get("INNOVATIE_TEST_SITE")
    if given:
        yield given.rstrip("/")
        return
    server: str = request.getfixturevalue("server_dsn")
    name = own_name("demo")
    asyncio.run(run_sql(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}"))
    with demo_running(with_database(server, name), tmp_path_factory.mktemp("demo")) as url:
        yield url
    asyncio.run(drop(server, name))


class demo_running:  # noqa: N801 -- reads as a block
    """`innovatie demo` as a process of its own on an empty database, until the block ends."""

    def __init__(self, dsn: str, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self.log = folder / "demo.log"
        self.variables = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DATABASE_URL": dsn}
        self.command = [sys.executable, "-m", "innovatie.cli", "demo", "--port", self.url.rpartition(":")[2]]
        self.command += ["--data", str(folder)]

    def __enter__(self) -> str:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.variables, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            until(self._loaded, of=f"the demo is loaded; its log is {self.log}", patience=LOADING_WITHIN)
        except AssertionError:
            end(self.process)
            raise
        return self.url

    def _loaded(self) -> bool:
        assert self.process.poll() is None, f"the demo ended:\n{self.log.read_text(errors='replace')[-4000:]}"
        try:
            return httpx.get(f"{self.url}/inloggen", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def __exit__(self, *_: object) -> None:
        end(self.process)


def personas_of(url: str) -> list[str]:
    """Of the persons that the demo offers to sign in as, one for each set of roles."""
    page = html.fromstring(httpx.get(f"{url}/inloggen", timeout=30).text)
    by_roles: dict[str, str] = {}
    for form in page.xpath("//form[.//input[@name='persona']]"):
        roles = form.xpath("string(.//*[@class='persona__roles'])").strip()
        by_roles.setdefault(roles, form.xpath("string(.//input[@name='persona']/@value)"))
    return list(by_roles.values())


async def sign_in(context: BrowserContext, url: str, persona: str) -> None:
    """Choose a persona on the sign-in page, as a person would."""
    page = await context.new_page()
    await page.goto(f"{url}/inloggen")
    await page.locator(f'form:has(input[name=persona][value="{persona}"]) button').click()
    await page.wait_for_load_state()
    await page.close()


async def crawl_all(url: str, pictures: Path | None = None, roles: Sequence[str] = ()) -> list[Found]:
    """Everybody (or only `roles`), one after another: the visitor first, who sees the plainest pages."""
    assert CHROMIUM is not None, "Installeer Chromium of Chrome, of wijs er een aan met INNOVATIE_TEST_BROWSER."
    found: list[Found] = []
    skeletons: set[str] = set()
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        for role in roles or [VISITOR, *personas_of(url)]:
            context = await chromium.new_context(locale="nl-NL", viewport={"width": 1280, "height": 900})
            if role != VISITOR:
                await sign_in(context, url, role)
            start = EVERYBODY_STARTS if role == VISITOR else SIGNED_IN_STARTS
            found += await Crawl(url, role, skeletons, pictures).walk(context, start)
            await context.close()
        await chromium.close()
    return found


@pytest.fixture(scope="session")
def crawl(demo_url: str) -> list[Found]:
    """What the browser found on every kind of page, as everybody."""
    return asyncio.run(crawl_all(demo_url))
