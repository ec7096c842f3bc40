"""The list of rounds says of each what can be done today and until when; what cannot be joined any more stands apart."""

from datetime import datetime, time, timedelta

import httpx
import pytest
from lxml import html

from innovatie.domain.dutch_dates import HERE, dutch_day
from innovatie.domain.phases import Phase
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from tests import factories

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("phase", "under", "way", "action"),
    [
        (Phase.VOTE, "Nu open", "/stemmen/{code}", "Breng uw stem uit"),
        (Phase.GROUP, "Nu open", "/rondes/{code}", "Bekijk de ronde"),
        (Phase.RESULT, "Nu open", "/rondes/{code}/uitslag", "Naar de uitslag"),
        (Phase.ADOPT, "rondes", "/rondes/{code}/uitslag", "Bekijk de uitslag"),
    ],
)
async def test_the_list_of_rounds_leads_to_what_can_be_done_today(
    client: httpx.AsyncClient, clock: Clock, phase: Phase, under: str, way: str, action: str
) -> None:
    number = await factories.round_in(phase)
    last = datetime.combine(dutch_day(clock.now()) + timedelta(days=3), time(23, 59), HERE)
    await execute("UPDATE phase_window SET deadline = $1 WHERE round = $2 AND phase = $3", last, number, phase)
    code: str = await fetch_value("SELECT code FROM round WHERE id = $1", number)
    page = html.fromstring((await client.get("/rondes")).text)
    (card,) = page.xpath(f"//article[.//h3/a[@href='/rondes/{code}']]")
    (heading,) = card.xpath("ancestor::section[1]/h2")
    assert under in heading.text_content()
    (button,) = card.xpath(".//p[@class='round__do']/a")
    assert button.get("href") == way.format(code=code) and button.text_content().startswith(action)
    assert "".join(card.xpath(".//*[@class='round__days']//text()")) == "3 dagen"
