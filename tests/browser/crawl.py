"""Walks through the whole site as somebody, following links, and writes down what a browser finds on each page."""

import asyncio
import hashlib
import json
import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.async_api import BrowserContext, CDPSession, ConsoleMessage, Page

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VISITOR = "bezoeker"
PER_KIND = 2
"""Pages that a visitor sees of one kind, such as /ideeen/{n}; others see one of each, in the state that is theirs."""

SKELETON = """() => [...document.querySelectorAll('body *')].map(e =>
    e.tagName + '.' + e.className + '[' + [...e.attributes].map(a => a.name).sort().join() + ']').join('>')"""
SETTLED = """() => document.readyState === 'complete' && !document.querySelector('.htmx-request, .htmx-swapping')
    && (!document.querySelector('[hx-trigger*="load"]') || performance.now() > 1500)"""
LINKS = "() => [...document.querySelectorAll('a[href]')].map(a => [a.href, a.hasAttribute('download')])"
FOCUSABLE = """() => { const radioStop = e => { const all = [...document.getElementsByName(e.name)].filter(
        o => o.type === 'radio' && o.form === e.form); return all.find(o => o.checked) ?? all[0]; };
    return [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
    .filter(e => !e.disabled && e.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})
        && (e.type !== 'radio' || e === radioStop(e)))
    .map((e, i) => { e.dataset.focusNumber = i; return e.outerHTML.slice(0, 120); }); }"""
COVERED = """() => { const found = []; for (const e of document.querySelectorAll(
    'main :is(a[href], button, summary, input:not([type=hidden]), select, textarea)')) {
    if (e.disabled || !e.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})) continue;
    e.scrollIntoView({block: 'center'}); const box = e.getClientRects()[0];
    if (!box || box.width < 2 || box.height < 2) continue;
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (!top || e.contains(top) || top.contains(e) || top.closest('label')?.control === e) continue;
    found.push(e.outerHTML.slice(0, 120) + ' lies below ' + top.outerHTML.slice(0, 120)); }
    scrollTo(0, 0); return found; }"""
FOCUSED = """() => { const e = document.activeElement; if (!e || e === document.body) return null;
    const s = getComputedStyle(e), t = getComputedStyle(e, '::after'), box = e.getBoundingClientRect();
    const seen = c => (c.outlineStyle !== 'none' && parseFloat(c.outlineWidth) > 0) || c.boxShadow !== 'none';
    return [e.dataset.focusNumber ?? null, seen(s) || seen(t), e.outerHTML.slice(0, 120)]; }"""

NOWHERE = """() => [...document.querySelectorAll('a[href^="#"], [for], [aria-labelledby], [aria-describedby]')].filter(e =>
    [e.hash && decodeURIComponent(e.hash.slice(1)), ...['for', 'aria-labelledby', 'aria-describedby'].flatMap(
        name => (e.getAttribute(name) ?? '').split(/\\s+/))].some(id => id && !document.getElementById(id)))
    .map(e => e.outerHTML.slice(0, 120))"""
IDLE = """() => [...document.querySelectorAll('[tabindex="0"]')].filter(e => e.checkVisibility()
    && e.scrollWidth <= e.clientWidth + 1 && e.scrollHeight <= e.clientHeight + 1).map(e => e.outerHTML.slice(0, 120))"""


@dataclass(slots=True)
class Found:
    """What a browser found on one page. `path` includes the query; problems are texts, empty when all is well."""

    role: str
    path: str
    status: int
    title: str = ""
    headings: int = 0
    lang: str = ""
    html: str = ""
    axe: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)
    unseen_focus: list[str] = field(default_factory=list)
    covered: list[str] = field(default_factory=list)
    in_dark: list[str] = field(default_factory=list)
    nowhere: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    came_from: str = ""


def kind_of(path: str) -> str:
    """The kind of page behind an address: numbers, slugs and codes become one sign.

    Of a query only the name stays; queries of several names are one kind, for filters combine without end.
    """
    parts = urlsplit(path)
    kind = re.sub(r"/\d+(-[\w-]*)?(?=/|$)", "/{n}", re.sub(r"/GM\d+(-[\w-]*)?", "/{gm}", parts.path))
    kind = re.sub(r"/(20\d\d-\d)(?=/|$)", r"/\1", kind)
    kind = re.sub(r"(?<=/zoeken/woordenlijst/)(?!nieuw$)[\w-]+$", "{begrip}", kind)
    names = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    return kind + ("?" + (names.pop() if len(names) == 1 else "*") if names else "")


def is_page(path: str) -> bool:
    """Whether an address of ours is a page for people."""
    return not re.match(
        r"^/(static|api|data/|taal)|.*\.(csv|json|jsonl|xml|atom|ttl|ods|pdf|zip|txt|svg|png|blt|ics|yml)(\?|$)", path
    )


