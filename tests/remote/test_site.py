"""The client asks again where that is safe, sends its token nowhere else, and knows what the document says."""

from collections.abc import Callable
from datetime import UTC, datetime

import client_shapes
import httpx
import pytest

from innovatie.remote import KeyAccess, RemoteError, Site, TokenAccess
from innovatie.remote.shapes import IdeeUit, MeldingIn
from tests.api import contract

pytestmark = pytest.mark.anyio

HOME = "https://innovatie.example.nl"
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
EMPTY = {"resultaten": [], "aantal": 0, "_links": {"self": {"href": "/api/v1/ideeen"}}}

Answers = Callable[[httpx.Request], httpx.Response]


class Trial:
    """A site that gives the answers in turn (the last for ever), and remembers what was asked and waited."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers, self.asked, self.waited = list(answers), [], []  # type: ignore[var-annotated]

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        one = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(one, Exception):
            raise one
        return httpx.Response(one.status_code, headers=one.headers, content=one.content)

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)

    def site(self, *, token: str = "") -> Site:
        access = TokenAccess(token) if token else None
        transport = httpx.MockTransport(self.answer)
        return Site(HOME, access=access, transport=transport, pause=self.pause, clock=lambda: NOW)


def test_the_shapes_are_those_of_the_document() -> None:
    made = client_shapes.text_of(contract.document())
    assert client_shapes.SHAPES.read_text("utf-8") == made, "run .venv/bin/python scripts/client_shapes.py"


async def test_it_waits_as_long_as_the_site_says_in_seconds_or_by_a_date() -> None:
    busy = httpx.Response(429, headers={"Retry-After": "7"})
    dated = httpx.Response(503, headers={"Retry-After": "Mon, 30 Nov 2026 09:00:20 GMT"})
    silent = httpx.Response(502)
    trial = Trial(busy, dated, silent, httpx.Response(200, json=EMPTY))
    async with trial.site() as site:
        assert [one async for one in site.each("ideeen", IdeeUit)] == []
    assert trial.waited == [7, 20, 4]


async def test_a_report_over_a_line_that_breaks_bears_one_key_so_that_it_is_done_once() -> None:
    kept = httpx.Response(201, json={"melding": 7, "webpagina": {"href": "/overname/1"}})
    trial = Trial(httpx.ReadError("broken"), httpx.ConnectTimeout("slow"), kept)
    async with trial.site(token="abc") as site:
        assert (await site.report_adoption(1, MeldingIn(stap="in_gebruik"))).melding == 7
    keys = {request.headers["idempotency-key"] for request in trial.asked}
    assert len(trial.asked) == 3 and len(keys) == 1 and len(keys.pop()) > 20
    assert {request.headers["authorization"] for request in trial.asked} == {"Bearer abc"}
    assert trial.asked[0].content == b'{"stap":"in_gebruik"}'  # what was not given is not sent


async def test_it_gives_up_after_five_tries_or_when_the_site_says_later() -> None:
    trial = Trial(httpx.ConnectError("no"))
    async with trial.site() as site:
        with pytest.raises(RemoteError, match="niet te bereiken"):
            await site.request("GET", "/api/v1")
    assert trial.waited == [1, 2, 4, 8]
    tomorrow = Trial(httpx.Response(503, headers={"Retry-After": "86400"}, json={"detail": "Morgen weer."}))
    async with tomorrow.site() as site:
        with pytest.raises(RemoteError, match=r"Morgen weer\."):
            await site.request("GET", "/api/v1")
    assert (len(tomorrow.asked), tomorrow.waited) == (1, [])


async def test_a_refusal_is_told_with_every_field_and_never_sent_again() -> None:
    wrong = {"detail": "Controleer wat u hebt ingevuld.", "ongeldig": [{"naam": "titel", "reden": "Vul een titel in."}]}
    trial = Trial(httpx.Response(400, json=wrong))
    async with trial.site(token="abc") as site:
        with pytest.raises(RemoteError) as refused:
            await site.post_idea(b"{}")
    assert (refused.value.status, refused.value.wrong) == (400, {"titel": "Vul een titel in."})
    assert str(refused.value) == "Controleer wat u hebt ingevuld.\n  titel: Vul een titel in."
    assert len(trial.asked) == 1


@pytest.mark.parametrize("href", ["https://elders.example/api", "//elders.example/api"])
async def test_a_list_that_leads_to_another_site_is_not_followed(href: str) -> None:
    trial = Trial(httpx.Response(200, json={**EMPTY, "_links": {"next": {"href": href}}}))
    async with trial.site(token="abc") as site:
        with pytest.raises(RemoteError, match="andere site"):
            _ = [one async for one in site.each("ideeen", IdeeUit)]
    assert len(trial.asked) == 1


async def test_nor_is_a_redirect_and_a_page_that_is_no_api_is_said_to_be_none() -> None:
    moved = Trial(httpx.Response(302, headers={"Location": "https://elders.example/"}))
    async with moved.site(token="abc") as site:
        with pytest.raises(RemoteError, match="302"):
            await site.request("GET", "/api/v1")
    page = Trial(httpx.Response(200, html="<p>Welkom</p>"))
    async with page.site() as site:
        with pytest.raises(RemoteError, match="anders dan de API"):
            _ = [one async for one in site.each("ideeen", IdeeUit)]


@pytest.mark.parametrize(
    "address", ["innovatie.nl", "ftp://a.nl", "https://", "https://a.nl:x", "https://u:p@a.nl", "a b", "http://["]
)
def test_what_is_no_address_of_a_site_is_refused(address: str) -> None:
    with pytest.raises(RemoteError, match="geen adres"):
        Site(address)


def test_a_token_travels_by_https_only_and_is_one_line() -> None:
    with pytest.raises(RemoteError, match="alleen over https"):
        Site("http://innovatie.example.nl", access=TokenAccess("abc"))
    assert Site("http://127.0.0.1:8000/", access=TokenAccess("abc")).address == "http://127.0.0.1:8000"
    for text in ("", "twee woorden", "a\nb", "é"):
        with pytest.raises(RemoteError, match="geen token"):
            TokenAccess(text)


async def test_what_is_no_key_is_said_to_be_none_and_a_file_of_too_much_is_not_sent() -> None:
    trial = Trial(httpx.Response(200, json=EMPTY))
    async with Site(HOME, access=KeyAccess("x", "geen sleutel"), transport=httpx.MockTransport(trial.answer)) as site:
        with pytest.raises(RemoteError, match="geen geheime sleutel"):
            await site.request("GET", "/api/v1")
    async with trial.site(token="abc") as site:
        with pytest.raises(RemoteError, match="20 MB"):
            await site.import_ideas(b" " * 20_000_001, source="bron")
    async with trial.site() as site:
        with pytest.raises(RemoteError, match="token of een koppeling"):
            await site.post_idea(b"{}")
    assert trial.asked == []
