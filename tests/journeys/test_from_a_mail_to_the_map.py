"""Six months later: a mail over real SMTP, a click on its link, a second click, and the map of everybody is changed."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from playwright.async_api import Browser

from innovatie.adoption import actions
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.infra import database
from innovatie.municipalities.bundled_register import load_own_table
from tests import factories, live
from tests.infra.test_mailer import Postbox, serving
from tests.waiting import until_async

pytestmark = pytest.mark.anyio


async def _mail_in(postbox: Postbox) -> EmailMessage:
    async def received() -> list[bytes]:
        return postbox.received

    message = message_from_bytes((await until_async(received, of="the worker sends a mail"))[0], policy=default)
    assert isinstance(message, EmailMessage)
    return message


async def _introducing_in_delft(now: datetime) -> int:
    await load_own_table(actor=SYSTEM, now=now)
    delft: int = await database.fetch_value("SELECT id FROM municipality WHERE code = 'GM0503'")
    await factories.person(Role.CIVIL_SERVANT, municipality_id=delft, name="Joris")
    number = await actions.follow(actor=SYSTEM, title="Kaart van bomen", summary="", theme="", now=now)
    await actions.report(
        actor=SYSTEM,
        solution_id=number,
        municipality_id=delft,
        stage=Stage.INTRODUCING,
        on=dutch_day(now) - timedelta(days=250),
        now=now - timedelta(days=240),
    )
    return number


async def test_two_clicks_from_a_mail_change_the_map(committed: str, browser: Browser, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    number = await _introducing_in_delft(now)
    assert await actions.ask_again(now=now) == 1
    postbox = Postbox()
    with (
        serving(postbox) as server,
        live.running(
            committed,
            tmp_path,
            INNOVATIE_SMTP_HOST=server.host,
            INNOVATIE_SMTP_PORT=str(server.port),
            INNOVATIE_SMTP_SECURITY="geen",
        ) as site,
    ):
        mail = await _mail_in(postbox)
        body = mail.get_body(("plain",))
        assert body is not None and "Joris" in body.get_content()
        link = re.search(re.escape(site.url) + r"/overname/melding/\S+", body.get_content())
        assert link is not None

        everybody = await browser.new_page(locale="nl-NL")
        await everybody.goto(f"{site.url}/overname/{number}")
        tile = everybody.locator("svg.tile-map title", has_text="Delft:")
        assert await tile.text_content() == "Delft: in invoering, niet onlangs bevestigd"

        reader = await browser.new_page(locale="nl-NL")
        await reader.goto(link.group(0))
        await reader.get_by_role("button", name="In gebruik", exact=True).click()
        await reader.wait_for_url(f"{site.url}/overname/{number}-*")
        assert await reader.get_by_text("De stand is bijgewerkt").is_visible()

        await everybody.reload()
        assert await tile.text_content() == "Delft: in gebruik"
