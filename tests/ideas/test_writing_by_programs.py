"""Programs change, join and enter plans, post them under their own numbers and many at once; nothing is done twice."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx
import pytest

from innovatie.accounts.actions import make_token
from innovatie.accounts.api_tokens import Scope, signing_key
from innovatie.accounts.idempotency import forget
from innovatie.accounts.queries import actor_of
from innovatie.domain.authority import Role
from innovatie.domain.phases import Phase
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from innovatie.search import statistics
from tests import factories
from tests.api.contract import document
from tests.conftest import SECRET
from tests.queue import run_due

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

PLAN = {
    "titel": "Meldingen over losliggende stoeptegels sorteren",
    "samenvatting": "Een taalmodel leest meldingen over losliggende stoeptegels en stuurt ze naar de juiste ploeg.",
    "probleem": "Meldingen over stoeptegels blijven dagen liggen.", "thema": "openbare-ruimte", "contact": "Team buiten",
}  # fmt: skip
Bearer = Callable[[int], Awaitable[dict[str, str]]]


@pytest.fixture
def bearer(client: httpx.AsyncClient, now: datetime) -> Bearer:
    """The header of a token for ideas, of a civil servant of this municipality."""

    async def made(town: int) -> dict[str, str]:
        person = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
        actor = await actor_of(person_id=person, municipality_id=town, today=factories.TODAY)
        assert actor is not None
        token = await make_token(
            actor=actor, name="Proef", scopes=(Scope.IDEAS,), days=30, municipality_id=town, key=signing_key(SECRET),
            issuer="http://127.0.0.1:8000", now=now,
        )  # fmt: skip
        return {"Authorization": f"Bearer {token}"}

    return made


def wrong(answer: httpx.Response) -> set[str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return {one["naam"] for one in answer.json()["ongeldig"]}


async def code_of(town: int) -> str:
    return str(await fetch_value("SELECT code FROM municipality WHERE id = $1", town))


async def test_a_plan_changes_from_the_version_that_was_read_and_from_no_other(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    town = await factories.municipality("Delft")
    token = await bearer(town)
    number = (await client.post("/api/v1/ideeen", json=PLAN | {"kostenEuro": 5}, headers=token)).json()["nummer"]
    address = f"/api/v1/ideeen/{number}"
    seen = (await client.get(address)).headers["etag"]
    change = {"titel": "Stoeptegels sneller terug", "kostenEuro": None, "toelichting": "Nieuwe naam."}
    assert (await client.patch(address, json=change, headers=token)).status_code == 428
    whatever = await client.patch(address, json=change, headers=token | {"If-Match": "*"})
    assert (whatever.status_code, whatever.json()["detail"].split(".")[0]) == (
        428,
        "If-Match: * zegt niet van welke versie u uitgaat",
    )
    first = await client.patch(address, json=change, headers=token | {"If-Match": seen})
    assert (first.status_code, first.json()["titel"], first.json()["kostenEuro"]) == (200, change["titel"], None)
    assert first.json()["probleem"] == PLAN["probleem"]
    assert (first.json()["versies"][0]["toelichting"], first.json()["versie"]) == ("Nieuwe naam.", 2)
    late = await client.patch(address, json={"titel": "Te laat"}, headers=token | {"If-Match": seen})
    assert (late.status_code, late.headers["content-type"]) == (412, "application/problem+json")
    again = {"If-Match": first.headers["etag"]}
    refused = await client.patch(address, json={"titel": " ", "thema": "x"}, headers=token | again)
    assert (refused.status_code, wrong(refused)) == (400, {"titel", "thema"})
    strange = await bearer(await factories.municipality("Ede"))
    assert (await client.patch(address, json={"titel": "Gekaapt"}, headers=strange | again)).status_code == 403
    assert (await client.patch(address, json={"titel": "Gekaapt"}, headers=again)).status_code == 401
    assert (await client.get(address)).json()["titel"] == change["titel"]


async def test_every_wrong_field_is_named_at_once(client: httpx.AsyncClient, bearer: Bearer) -> None:
    token = await bearer(await factories.municipality())
    sent = {
        "titel": 1,
        "x": 2,
        "thema": None,
        "stadium": "klaar",
        "geplandeStartDatum": "morgen",
        "links": "geen lijst",
    }
    answer = await client.post("/api/v1/ideeen", json=sent, headers=token)
    assert answer.status_code == 400
    assert wrong(answer) == {*sent, "samenvatting", "probleem", "contact"}
    told = {one["naam"]: one["reden"] for one in answer.json()["ongeldig"]}
    assert told["stadium"] == "Kies uit idee, plan, pilot, in_gebruik, gestopt."
    for body in (b"{", b"[]", b'"x"', b"\xff"):
        broken = await client.post("/api/v1/ideeen", content=body, headers=token | {"Content-Type": "application/json"})
        assert (broken.status_code, wrong(broken)) == (400, {"body"}), body


async def test_the_same_key_posts_once_and_answers_the_same_and_another_body_is_refused(
    client: httpx.AsyncClient, bearer: Bearer, clock: Clock
) -> None:
    town = await factories.municipality()
    token = await bearer(town)
    keyed = token | {"Idempotency-Key": "abc"}
    first = await client.post("/api/v1/ideeen", json=PLAN, headers=keyed)
    second = await client.post("/api/v1/ideeen", json=PLAN, headers=keyed)
    assert (first.status_code, second.status_code, second.content) == (201, 201, first.content)
    assert second.headers["location"] == first.headers["location"]
    assert (await client.post("/api/v1/ideeen", json=PLAN | {"uren": 3}, headers=keyed)).status_code == 422
    assert await fetch_value("SELECT count(*) FROM idea") == 1
    other = await bearer(town)
    assert (
        await client.post("/api/v1/ideeen", json=PLAN, headers=other | {"Idempotency-Key": "abc"})
    ).status_code == 201
    assert await fetch_value("SELECT count(*) FROM idea") == 2  # a key is of whoever sent it
    refused = await client.post("/api/v1/ideeen", json=PLAN | {"titel": ""}, headers=token | {"Idempotency-Key": "d"})
    mended = await client.post("/api/v1/ideeen", json=PLAN, headers=token | {"Idempotency-Key": "d"})
    assert (refused.status_code, mended.status_code) == (400, 201)
    await execute("UPDATE kept_answer SET at = at - interval '1 day'")
    await forget(now=clock.now())
    assert await fetch_value("SELECT count(*) FROM kept_answer") == 0
    assert (await client.post("/api/v1/ideeen", json=PLAN, headers=token | {"Idempotency-Key": ""})).status_code == 400


async def test_a_key_that_was_used_for_one_municipality_is_refused_for_another(
    client: httpx.AsyncClient, bearer: Bearer, now: datetime
) -> None:
    """Who works for two got the answer of the first, as if the second had posted its plan too."""
    first, second = await factories.municipality(), await factories.municipality()
    token = await bearer(first)
    person = await fetch_value("SELECT max(person) FROM api_token")
    await execute(
        "INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
        " SELECT person, role, $2, starts, granted_at, '' FROM role_grant WHERE person = $1",
        person,
        second,
    )
    actor = await actor_of(person_id=person, municipality_id=second, today=factories.TODAY)
    assert actor is not None
    made = await make_token(
        actor=actor, name="Ander", scopes=(Scope.IDEAS,), days=30, municipality_id=second, key=signing_key(SECRET),
        issuer="http://127.0.0.1:8000", now=now,
    )  # fmt: skip
    key = {"Idempotency-Key": "abc"}
    assert (await client.post("/api/v1/ideeen", json=PLAN, headers=token | key)).status_code == 201
    again = await client.post("/api/v1/ideeen", json=PLAN, headers={"Authorization": f"Bearer {made}"} | key)
    assert again.status_code == 422
    own = {"Authorization": f"Bearer {made}", "Idempotency-Key": "abd"}
    assert (await client.post("/api/v1/ideeen", json=PLAN, headers=own)).status_code == 201
    assert await fetch_value("SELECT count(DISTINCT municipality) FROM idea") == 2


async def test_who_posts_hears_who_works_on_the_same_and_why(client: httpx.AsyncClient, bearer: Bearer) -> None:
    first, second = await factories.municipality("Delft"), await factories.municipality("Ede")
    posted = await client.post("/api/v1/ideeen", json=PLAN, headers=await bearer(first))
    assert posted.json()["vergelijkbaar"] == []
    await run_due()
    statistics.clear()
    again = await client.post(
        "/api/v1/ideeen", json=PLAN | {"titel": "Stoeptegels sorteren"}, headers=await bearer(second)
    )
    (like,) = again.json()["vergelijkbaar"]
    assert (like["nummer"], like["gemeente"]) == (posted.json()["nummer"], "Delft")
    assert {"stoeptegels"} & set(like["woorden"])


async def test_a_municipality_joins_and_steps_out_and_nobody_does_it_for_another(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    owner, other = await factories.municipality("Delft"), await factories.municipality("Ede")
    number = await factories.idea(owner)
    address, token = f"/api/v1/ideeen/{number}/deelnemers", await bearer(other)
    keyed = token | {"Idempotency-Key": "j"}
    joined = [await client.post(address, json={"toelichting": "Wij ook."}, headers=keyed) for _ in range(2)]
    assert [one.status_code for one in joined] == [201, 201]
    assert (joined[0].json()["rol"], joined[0].content) == ("aangehaakt", joined[1].content)
    strange = {"gemeentecode": await code_of(owner)}
    assert (await client.post(address, json=strange, headers=token)).status_code == 403
    draft = await factories.idea(owner, state="concept")
    assert (await client.post(f"/api/v1/ideeen/{draft}/deelnemers", json={}, headers=token)).status_code == 404
    assert (await client.delete(f"{address}/{await code_of(owner)}", headers=token)).status_code == 403
    assert (await client.delete(f"{address}/{await code_of(other)}", headers=token)).status_code == 204
    assert [one["naam"] for one in (await client.get(f"/api/v1/ideeen/{number}")).json()["deelnemers"]] == ["Delft"]
    assert (await client.delete(f"{address}/{await code_of(other)}", headers=token)).status_code == 409


async def test_a_plan_enters_a_round_while_that_is_open(client: httpx.AsyncClient, bearer: Bearer) -> None:
    town = await factories.municipality()
    round_ = await factories.round_in(Phase.SUBMIT)
    code = await fetch_value("SELECT code FROM round WHERE id = $1", round_)
    number, token = await factories.idea(town), await bearer(town)
    address = f"/api/v1/rondes/{code}/inzendingen"
    strange = await bearer(await factories.municipality())
    assert (await client.post(address, json={"idee": number}, headers=strange)).status_code == 403
    entered = await client.post(address, json={"idee": number}, headers=token)
    assert (entered.status_code, entered.json()["ronde"]) == (201, code)
    assert (await client.get(f"/api/v1/ideeen/{number}")).json()["ronde"] == code
    assert (await client.delete(f"{address}/{number}", headers=token)).status_code == 204
    assert (await client.delete(f"{address}/{number}", headers=token)).status_code == 404
    shut = await factories.round_in(Phase.REVIEW)
    code = await fetch_value("SELECT code FROM round WHERE id = $1", shut)
    late = await client.post(f"/api/v1/rondes/{code}/inzendingen", json={"idee": number}, headers=token)
    assert (late.status_code, (await client.get(f"/api/v1/ideeen/{number}")).json()["ronde"]) == (403, None)


async def test_a_system_finds_its_own_plan_again_by_its_own_number(client: httpx.AsyncClient, bearer: Bearer) -> None:
    town, other = await factories.municipality("Delft"), await factories.municipality("Ede")
    token, strange = await bearer(town), await bearer(other)
    address = "/api/v1/ideeen/bron/zaaksysteem/2026-17"
    assert (await client.get(address, headers=token)).status_code == 404
    made = await client.put(address, json=PLAN, headers=token)
    assert (made.status_code, made.json()["bron"], made.json()["bronnummer"]) == (
        201, f"{await code_of(town)} zaaksysteem", "2026-17",
    )  # fmt: skip
    assert (await client.put(address, json=PLAN | {"uren": 4}, headers=token)).status_code == 428
    changed = await client.put(address, json=PLAN | {"uren": 4}, headers=token | {"If-Match": made.headers["etag"]})
    assert (changed.status_code, changed.json()["nummer"], changed.json()["uren"]) == (200, made.json()["nummer"], 4)
    assert (await client.get(address, headers=token)).headers["etag"].startswith(changed.headers["etag"][:-1] + "-")
    assert (
        await client.get(address, headers=strange)
    ).status_code == 404  # the number of another municipality's system
    assert (await client.put(address, json=PLAN, headers=strange)).status_code == 201
    assert (await client.put("/api/v1/ideeen/bron/Zaak Systeem/1", json=PLAN, headers=token)).status_code == 400


async def test_a_number_of_a_system_may_hold_slashes_and_what_is_new_tells_who_does_the_same(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    other = await factories.municipality("Ede")
    there = await client.post("/api/v1/ideeen", json=PLAN, headers=await bearer(other))
    await run_due()
    token = await bearer(await factories.municipality("Delft"))
    address = "/api/v1/ideeen/bron/zaaksysteem/Z%2F2026%2F17"
    made = await client.put(address, json=PLAN, headers=token)
    assert (made.status_code, made.json()["bronnummer"]) == (201, "Z/2026/17")
    assert [one["nummer"] for one in made.json()["vergelijkbaar"]] == [there.json()["nummer"]]
    found = await client.get(address, headers=token)
    assert (found.status_code, found.json()["nummer"]) == (200, made.json()["nummer"])
    changed = await client.put(address, json=PLAN | {"uren": 4}, headers=token | {"If-Match": found.headers["etag"]})
    assert (changed.status_code, changed.json()["uren"], changed.json()["vergelijkbaar"]) == (200, 4, None)
    assert changed.headers["etag"] == '"v2"'
    promised = document()["paths"]["/ideeen/bron/{bron}/{bronnummer}"]["put"]["responses"]
    assert {str(made.status_code), str(changed.status_code)} <= set(promised)  # a client reads what it is told of
    assert promised["201"]["content"] == promised["200"]["content"]


async def test_a_text_of_a_program_is_made_clean_like_what_people_type(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    token = await bearer(await factories.municipality("Delft"))
    hostile = {
        "titel": " Tegels\r\nBcc: allen@x.nl\u202e ",
        "samenvatting": "Eén.\r\n\r\nTwee.\u2066",
        "contact": "Jan\nPiet",
    }
    made = await client.post("/api/v1/ideeen", json=PLAN | hostile, headers=token)
    address = made.json()["href"]
    kept = await client.get(address)
    seen = {name: kept.json()[name] for name in hostile}
    assert seen == {"titel": "Tegels Bcc: allen@x.nl", "samenvatting": "Eén.\n\nTwee.", "contact": "Jan Piet"}
    with_etag = token | {"If-Match": kept.headers["etag"]}
    changed = await client.patch(address, json={"titel": "Stoep\x85tegels"}, headers=with_etag)
    assert changed.json()["titel"] == "Stoep tegels"
    for number in ("1%0d%0a2", "a%E2%80%AEb"):
        answer = await client.put(f"/api/v1/ideeen/bron/zaken/{number}", json=PLAN, headers=token)
        assert (answer.status_code, wrong(answer)) == (400, {"bronnummer"})


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("POST", "", {"contact": "a" * 201, "titel": "a" * 161}),
        ("PATCH", "/{}", {"toelichting": "a" * 201}),
        ("POST", "/{}/intrekking", {"reden": "a" * 2_001}),
        ("POST", "/{}/deelnemers", {"toelichting": "a" * 2_001}),
    ],
)
async def test_each_text_that_is_too_long_for_its_place_is_named(
    client: httpx.AsyncClient, bearer: Bearer, method: str, path: str, sent: dict[str, str]
) -> None:
    town = await factories.municipality("Delft")
    address = "/api/v1/ideeen" + path.format(await factories.idea(town))
    body = sent if path else PLAN | sent
    answer = await client.request(method, address, json=body, headers=await bearer(town) | {"If-Match": '"v1"'})
    assert (answer.status_code, wrong(answer)) == (400, set(sent))
