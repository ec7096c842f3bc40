"""One site and its API: asks, waits and asks again where that is safe, and reads lists to their end.

Safe is what is only read, and what bears an Idempotency-Key: the site then does it once, however often it is sent.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Final, Self, TypeVar

import httpx
import msgspec

from innovatie.domain.json_faults import NOT_JSON
from innovatie.domain.web_addresses import parts_of
from innovatie.remote.access import Access
from innovatie.remote.answers import Found, Piece, Problem
from innovatie.remote.errors import RemoteError
from innovatie.remote.shapes import (
    GeplaatstUit,
    IdeeIn,
    InvoerUit,
    MeldingIn,
    MeldingUit,
    VergelijkingUit,
)

Answer = TypeVar("Answer")
Params = Mapping[str, str | int | bool]

TRIES: Final = 5
LONGEST_WAIT: Final = 120.0
"""Seconds before one request is tried again. A site that says later than this is given up."""
LARGEST_IMPORT: Final = 20_000_000
PAGE: Final = 100
AGAIN: Final = frozenset({429, 502, 503, 504})
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Site:
    """A site by its address, such as https://innovatie.example.nl. Raises RemoteError, and nothing else of its own."""

    def __init__(
        self,
        address: str,
        *,
        access: Access | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.address = _address(address)
        parts = parts_of(self.address)
        if access is not None and parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise RemoteError("Een token gaat alleen over https. Geef het adres van de site met https:// ervoor.")
        self._access, self._pause, self._clock = access, pause, clock
        self._http = httpx.AsyncClient(
            base_url=self.address,
            transport=transport,
            timeout=httpx.Timeout(60.0, connect=10.0),
            headers={"Accept": "application/json", "Accept-Language": "nl", "User-Agent": "innovatie-remote"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    # reading

    async def get(self, path: str, shape: type[Answer], params: Params | None = None) -> Answer:
        """What stands at a path of the site, such as /api/v1/rondes."""
        return self._read(await self.request("GET", path, params=params), shape)

    async def pieces(self, path: str, **filters: str | int) -> AsyncIterator[list[msgspec.Raw]]:
        """The rows of a list as the site wrote them, a hundred at a time, to its end. Each row of JSON once."""
        params: Params | None = {"paginaGrootte": PAGE, **filters}
        while True:
            piece = await self.get(path, Piece, params)
            yield piece.resultaten
            if piece.links.next is None:
                return
            path, params = self._within(piece.links.next.href), None

    async def each(self, name: str, shape: type[Answer], **filters: str | int) -> AsyncIterator[Answer]:
        """The things of a public list by its name, such as ideeen, with the filters of that list."""
        async for rows in self.pieces(f"/api/v1/{name}", **filters):
            for row in rows:
                yield self._decoded(bytes(row), shape)

    async def search(self, words: str, *, most: int, **filters: str) -> Found:
        """What the search of the site finds, at most `most` of it, with how many there are for each filter."""
        asked: Params = {"q": words, "paginaGrootte": min(most, PAGE), **filters}
        found = await self.get("/api/v1/zoeken", Found, asked)
        rows, piece = [*found.resultaten], found
        while len(rows) < most and piece.links.next is not None:
            piece = await self.get(self._within(piece.links.next.href), Found)
            rows += piece.resultaten
        return msgspec.structs.replace(found, resultaten=rows[:most])

    async def similar(self, text: str, *, title: str = "") -> VergelijkingUit:
        """Plans that resemble a text; the site keeps nothing of it."""
        body = msgspec.json.encode({"tekst": text, "titel": title})
        headers = {"Content-Type": "application/json"}
        answer = await self.request("POST", "/api/v1/vergelijkbaar", content=body, headers=headers)
        found = self._read(answer, VergelijkingUit)
        if found.resultaten is None:
            raise RemoteError("Vergelijken lukt daar nu even niet. Probeer het zo opnieuw.", status=answer.status_code)
        return found

    # writing

    async def post_idea(self, idea: IdeeIn | bytes, *, key: str | None = None) -> GeplaatstUit:
        """Post a plan; the same `key` twice posts it once."""
        body = idea if isinstance(idea, bytes) else msgspec.json.encode(idea)
        return await self._write("/api/v1/ideeen", body, GeplaatstUit, key=key)

    async def import_ideas(
        self,
        lines: bytes,
        *,
        source: str,
        trial: bool = False,
        municipality: str = "",
        sheet: str = "",
        key: str | None = None,
    ) -> InvoerUit:
        """Bring in JSON Lines, CSV or a spreadsheet: all plans or none. On trial: what would become of each line.

        `sheet` is of a spreadsheet; without it the first that holds something.
        """
        if len(lines) > LARGEST_IMPORT:
            raise RemoteError(f"Dit is meer dan {LARGEST_IMPORT // 1_000_000} MB. Voer de regels in stukken in.")
        params: dict[str, str | int | bool] = {"bron": source, "proef": "true" if trial else "false"}
        if municipality:
            params["gemeentecode"] = municipality
        if sheet:
            params["blad"] = sheet
        kind = "application/octet-stream"
        return await self._write("/api/v1/ideeen/invoer", lines, InvoerUit, params=params, key=key, kind=kind)

    async def report_adoption(self, solution: int, report: MeldingIn, *, key: str | None = None) -> MeldingUit:
        """Say where a municipality stands with a solution."""
        path = f"/api/v1/overname/{solution}/meldingen"
        return await self._write(path, msgspec.json.encode(report), MeldingUit, key=key)

    async def _write(
        self,
        path: str,
        body: bytes,
        shape: type[Answer],
        *,
        params: Params | None = None,
        key: str | None,
        kind: str = "application/json",
    ) -> Answer:
        if self._access is None:
            raise RemoteError("Hiervoor is een token of een koppeling met een sleutel nodig.")
        headers = {"Content-Type": kind, "Idempotency-Key": key or secrets.token_urlsafe(24)}
        return self._read(await self.request("POST", path, params=params, content=body, headers=headers), shape)

    # asking

    @asynccontextmanager
    async def stream(self, path: str, headers: Mapping[str, str]) -> AsyncIterator[httpx.Response]:
        """An answer piece by piece, asked once and without a token; httpx.TransportError when the line breaks."""
        async with self._http.stream("GET", path, headers=headers) as answer:
            yield answer

    async def wait_for(self, attempt: int, answer: httpx.Response | None) -> None:
        """Before a request is sent again: as long as the site said; RemoteError when enough was tried."""
        if attempt >= TRIES:
            raise (
                self.unreachable("de verbinding breekt steeds af") if answer is None else refusal(answer, self.address)
            )
        wait = _wait(attempt) if answer is None else _told(answer, self._clock()) or _wait(attempt)
        await self._pause(min(wait, LONGEST_WAIT))

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """The answer to a request that may be sent again. RemoteError for a refusal, or when none came at all."""
        renewed = False
        attempt = 0
        while True:
            attempt += 1
            sent = dict(headers or {}) | await self._bearer()
            request = self._http.build_request(method, path, params=params, content=content, headers=sent)
            answer = await self._sent(request, last=attempt >= TRIES)
            if answer is None:
                await self._pause(_wait(attempt))
                continue
            if answer.status_code == httpx.codes.UNAUTHORIZED and self._access is not None and not renewed:
                renewed = True
                if self._access.forget():
                    attempt -= 1
                    continue
            if answer.status_code in AGAIN and attempt < TRIES:
                wait = _told(answer, self._clock()) or _wait(attempt)
                if wait <= LONGEST_WAIT:
                    await self._pause(wait)
                    continue
            if answer.is_success or answer.status_code == httpx.codes.NOT_MODIFIED:
                return answer
            raise refusal(answer, self.address)

    async def _sent(self, request: httpx.Request, *, last: bool) -> httpx.Response | None:
        try:
            return await self._http.send(request)
        except httpx.TransportError as error:
            if last:
                raise self.unreachable(type(error).__name__) from None
            return None

    def unreachable(self, why: str) -> RemoteError:
        return RemoteError(f"{self.address} is niet te bereiken ({why}). Klopt het adres?")

    async def _bearer(self) -> dict[str, str]:
        if self._access is None:
            return {}

        async def post(path: str, form: dict[str, str]) -> httpx.Response:
            try:
                return await self._http.post(path, data=form)
            except httpx.TransportError as error:
                raise self.unreachable(type(error).__name__) from None

        return {"Authorization": f"Bearer {await self._access.token(self.address, post, self._clock())}"}

    def _read(self, answer: httpx.Response, shape: type[Answer]) -> Answer:
        return self._decoded(answer.content, shape)

    def _decoded(self, body: bytes, shape: type[Answer]) -> Answer:
        try:
            return msgspec.json.decode(body, type=shape)
        except NOT_JSON as error:
            raise RemoteError(f"{self.address} antwoordt anders dan de API van Innovatie ({error}).") from None

    def _within(self, href: str) -> str:
        """A path of this site: a list that leads elsewhere would send our token there."""
        if not href.startswith("/") or href.startswith("//"):
            raise RemoteError(f"{self.address} verwijst voor het vervolg naar een andere site.")
        return href


def _address(text: str) -> str:
    wrong = RemoteError(f"‘{text}’ is geen adres van een site. Geef het met https:// ervoor.")
    parts = parts_of(text.strip().rstrip("/"))
    try:
        _ = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise wrong
    return parts.geturl().removesuffix("/api/v1")


def _wait(attempt: int) -> float:
    return float(2 ** (attempt - 1))


def _told(answer: httpx.Response, now: datetime) -> float | None:
    """Seconds of Retry-After (a number or a date, RFC 9110), None when it says nothing that can be read."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def refusal(answer: httpx.Response, address: str) -> RemoteError:
    """What the site said no to, in its own words where it gave any."""
    status = answer.status_code
    try:
        problem = msgspec.json.decode(answer.content, type=Problem)
    except NOT_JSON:
        problem = Problem()
    wrong = {one.place: one.reden for one in problem.ongeldig}
    said = problem.detail or f"{address} antwoordt met {status} {answer.reason_phrase}."
    return RemoteError(said, status=status, wrong=wrong)
