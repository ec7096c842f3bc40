"""Pages, fragments, redirects and one-time messages, through a real Litestar application."""

from collections.abc import Iterator
from typing import ClassVar

import pytest
from litestar import Litestar, Request, Response, get
from litestar.datastructures import State
from litestar.testing import TestClient
from lxml import html
from msgspec import Struct

from innovatie.settings import Settings
from innovatie.web import i18n
from innovatie.web.forms import Form
from innovatie.web.render import local_path, redirect, show

MALICE = "<script>alert('x')</script>"


class Trouble(Struct, frozen=True):
    template: ClassVar[str] = "errors/error.html"

    status: int
    heading: str
    text: str
    reference: str | None = None
    typed: tuple[()] = ()


class TroubleInForm(Trouble, frozen=True):
    form: Form | None = None


@get("/")
async def page(request: Request) -> Response[str]:  # type: ignore[type-arg]
    return show(request, Trouble(404, "Niet gevonden", MALICE), fragment="components/navigation.html", status=404)


@get("/formulier")
async def page_with_errors(request: Request) -> Response[str]:  # type: ignore[type-arg]
    form = Form({"titel": ""})
    form.text("titel", label="Titel", required="Vul een titel in.")
    form.choice("thema", label="Thema", options=["zorg"], required=True)
    return show(request, TroubleInForm(422, "Formulier", "x", form=form), status=422)


@get("/weg")
async def away(request: Request) -> Response[str]:  # type: ignore[type-arg]
    return redirect("/?a=1", request, f"Bewaard: {MALICE} é")


@get("/buiten")
async def outside(request: Request) -> Response[str]:  # type: ignore[type-arg]
    return redirect("//kwaad.nl", request)


@pytest.fixture
def client() -> Iterator[TestClient[Litestar]]:
    state = State({"settings": Settings(public_url="https://innovatie.example")})
    with TestClient(Litestar([page, page_with_errors, away, outside], state=state)) as test_client:
        yield test_client


def test_a_visit_gets_the_whole_page_and_escapes_what_is_shown(client: TestClient[Litestar]) -> None:
    answer = client.get("/")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "HX-Request" in answer.headers["vary"]
    tree = html.fromstring(answer.text)
    assert tree.get("lang") == "nl"
    assert tree.xpath("//h1/text()") == ["Niet gevonden"]
    assert tree.xpath("string(//title)") == "Niet gevonden – Innovatie"
    assert MALICE not in answer.text
    assert tree.xpath("string(//p[@class='lead'])") == MALICE


@pytest.mark.parametrize(
    ("headers", "whole"),
    [
        ({"HX-Request": "true"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, True),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, True),
        ({"HX-Request": "false"}, True),
    ],
)
def test_only_a_plain_htmx_request_gets_the_fragment(
    client: TestClient[Litestar], headers: dict[str, str], whole: bool
) -> None:
    assert ("<!doctype html>" in client.get("/", headers=headers).text) is whole


def test_a_redirect_leaves_a_message_that_is_shown_once_and_escaped(client: TestClient[Litestar]) -> None:
    first = client.get("/weg", follow_redirects=False)
    assert (first.status_code, first.headers["location"]) == (303, "/?a=1")
    assert "HttpOnly" in first.headers["set-cookie"]
    shown = client.get("/")
    assert html.fromstring(shown.text).xpath("string(//*[@role='status'])") == f"Bewaard: {MALICE} é"
    assert MALICE not in shown.text
    assert html.fromstring(client.get("/").text).xpath("string(//*[@role='status'])") == ""


def test_a_fragment_does_not_use_up_the_message(client: TestClient[Litestar]) -> None:
    client.get("/weg", follow_redirects=False)
    client.get("/", headers={"HX-Request": "true"})
    assert html.fromstring(client.get("/").text).xpath("string(//*[@role='status'])") != ""


def test_htmx_is_sent_on_by_its_own_header(client: TestClient[Litestar]) -> None:
    answer = client.get("/weg", headers={"HX-Request": "true"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (200, "/?a=1")


def test_a_redirect_to_another_site_is_an_error_of_ours(client: TestClient[Litestar]) -> None:
    assert client.get("/buiten").status_code == 500


@pytest.mark.parametrize("nonsense", ["%%%", "é", "//8", "A" * 5000, "gICA"])
def test_nonsense_in_the_message_cookie_is_ignored(client: TestClient[Litestar], nonsense: str) -> None:
    answer = client.get("/", headers={"Cookie": f"melding={nonsense}".encode()})
    assert html.fromstring(answer.text).xpath("string(//*[@role='status'])") == ""


@pytest.mark.parametrize(
    "address",
    [
        "//kwaad.nl", "/\\kwaad.nl", "https://kwaad.nl", "javascript:alert(1)", "kwaad.nl", "", None,
        "/\t/kwaad.nl", "/\n", "/a\\b", " /", "/x\x00",
    ],
)  # fmt: skip
def test_an_address_from_outside_never_leaves_this_site(address: str | None) -> None:
    assert local_path(address, "/veilig") == "/veilig"


@pytest.mark.parametrize("address", ["/", "/ideeen/12-een-idee?pagina=2#reacties", "/zoeken?q=a%2Fb"])
def test_an_address_of_this_site_is_kept(address: str) -> None:
    assert local_path(address) == address


def test_the_title_counts_the_errors_of_the_form(client: TestClient[Litestar]) -> None:
    answer = client.get("/formulier")
    assert answer.status_code == 422
    assert html.fromstring(answer.text).xpath("string(//title)") == "(2 fouten) Formulier – Innovatie"


def test_nothing_on_the_page_needs_an_inline_script_or_style(client: TestClient[Litestar]) -> None:
    tree = html.fromstring(client.get("/formulier").text)
    assert (
        tree.xpath("//script[not(@src)] | //style | //@style | //@onclick | //*[@*[starts-with(name(), 'hx-on')]]")
        == []
    )
    assert [address for address in tree.xpath("//@src | //@href") if "//" in address] == []


def test_a_language_without_texts_is_not_given(client: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_is_dutch", lambda name: True)
    assert html.fromstring(client.get("/", headers={"Cookie": "taal=en"}).text).get("lang") == "nl"
    assert i18n.available() == {"nl": "Nederlands"}


def test_pages_are_dutch_until_the_switch_says_otherwise_and_the_api_follows_the_header(
    client: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "_is_dutch", lambda name: name == "nl")

    def lang(**headers: str) -> str:
        return str(html.fromstring(client.get("/", headers=headers).text).get("lang"))

    assert lang() == "nl"
    assert lang(**{"Accept-Language": "en-GB,en;q=0.9,nl;q=0.8"}) == "nl"
    assert lang(**{"Accept-Language": "nl", "Cookie": "taal=en"}) == "en"
    assert lang(Cookie="taal=<script>") == "nl"
