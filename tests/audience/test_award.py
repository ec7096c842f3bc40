"""The audience award from the first vote to the published list: once by mail, hidden until then, struck with a reason."""

import re
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import httpx
import pytest

from innovatie.audience import actions, queries
from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.phases import Phase
from innovatie.infra.clock import Clock, told_time
from innovatie.infra.database import execute, fetch_exactly, fetch_values
from innovatie.infra.rate_limit import TooMany
from innovatie.rounds import actions as rounds
from innovatie.rounds.settings import RoundSettings
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.publication.test_finalists_are_asked import finalist

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


@dataclass
class Made:
    id: int
    code: str
    groups: tuple[int, int]
    director: Actor


@pytest.fixture
async def made() -> Made:
    """A round whose final is open, with two finalists and an audience award of seven days."""
    round_id = await factories.round_in(Phase.VOTE, settings=RoundSettings(audience=7))
    town = await factories.municipality()
    groups = (await finalist(town, "Tegels", round_id, 0), await finalist(town, "Linde", round_id, 1))
    code = await fetch_exactly(str, "SELECT code FROM round WHERE id = $1", round_id)
    return Made(round_id, code, groups, await factories.vng())


async def asked(made: Made, address: str, *, group: int = 0, network: str = "1.2.3.0", after: int = 0) -> str:
    """The secret of the link that was mailed."""
    now = NOW + timedelta(minutes=after)
    await actions.ask(code=made.code, group=made.groups[group], address=address, network=network, now=now)
    path = await fetch_exactly(
        str, "SELECT details->>'pad' FROM queued_mail WHERE kind = 'publieksprijs' ORDER BY id DESC LIMIT 1"
    )
    return path.rpartition("/")[2]


async def voted(made: Made, address: str, *, group: int = 0, network: str = "1.2.3.0") -> str:
    return await actions.confirm(
        code=made.code, secret=await asked(made, address, group=group, network=network), now=NOW
    )


OVER = NOW + timedelta(days=8)


async def test_one_address_votes_once_however_it_is_written(made: Made) -> None:
    await voted(made, "jan@gmail.com")
    again = await asked(made, "j.an+tweede@googlemail.com", group=1)
    with pytest.raises(Conflict, match="al gestemd"):
        await actions.confirm(code=made.code, secret=again, now=NOW)
    with pytest.raises(Invalid):
        await actions.ask(code=made.code, group=1_000_000, address="p@dorp.nl", network="n", now=NOW)
    with pytest.raises(NotFound):
        await actions.confirm(code=made.code, secret="nep", now=NOW)
    late = await asked(made, "piet@dorp.nl")
    with pytest.raises(NotFound):
        await actions.confirm(code=made.code, secret=late, now=NOW + timedelta(days=2))
    kept = await fetch_values(str, "SELECT encode(voter, 'escape') || encode(domain, 'escape') FROM audience_vote")
    assert len(kept) == 1 and "jan" not in kept[0]


async def test_asking_has_limits_for_an_address_a_domain_and_a_network(made: Made) -> None:
    for _ in range(3):
        await asked(made, "jan@dorp.nl")
    with pytest.raises(TooMany):
        await asked(made, "jan+x@dorp.nl")
    for number in range(actions.PER_DOMAIN.size - 3):
        await asked(made, f"bot{number}@dorp.nl", network=f"9.9.{number}.0")
    with pytest.raises(TooMany):
        await asked(made, "nogeen@dorp.nl", network="8.8.8.0")
    await asked(made, "nogeen@gmail.com", network="8.8.8.0")
    for number in range(actions.PER_NETWORK.size):
        await asked(made, f"bot{number}@gmail.com", network="7.7.7.0")
    with pytest.raises(TooMany):
        await asked(made, "eerlijk@gmail.com", network="7.7.7.0")


async def test_it_is_open_for_its_days_and_closes_with_the_vote_of_the_municipalities(made: Made) -> None:
    secret = await asked(made, "jan@dorp.nl")
    with pytest.raises(Conflict):
        await asked(made, "piet@dorp.nl", after=8 * 24 * 60)
    await rounds.close_phase(actor=made.director, round_id=made.id, reason="Klaar.", now=NOW + timedelta(hours=1))
    with pytest.raises(Conflict):
        await actions.confirm(code=made.code, secret=secret, now=NOW + timedelta(hours=2))
    usual = await factories.round_in(Phase.VOTE)
    code = await fetch_exactly(str, "SELECT code FROM round WHERE id = $1", usual)
    with pytest.raises(NotFound):
        await actions.ask(code=code, group=made.groups[0], address="p@dorp.nl", network="n", now=NOW)


