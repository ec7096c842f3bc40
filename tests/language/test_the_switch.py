"""The reader chooses a language and stays where they were."""

import httpx
import pytest
from lxml import html

from innovatie.infra import own_cookies

pytestmark = pytest.mark.anyio
PAGE = "/ideeen?q=afval&thema=openbare-ruimte&q=%26"


def lang(answer: httpx.Response) -> str:
    return str(html.fromstring(answer.text).get("lang"))


def heading(answer: httpx.Response) -> str:
    return str(html.fromstring(answer.text).xpath("string(//h1)")).strip()


async def test_choosing_a_language_keeps_the_reader_on_the_page_with_its_filters(client: httpx.AsyncClient) -> None:
    dutch = await client.get(PAGE)
    link = html.fromstring(dutch.text).xpath("string(//a[@hreflang='en']/@href)")
    chosen = await client.get(link)
    english = await client.get(PAGE)
    back = html.fromstring(english.text).xpath("string(//a[@hreflang='nl']/@href)")

    assert lang(dutch) == "nl"
    assert (chosen.status_code, chosen.headers["location"]) == (303, PAGE)
    assert (lang(english), heading(english)) == ("en", "Plans")
    assert (await client.get(back)).headers["location"] == PAGE
    assert lang(await client.get(PAGE)) == "nl"


async def test_the_switch_names_each_language_in_itself(client: httpx.AsyncClient) -> None:
    page = html.fromstring((await client.get("/over", headers={"Cookie": "taal=en"})).text)

    assert page.xpath("string(//nav[@aria-label='Language']//span[@aria-current='true'])") == "English"
    assert page.xpath("//nav[@aria-label='Language']//a/@lang") == ["nl"]
    assert page.xpath("string(//nav[@aria-label='Language']//a[@lang='nl'])") == "Nederlands"


async def test_a_language_that_does_not_exist_cannot_be_chosen(client: httpx.AsyncClient) -> None:
    answer = await client.get("/taal/fr?volgende=/ideeen")

    assert answer.status_code == 404
    assert own_cookies.LANGUAGE not in answer.cookies


async def test_the_switch_does_not_lead_to_another_site(client: httpx.AsyncClient) -> None:
    assert (await client.get("/taal/en?volgende=//elders.example/")).headers["location"] == "/"


async def test_an_error_of_the_rules_is_told_in_the_language_of_the_reader(client: httpx.AsyncClient) -> None:
    page = await client.get("/rondes/1999-9", headers={"Cookie": "taal=en"})
    program = await client.get("/api/v1/rondes/1999-9", headers={"Accept-Language": "en"})
    plain = await client.get("/api/v1/rondes/1999-9")

    assert "This round does not exist." in html.fromstring(page.text).text_content()
    assert program.json()["detail"] == "This round does not exist."
    assert plain.json()["detail"] == "Deze ronde bestaat niet."


async def test_each_parameter_that_is_wrong_is_explained_in_the_language_of_the_program(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/api/v1/ideeen?pagina=0", headers={"Accept-Language": "en"})

    assert answer.json()["ongeldig"] == [{"naam": "pagina", "reden": "Give a number from 1 to 1000000."}]


@pytest.mark.parametrize(
    ("accepted", "found"),
    [
        ("en-GB,en;q=0.9,nl;q=0.8", "This round does not exist."),
        ("nl-NL,nl;q=0.9,en;q=0.8", "Deze ronde bestaat niet."),
        ("de;q=1, en;q=nonsense", "Deze ronde bestaat niet."),
    ],
)
async def test_a_program_gets_the_language_that_it_likes_best(
    client: httpx.AsyncClient, accepted: str, found: str
) -> None:
    answer = await client.get("/api/v1/rondes/1999-9", headers={"Accept-Language": accepted})
    assert answer.json()["detail"] == found
