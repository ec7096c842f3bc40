"""Adoption in the browser, without one: what a visitor sees, what a municipality does, what is refused."""

import re
from datetime import date, timedelta

import asyncpg
import httpx
import pytest
from litestar import Litestar
from PIL import ImageFont

from innovatie.adoption import actions, queries
from innovatie.adoption.pictures.png import letter
from innovatie.domain.adoption_states import Source, Stage
from innovatie.domain.authority import SYSTEM, Role
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW, TODAY
from tests.grouping.test_groups import grouped

pytestmark = pytest.mark.anyio


async def followed(towns: int = 0, title: str = "Brieven <in> duidelijke taal") -> int:
    number = await actions.follow(actor=SYSTEM, title=title, summary="Een *korte* uitleg.", theme="", now=NOW)
    for position in range(towns):
        town = await factories.municipality()
        await actions.report(
            actor=SYSTEM,
            solution_id=number,
            municipality_id=town,
            stage=Stage.IN_USE,
            on=TODAY - timedelta(days=90 * (position % 8) + 10),
            now=NOW,
        )
    return number


async def test_every_page_of_a_solution_opens_for_a_visitor(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    number = await followed(12)
    await actions.record_forecast(solution_id=number, now=NOW)
    slug = (await queries.solution(number)).slug
    for path in (
        "/overname",
        "/overname?q=brieven",
        f"/overname/{slug}",
        f"/overname/{slug}?peildatum=2025-K4",
        f"/overname/{slug}?peildatum=onzin",
        f"/overname/{slug}/gemeenten?stap=in_gebruik",
        f"/overname/{slug}/besparing",
        f"/overname/{slug}/volgende",
        f"/overname/{slug}/pakket",
        f"/overname/{slug}/mijlpaal/tien",
    ):
        answer = await client.get(path)
        assert (path, answer.status_code) == (path, 200)
        assert len(re.findall(r"<h1\b", answer.text)) == 1
        assert "Brieven &lt;in&gt;" in answer.text


@pytest.mark.parametrize(
    "path", ["/overname/9999", "/overname/geen-nummer", "/overname/9999/kaart/svg", "/overname/9999/besparing"]
)
async def test_what_is_not_there_is_not_found(db: asyncpg.Connection, client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_pictures_come_as_svg_png_and_csv(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    number = await followed(3)
    for picture in ("kaart", "verloop", "mijlpaal/eerste"):
        svg = await client.get(f"/overname/{number}/{picture}/svg")
        png = await client.get(f"/overname/{number}/{picture}/png")
        assert svg.text.startswith("<svg") and "style=" not in svg.text
        assert png.content.startswith(b"\x89PNG")
        assert (await client.get(f"/overname/{number}/{picture}/exe")).status_code == 404
    rows = (await client.get(f"/overname/{number}/kaart/csv")).content.decode("utf-8-sig").splitlines()
    assert rows[0] == "code;gemeente;provincie;stap;sinds;bevestigd_op"
    assert len([row for row in rows if ";in_gebruik;" in row]) == 3


async def test_the_map_moves_through_time(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    number = await followed(8)
    now = (await client.get(f"/overname/{number}/kaart/csv")).text.count(";in_gebruik;")
    then = (await client.get(f"/overname/{number}/kaart/csv?peildatum=2025-K4")).text.count(";in_gebruik;")
    assert (now, then) == (8, 4)
    address = (await client.get(f"/overname/{number}")).headers["location"]
    piece = await client.get(f"{address}?peildatum=2025-K4", headers={"HX-Request": "true"})
    assert piece.text.lstrip().startswith('<section id="kaartblok"')


async def test_a_civil_servant_updates_in_two_clicks(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, town = await followed(), await factories.municipality("Delft")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    page = await client.get("/overname/mijn-gemeente")
    assert "Overname in Delft" in page.text
    answer = await client.post(
        f"/overname/{number}/melden", data={"stap": "verkenning", "terug": "/overname/mijn-gemeente"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/overname/mijn-gemeente")
    answer = await client.post(f"/overname/{number}/bevestigen", data={})
    assert answer.status_code == 303
    statements = await queries.statements(number, town)
    assert [(s.label, s.source_label) for s in statements] == [
        ("Verkenning", "bevestigd door de gemeente"),
        ("Verkenning", "gemeld door de gemeente"),
    ]


async def test_wrong_input_comes_back_with_what_was_typed(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, town = await followed(), await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    answer = await client.post(
        f"/overname/{number}/melden",
        data={"stap": "in_gebruik", "datum": "31-02-2026", "kosten": "veel", "toelichting": "مرحبا <script>"},
    )
    assert answer.status_code == 422
    assert "(2 fouten)" in answer.text
    assert "مرحبا &lt;script&gt;" in answer.text
    assert await queries.statements(number, town) == ()


async def test_a_stale_form_shows_what_was_said_meanwhile(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, town = await followed(), await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    await actions.report(
        actor=SYSTEM, solution_id=number, municipality_id=town, stage=Stage.DECIDED, on=date(2026, 5, 5), now=NOW
    )
    answer = await client.post(f"/overname/{number}/melden", data={"stap": "in_gebruik", "gezien": "0"})
    assert answer.status_code == 409
    assert "intussen bijgewerkt" in answer.text and "5 mei 2026" in answer.text
    assert len(await queries.statements(number, town)) == 1


async def test_visitors_and_other_roles_cannot_report(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number = await followed()
    assert (await client.get(f"/overname/{number}/melden")).status_code in {303, 401}
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert (await client.post(f"/overname/{number}/melden", data={"stap": "in_gebruik"})).status_code == 403
    assert (await client.post(f"/overname/{number}/ervaring", data={"ging_goed": "x"})).status_code == 403


async def test_a_group_shows_its_adoption_as_a_piece_and_leads_to_the_page(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    piece = await client.get("/overname/groep/1?als=winnaar", headers={"HX-Request": "true"})
    assert "nog niet gevolgd" in piece.text
    visit = await client.get("/overname/groep/1")
    assert (visit.status_code, visit.headers["location"]) == (303, "/groepen/1")
    assert (await client.get("/groepen/1")).status_code == 404


async def test_the_page_of_a_winner_shows_numbers_map_and_curve_at_once(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    _, _, group = await grouped("Lakken")
    await actions.follow_group(actor=SYSTEM, group_id=group, now=NOW, is_winner=True)
    piece = (await client.get(f"/overname/groep/{group}?als=winnaar", headers={"HX-Request": "true"})).text
    assert "Elk hokje is een gemeente" in piece
    assert [title for title in re.findall(r"<title[^>]*>([^<]+)", piece) if "verloop per kwartaal" in title] == [
        "Lakken: verloop per kwartaal"
    ]


async def test_savings_count_only_who_said_it_and_take_other_numbers(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    number = await followed(3)
    town = await factories.municipality()
    await actions.report(
        actor=SYSTEM,
        solution_id=number,
        municipality_id=town,
        stage=Stage.IN_USE,
        on=TODAY,
        now=NOW,
        source=Source.DERIVED,
    )
    usual = (await client.get(f"/overname/{number}/besparing")).text
    assert "Voor 3 gemeenten" in usual and "1 gemeente staat alleen in een openbare bron" in usual
    assert "Voor 4 gemeenten" in (await client.get(f"/overname/{number}/besparing?ook_afgeleid=ja")).text
    longer = (await client.get(f"/overname/{number}/besparing?jaren=10")).text
    assert "over 10 jaar" in longer and "met uw getallen" in longer
    wrong = await client.get(f"/overname/{number}/besparing?zelf_min=90&zelf_max=10")
    assert wrong.status_code == 422


async def test_an_experience_is_read_by_everybody_and_written_by_the_municipality(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, town = await followed(), await factories.municipality("Zeist")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    empty = await client.post(f"/overname/{number}/ervaring", data={"ging_goed": " "})
    assert empty.status_code == 422
    await client.post(
        f"/overname/{number}/ervaring", data={"ging_goed": "Snel klaar.", "uren": "40", "contact": "14 030"}
    )
    page = (await client.get(f"/overname/{number}", follow_redirects=True)).text
    assert "Snel klaar." in page and "14 030" in page


async def test_the_kit_is_filled_by_the_maker_and_vng_only(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    maker, other = await factories.municipality(), await factories.municipality()
    number = await actions.follow(actor=SYSTEM, title="Kaart", summary="", theme="", maker_id=maker, now=NOW)
    item = {"soort": "mijlpaal", "titel": "Eerste versie", "gepland": "2027-01-15"}
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=other))
    assert (await client.post(f"/overname/{number}/pakket", data=item)).status_code == 403
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=maker))
    assert (await client.post(f"/overname/{number}/pakket", data=item)).status_code == 303
    assert (await client.post(f"/overname/{number}/pakket", data={"soort": "mijlpaal"})).status_code == 422
    assert "15 januari 2027" in (await client.get(f"/overname/{number}/pakket")).text


async def test_what_is_kept_of_a_page_differs_by_language_and_is_renewed_by_an_act(
    committed: str, app: Litestar
) -> None:
    number = await followed(1)
    path = f"/overname/{(await queries.solution(number)).slug}"

    async def page(language: str) -> str:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as visitor:
            return (await visitor.get(path, headers={"Cookie": f"taal={language}"})).text

    assert ">Niet bezig</a>" in await page("nl")
    assert ">Not involved</a>" in await page("en")
    assert ">Niet bezig</a>" in await page("nl")
    town = await factories.municipality("Nieuwdam")
    await actions.report(actor=SYSTEM, solution_id=number, municipality_id=town, stage=Stage.IN_USE, on=TODAY, now=NOW)
    counted = re.search(r'In gebruik</a></th><td class="num">(\d+)', await page("nl"))
    assert counted is not None and counted[1] == "2"


async def test_a_number_or_old_words_lead_to_the_full_address_and_keep_what_was_asked(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    number = await followed(title="Kaart van bomen")
    address = f"/overname/{number}-kaart-van-bomen"
    for old, new in (
        (f"/overname/{number}", address),
        (f"/overname/{number}-zomaar-iets?peildatum=2025-K4", f"{address}?peildatum=2025-K4"),
    ):
        answer = await client.get(old)
        assert (answer.status_code, answer.headers["location"]) == (301, new)
    assert (await client.get(address)).status_code == 200
    assert (await client.get("/overname/999999-niets")).status_code == 404


async def test_a_kept_picture_speaks_the_language_of_who_keeps_it(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    number = await followed(1, title="Kaart")
    english = {"Cookie": "taal=en"}
    for picture, title in (
        ("mijlpaal/eerste", "Milestone: the first municipality: Kaart, "),
        ("kaart", "Municipalities on the map: Kaart, "),
        ("verloop", "Progress by quarter: Kaart"),
        ("stappen", "Progress by step: Kaart"),
    ):
        svg = (await client.get(f"/overname/{number}/{picture}/svg", headers=english)).text
        assert f'<title id="beeld-titel">{title}' in svg
        assert "gemeente" not in svg.lower() and "kwartaal" not in svg.lower()


def test_pictures_to_keep_have_the_letter_of_the_pages() -> None:
    """Pillow's own letter draws the same box for é and for the dash of 2–3."""
    for bold in (False, True):
        font = letter(40, bold)
        assert isinstance(font, ImageFont.FreeTypeFont)
        assert font.getname()[0] == "Noto Sans"
