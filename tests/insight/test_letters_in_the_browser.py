"""Letters of VNG in the browser: nothing typed is lost, and nothing goes that nobody looked at."""

from datetime import datetime, timedelta

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict
from innovatie.infra.database import fetch_value
from innovatie.insight.letters import actions, queries
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.insight.test_letters import content, looked_at, two_voters

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

FORM = {"aan": "stemgemachtigde", "soort": "brief", "knop": "mijn werk", "onderwerp": "Dag", "tekst": "Beste {naam}."}


async def test_vng_writes_looks_plans_and_calls_off_in_the_browser(
    client: httpx.AsyncClient, sign_in: SignIn, now: datetime
) -> None:
    await two_voters()
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    wrong = await client.post("/vng/brieven/nieuw", data=FORM | {"tekst": "Tot {deadlien}.", "provincies": "Flevoland"})
    assert wrong.status_code == 422 and "{deadlien} kennen wij niet" in wrong.text
    assert "Tot {deadlien}." in wrong.text and 'value="Flevoland" checked' in wrong.text
    made = await client.post("/vng/brieven/nieuw", data=FORM)
    address = made.headers["location"]
    page = await client.get(address)
    assert "Klopt dit?" in page.text and "2 mensen krijgen deze brief." in page.text
    assert "Beste Sanne de Wit." in page.text and "Amersfoort (1)" in page.text
    stand = await fetch_value("SELECT created_at FROM bulk_mail")
    seen = {"ontvangers": "2", "stand": stand.isoformat()}
    late = await client.post(f"{address}/plannen", data=seen | {"dag": "2199-01-01", "uur": "9.00"})
    assert late.status_code == 422 and "meer dan een jaar weg" in late.text and "2199-01-01" in late.text
    assert (await client.post(f"{address}/plannen", data=seen | {"dag": "", "uur": "25.00"})).status_code == 422
    day = dutch_day(now + timedelta(days=30)).isoformat()
    planned = await client.post(f"{address}/plannen", data=seen | {"dag": day, "uur": "9.00"})
    assert planned.status_code == 303
    assert "Blaas deze brief af" in (await client.get(address)).text
    assert (await client.post(address, data=seen)).status_code == 409
    assert (await client.post(f"{address}/afblazen")).status_code == 303
    assert (await client.post(address, data=seen)).status_code == 303
    await actions.write_messages(number=int(address.rpartition("/")[2]), now=now)
    sent = await client.get(address)
    assert "Verstuurd aan 2 mensen" in sent.text and "Nog onderweg" in sent.text
    assert (await client.post(f"{address}/weggooien")).status_code == 409


async def test_a_colleague_changed_the_letter_meanwhile_and_nothing_typed_is_lost(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await two_voters()
    vng = await factories.vng()
    number, stand = await looked_at(vng, content())
    await actions.change_letter(
        actor=vng, number=number, content=content("Van een collega"), stand=stand, now=NOW + timedelta(minutes=1)
    )
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    answer = await client.post(
        f"/vng/brieven/{number}/wijzigen", data=FORM | {"stand": stand, "tekst": "Wat ik net typte."}
    )
    assert answer.status_code == 409
    assert "Een collega wijzigde deze brief" in answer.text and "Wat ik net typte." in answer.text
    assert (await queries.letter(number)).subject == "Van een collega"
    with pytest.raises(Conflict, match="Bekijk eerst"):
        await actions.send_letter(actor=vng, number=number, expected=2, stand=stand, now=NOW)


async def test_a_shipped_template_is_changed_used_and_made_as_it_was(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert "Doe mee aan {ronde}" in (await client.get("/vng/brieven/nieuw?sjabloon=meedoen")).text
    changed = FORM | {"naam": "Meedoen in 2027", "onderwerp": "Kom erbij, {voornaam}"}
    assert (await client.post("/vng/brieven/sjablonen/meedoen", data=changed)).status_code == 303
    assert (await client.post("/vng/brieven/sjablonen/meedoen", data=changed | {"naam": "Meedoen"})).status_code == 303
    begun = (await client.get("/vng/brieven/nieuw?sjabloon=meedoen")).text
    assert "Kom erbij, {voornaam}" in begun and "U begint met ‘Meedoen’." in begun
    refused = await client.post("/vng/brieven/sjablonen/meedoen", data=changed | {"tekst": "{wie}"})
    assert refused.status_code == 422 and "{wie}" in refused.text
    assert (await client.post("/vng/brieven/sjablonen/meedoen/weg")).status_code == 303
    assert "Doe mee aan {ronde}" in (await client.get("/vng/brieven/nieuw?sjabloon=meedoen")).text
    assert (await client.post("/vng/brieven/sjablonen/meedoen/weg")).status_code == 409
    assert (await client.get("/vng/brieven/nieuw?sjabloon=bestaat-niet")).status_code == 404


async def test_a_letter_is_kept_to_begin_another_from(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await two_voters()
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    address = (await client.post("/vng/brieven/nieuw", data=FORM)).headers["location"]
    assert (await client.post(f"{address}/sjabloon", data={"sjabloonnaam": ""})).status_code == 422
    assert (await client.post(f"{address}/sjabloon", data={"sjabloonnaam": "Onze groet"})).status_code == 303
    number = await fetch_value("SELECT id FROM letter_template")
    page = await client.get("/vng/brieven")
    assert "Onze groet" in page.text and f"/vng/brieven/nieuw?sjabloon={number}" in page.text
    assert "Beste {naam}." in (await client.get(f"/vng/brieven/nieuw?sjabloon={number}")).text
    assert (await client.post(f"/vng/brieven/sjablonen/{number}/weg")).status_code == 303
    assert "Onze groet" not in (await client.get("/vng/brieven")).text