async def test_a_host_whose_clock_stands_still_takes_no_vote_after_the_close(made: Made) -> None:
    secret = await asked(made, "jan@dorp.nl")  # open for seven days by its own clock, over by that of the database
    with told_time(False), pytest.raises(Conflict):
        await actions.confirm(code=made.code, secret=secret, now=NOW)
    assert await fetch_values(int, "SELECT id FROM audience_vote") == []
    await actions.confirm(code=made.code, secret=secret, now=NOW)


async def test_vng_strikes_a_domain_with_a_reason_and_what_is_published_can_be_recounted(
    made: Made, client: httpx.AsyncClient, sign_in: SignIn, clock: Clock
) -> None:
    mine = await voted(made, "jan@gmail.com")
    await voted(made, "els@gmail.com")
    for number in range(6):
        await voted(made, f"bot{number}@fabriek.example", group=1, network=f"5.5.{number}.0")
    for act in (
        actions.ask_to_publish(actor=made.director, code=made.code, note="", now=NOW),
        actions.publish(actor=made.director, code=made.code, seen="", now=NOW),
        actions.judge_domain(actor=made.director, code=made.code, domain="00", reason="x", now=NOW),
    ):
        with pytest.raises(Conflict, match="voorbij"):
            await act
    stranger = await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    for forbidden in (
        actions.ask_to_publish(actor=stranger, code=made.code, note="", now=OVER),
        actions.publish(actor=stranger, code=made.code, seen="", now=OVER),
    ):
        with pytest.raises(NotAllowed):
            await forbidden
    found = await queries.poll_of(made.id)
    assert found is not None
    (row,) = await queries.domains(found.id, least=5)
    assert (row.n, row.firsts, row.first, row.common) == (6, 6, "Linde", False)
    common = await fetch_exactly(str, "SELECT encode(domain, 'hex') FROM audience_vote WHERE common LIMIT 1")
    with pytest.raises(Conflict, match="iedereen een adres"):
        await actions.judge_domain(actor=made.director, code=made.code, domain=common, reason="Ja.", now=OVER)
    await actions.judge_domain(actor=made.director, code=made.code, domain=row.domain, reason="Een robot.", now=OVER)
    await execute("UPDATE audience_poll SET closes_at = $1 WHERE round = $2", clock.now(), made.id)
    await execute("UPDATE phase_window SET closed_at = $1 WHERE round = $2 AND phase = 'stemmen'", clock.now(), made.id)
    address = f"/publieksprijs/{made.code}"
    waiting = await client.get(address)
    assert "VNG kijkt de stemmen na" in waiting.text and "Linde" not in waiting.text
    assert (await client.get(f"{address}/stemmen.csv")).status_code == 404
    await sign_in(client, made.director.person_id or 0)
    look = (await client.get(f"/vng{address}")).text
    assert "Een robot." in look and "6 stemmen" in look
    second = await factories.vng()
    assert (await client.post(f"/vng{address}/vragen", data={"toelichting": "Dank."})).status_code == 303
    stand = await fetch_exactly(str, "SELECT to_json(asked_at)#>>'{}' FROM audience_poll WHERE round = $1", made.id)
    own = await client.post(f"/vng{address}/bekendmaken", data={"gevraagd": stand})
    assert own.status_code == 409 and "U vroeg hier zelf om" in own.text
    client.cookies.clear()
    await sign_in(client, second.person_id or 0)
    assert f'href="/vng{address}"' in (await client.get("/mijn-werk")).text
    look = (await client.get(f"/vng{address}")).text
    assert "vraagt u om mee te kijken" in look and "Dank." in look and "Een robot." in look
    found_stand = re.search(r'name="gevraagd" value="([^"]+)"', look)
    assert found_stand
    assert (await client.post(f"/vng{address}/bekendmaken", data={"gevraagd": found_stand[1]})).status_code == 303
    assert await fetch_exactly(bool, "SELECT key IS NULL FROM audience_poll WHERE round = $1", made.id)
    client.cookies.clear()
    result = (await client.get(address)).text
    assert "Een robot." in result and "Dank." in result
    assert result.index("Tegels") < result.index("Linde"), "two votes that count against none"
    listed = (await client.get(f"{address}/stemmen.csv")).text.split("\r\n")
    assert listed[0] == "code;groep;telt" and listed[1:-1] == sorted(listed[1:-1])
    assert f"{mine};{made.groups[0]};ja" in listed and sum(line.endswith(";nee") for line in listed) == 6
    with pytest.raises(Conflict):
        await actions.judge_domain(actor=made.director, code=made.code, domain=row.domain, reason="", now=OVER)