class Crawl:
    """One walk. `seen_skeletons` is shared between roles: what differs in words only is judged once.

    It also holds the kinds of pages through which the keyboard has walked.
    """

    def __init__(self, url: str, role: str, seen_skeletons: set[str], pictures: Path | None = None) -> None:
        self.url, self.role, self.pictures = url, role, pictures
        self.seen_skeletons = seen_skeletons
        self.found: list[Found] = []
        self.kinds: dict[str, int] = {}

    async def walk(self, context: BrowserContext, start: list[str]) -> list[Found]:
        """Visit `start` and whatever is linked from there."""
        page = await context.new_page()
        console: list[str] = []
        page.on("console", lambda message: self._hear(message, console))
        page.on("pageerror", lambda error: console.append(str(error)))
        devtools = await context.new_cdp_session(page)
        todo = deque((path, "") for path in start)
        known = set(start)
        while todo:
            path, came_from = todo.popleft()
            kind = kind_of(path)
            if self.kinds.get(kind, 0) >= (PER_KIND if self.role == VISITOR and "?" not in kind else 1):
                continue
            self.kinds[kind] = self.kinds.get(kind, 0) + 1
            console.clear()
            links = await self._visit(page, devtools, path, came_from, console)
            for link in links:
                if link not in known:
                    known.add(link)
                    todo.append((link, path))
        await page.close()
        return self.found

    @staticmethod
    def _hear(message: ConsoleMessage, console: list[str]) -> None:
        if message.type in {"error", "warning"}:
            console.append(f"{message.type}: {message.text}")

    async def _visit(
        self, page: Page, devtools: CDPSession, path: str, came_from: str, console: list[str]
    ) -> list[str]:
        answer = await page.goto(self.url + path)
        assert answer is not None
        await page.wait_for_function(SETTLED)
        one = Found(self.role, path, answer.status, came_from=came_from)
        self.found.append(one)
        if answer.status >= 400 or "text/html" not in answer.headers.get("content-type", ""):
            return []
        one.path = page.url.removeprefix(self.url)  # where a redirect led to
        one.html = await answer.text()
        one.title = await page.title()
        one.lang = await page.evaluate("document.documentElement.lang")
        one.headings = await page.evaluate("document.querySelectorAll('h1').length")
        skeleton = hashlib.sha256((kind_of(path) + await page.evaluate(SKELETON)).encode()).hexdigest()
        if skeleton not in self.seen_skeletons:
            self.seen_skeletons.add(skeleton)
            one.axe = await judge_with_axe(devtools)
            one.covered = await page.evaluate(COVERED)
            one.nowhere, one.idle = await page.evaluate(NOWHERE), await page.evaluate(IDLE)
            await page.emulate_media(color_scheme="dark")
            one.in_dark = await judge_with_axe(devtools, {"type": "rule", "values": ["color-contrast"]})
            await page.emulate_media(color_scheme="light")
            if kind_of(path) not in self.seen_skeletons:
                self.seen_skeletons.add(kind_of(path))
                one.unreached, one.unseen_focus = await walk_by_keyboard(page)
            await self._picture(page, path, 1280)
            await page.set_viewport_size({"width": 320, "height": 640})
            one.too_wide = await too_wide(page)
            await self._picture(page, path, 320)
            await page.set_viewport_size({"width": 1280, "height": 900})
        one.console = list(console)
        return [link for link in await self._links(page) if is_page(link)]

    async def _links(self, page: Page) -> list[str]:
        found = []
        for address, is_download in await page.evaluate(LINKS):
            if address.startswith(self.url + "/") and not is_download:
                found.append(address.removeprefix(self.url).partition("#")[0])
        return found

    async def _picture(self, page: Page, path: str, width: int) -> None:
        if self.pictures is None:
            return
        name = re.sub(r"[^\w-]+", "_", path.strip("/")) or "start"
        await page.evaluate("document.activeElement?.blur()")
        await page.screenshot(path=self.pictures / f"{name[:80]}--{self.role}--{width}.png", full_page=True)


async def judge_with_axe(devtools: CDPSession, rules: Sequence[str] | Mapping[str, Any] = AXE_TAGS) -> list[str]:
    """The violations that axe-core finds; injected by the debugger, for the content policy lets no script in."""
    await devtools.send("Runtime.evaluate", {"expression": await asyncio.to_thread(AXE.read_text, "utf-8")})
    run = (
        f"axe.run(document, {{runOnly: {json.dumps(rules)}}}).then(r => JSON.stringify(r.violations.map(v =>"
        " v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160) + ' ' + n.failureSummary.slice(0, 200)).join(' | '))))"
    )
    answer: dict[str, Any] = await devtools.send(
        "Runtime.evaluate", {"expression": run, "awaitPromise": True, "returnByValue": True}
    )
    violations: list[str] = json.loads(answer["result"]["value"])
    return violations


async def too_wide(page: Page) -> list[str]:
    """Nothing when the page fits its window; else the elements that stick out."""
    if not await page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        return []
    wide: list[str] = await page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
        ".slice(0, 5).map(e => e.outerHTML.slice(0, 120))"
    )
    return wide or ["?"]


async def walk_by_keyboard(page: Page) -> tuple[list[str], list[str]]:
    """Press Tab to the end: what was never reached, and what showed no focus when it had it."""
    await page.evaluate("window.scrollTo(0, 0); document.activeElement?.blur()")
    wanted: list[str] = await page.evaluate(FOCUSABLE)
    reached: set[int] = set()
    unseen: list[str] = []
    outside = 0
    # A date field takes several steps; the walk may begin in the middle (error summary) and go round once.
    for _ in range(4 * len(wanted) + 10):
        await page.keyboard.press("Tab")
        focused = await page.evaluate(FOCUSED)
        outside += focused is None
        if outside > 1:
            break
        if focused is None:
            continue
        number, visible, outer = focused
        if number is not None:
            reached.add(int(number))
        if not visible:
            unseen.append(outer)
        if len(reached) == len(wanted):
            break
    return [outer for number, outer in enumerate(wanted) if number not in reached], unseen
