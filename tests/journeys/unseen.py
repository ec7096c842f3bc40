"""Somebody who walks a journey without a screen: the same pages, links and forms over HTTP, without drawing them.

Drawing a page costs Chromium a quarter of a second of processor. A road that one person walks in the browser is walked
by the next, who does the same, this way: the server answers the same, and nothing more is to be seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

import httpx
from lxml import html
from playwright.async_api import Browser, Page

from tests.live import Site


class Unseen:
    """`text` is what stands in the main part of the page that was read last, with single spaces."""

    def __init__(self, site: Site) -> None:
        none_kept = httpx.Limits(max_keepalive_connections=0)  # so that nobody has to hang up, also when a test fails
        self._client = httpx.AsyncClient(base_url=site.url, follow_redirects=True, timeout=60, limits=none_kept)
        self.text = ""

    @classmethod
    async def signed_in(cls, site: Site, name: str) -> Unseen:
        """Somebody who chose the persona `name` on the sign-in page."""
        one = cls(site)
        await one.goto("/inloggen")
        await one.press(f"Inloggen als {name}")
        return one

    async def page(self, browser: Browser) -> Page:
        """The same person in a browser of their own."""
        context = await browser.new_context(base_url=str(self._client.base_url), locale="nl-NL")
        context.set_default_timeout(15_000)
        await context.add_cookies(
            [
                {"name": cookie.name, "value": cookie.value or "", "url": str(self._client.base_url)}
                for cookie in self._client.cookies.jar
            ]
        )
        return await context.new_page()

    async def goto(self, path: str) -> None:
        """Read a page; AssertionError when it is refused."""
        self._read(await self._client.get(path))

    async def follow(self, words: str) -> None:
        """The first link in the main part that says `words`."""
        links = self.links(words)
        assert links, f"no link says {words!r}: {self.text}"
        await self.goto(urljoin(self._address, links[0]))

    def links(self, words: str) -> list[str]:
        """Where the links of the main part lead that say `words`."""
        return [one.get("href") for one in self._main().iter("a") if words in _said(one)]

    def names(self, start: str) -> list[str]:
        """The names of the fields that begin with `start`, each once."""
        named = [one.get("name") or "" for one in self._main().iter("input", "select", "textarea")]
        return list(dict.fromkeys(name for name in named if name.startswith(start)))

    def offers(self, button: str) -> bool:
        """Whether a button says `button`."""
        return bool(self._buttons(button))

    async def press(self, button: str, filled: Mapping[str, str | bool] | None = None) -> None:
        """Fill in the form of the first button that says `button`, each field by its label or name, and send it."""
        buttons = self._buttons(button)
        assert buttons, f"no button says {button!r}: {self.text}"
        form = next(one for one in buttons[0].iterancestors("form"))
        for label, value in (filled or {}).items():
            self._fill(form, label, value)
        sent = [*form.form_values()]
        if buttons[0].get("name"):
            sent.append((buttons[0].get("name"), buttons[0].get("value", "")))
        address = urljoin(self._address, buttons[0].get("formaction") or form.get("action") or self._address)
        if form.method == "GET":
            return self._read(await self._client.get(address, params=httpx.QueryParams(sent)))
        if form.get("enctype") == "multipart/form-data":
            parts = [(name, (None, value.encode())) for name, value in sent]
            return self._read(await self._client.post(address, files=parts))
        body = str(httpx.QueryParams(sent)).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._read(await self._client.post(address, content=body, headers=kind))

    def _read(self, response: httpx.Response) -> None:
        self._address, self._tree = str(response.url), html.document_fromstring(response.text)
        self.text = _said(self._main())
        assert response.status_code == httpx.codes.OK, f"{self._address}: {response.status_code}\n{self.text}"

    def _buttons(self, said: str) -> list[html.HtmlElement]:
        return [one for one in self._tree.iter("button") if _said(one) == said and not one.get("disabled")]

    def _main(self) -> html.HtmlElement:
        return next(self._tree.iter("main"))

    @staticmethod
    def _fill(form: html.FormElement, label: str, value: str | bool) -> None:
        if label in form.fields:
            form.fields[label] = value
            return
        found = [one.for_element for one in form.iter("label") if label in _said(one)]
        found += [one for one in form.iter("input", "select", "textarea") if label in (one.get("aria-label") or "")]
        assert found and found[0] is not None, f"no field says {label!r}: {_said(form)}"
        if isinstance(value, bool):
            found[0].checked = value
        else:
            found[0].value = value


def _said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())