async def test_two_directors_publish_what_both_looked_at(made: Made) -> None:
    for number in range(6):
        await voted(made, f"bot{number}@fabriek.example", group=1, network=f"5.5.{number}.0")
    second = await factories.vng()
    domain = await fetch_exactly(str, "SELECT encode(domain, 'hex') FROM audience_vote LIMIT 1")

    async def ask(actor: Actor, note: str, after: int) -> str:
        await actions.ask_to_publish(actor=actor, code=made.code, note=note, now=OVER + timedelta(minutes=after))
        poll = await queries.poll_of(made.id)
        assert poll is not None
        return poll.stand

    async def publish(actor: Actor, seen: str) -> None:
        await actions.publish(actor=actor, code=made.code, seen=seen, now=OVER + timedelta(hours=1))

    with pytest.raises(Conflict, match="Vraag eerst"):
        await publish(second, "")
    only_one = "UPDATE role_grant SET revoked_at = $2 WHERE role = 'vng-regisseur' AND person <> $1"
    await execute(only_one, made.director.person_id, NOW)
    with pytest.raises(Conflict, match="geen andere regisseur"):
        await ask(made.director, "Dank.", 1)
    await execute("UPDATE role_grant SET revoked_at = NULL WHERE person = $1", second.person_id)
    first = await ask(made.director, "Dank.", 1)
    with pytest.raises(Conflict, match="zelf om"):
        await publish(made.director, first)
    await actions.judge_domain(actor=made.director, code=made.code, domain=domain, reason="Een robot.", now=OVER)
    with pytest.raises(Conflict, match="Vraag eerst"):
        await publish(second, first)  # struck after it was asked: nobody else has looked at that
    later = await ask(made.director, "Anders.", 2)
    with pytest.raises(Conflict, match="iets anders"):
        await publish(second, first)
    gone = await factories.vng()
    of_gone = await ask(gone, "Van wie wegging.", 3)
    await factories.role_over(gone)
    with pytest.raises(Conflict, match="geen regisseur van VNG meer"):
        await publish(second, of_gone)
    theirs = await ask(second, "Van de ander.", 3)
    with pytest.raises(Conflict, match="zelf om"):
        await publish(second, theirs)
    assert later != theirs
    await publish(made.director, theirs)
    poll = await queries.poll_of(made.id)
    assert poll is not None and (poll.note, poll.key) == ("Van de ander.", None)
    told = await fetch_values(str, "SELECT path FROM notice WHERE person = $1", second.person_id)
    assert told == [f"/vng/publieksprijs/{made.code}"] * 3
    with pytest.raises(asyncpg.CheckViolationError):  # not by SQL of the application either
        await execute("UPDATE audience_poll SET asked_by = published_by WHERE round = $1", made.id)


async def test_an_award_for_which_nobody_voted_promises_no_result(
    made: Made, client: httpx.AsyncClient, clock: Clock
) -> None:
    sql = "UPDATE phase_window SET opened_at = $1, deadline = NULL WHERE round = $2 AND phase = 'stemmen'"
    await execute(sql, clock.now() - timedelta(days=8), made.id)
    page = (await client.get(f"/publieksprijs/{made.code}")).text
    assert "Niemand stemde. De publieksprijs is niet uitgereikt." in page
    assert "maakt de uitslag dan bekend" not in page


async def test_a_visitor_votes_with_the_form_and_a_button_behind_the_mail(
    made: Made, client: httpx.AsyncClient, clock: Clock
) -> None:
    await execute(
        "UPDATE phase_window SET opened_at = $1, deadline = NULL WHERE round = $2 AND phase = 'stemmen'",
        clock.now(),
        made.id,
    )
    address = f"/publieksprijs/{made.code}"
    page = await client.get(address)
    assert "Tegels" in page.text and "Stuur mij de mail" in page.text
    client.headers["X-CSRF-Token"] = client.cookies.get("csrf") or ""
    refused = await client.post(address, data={"email": "geen adres"})
    assert (
        refused.status_code == 422
        and "Kies een van de finalisten" in refused.text
        and 'value="geen adres"' in refused.text
    )
    sent = await client.post(address, data={"keuze": str(made.groups[0]), "email": "jan@dorp.nl"})
    assert sent.status_code == 303
    path = await fetch_exactly(str, "SELECT details->>'pad' FROM queued_mail WHERE kind = 'publieksprijs'")
    assert "Ja, dit is mijn stem" in (await client.get(path)).text
    assert await fetch_exactly(int, "SELECT count(*) FROM audience_vote") == 0, "opening the link is no vote"
    assert "Uw stem telt" in (await client.post(path)).text
    assert await fetch_exactly(int, "SELECT count(*) FROM audience_vote") == 1
    assert (await client.post(path)).status_code == 409


async def test_who_follows_the_link_reads_which_plan_it_is_for(
    made: Made, client: httpx.AsyncClient, clock: Clock
) -> None:
    clock.shift = NOW - clock.now()
    address = f"/publieksprijs/{made.code}/bevestigen"
    page = await client.get(f"{address}/{await asked(made, 'jan@dorp.nl', group=1)}")
    assert (page.status_code, "Linde" in page.text, "Tegels" in page.text) == (200, True, False)
    assert (await client.get(f"{address}/nep")).status_code == 404
