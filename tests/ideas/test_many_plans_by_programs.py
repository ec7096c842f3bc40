"""Many plans at once by programs: JSON Lines, all or none, a verdict for every line."""

import json

import httpx
import pytest

from innovatie.infra.database import fetch_row, fetch_value
from tests import factories
from tests.ideas.test_writing_by_programs import PLAN, Bearer, bearer, code_of, wrong
from tests.tables.workbooks import xlsx

__all__ = ["bearer"]

pytestmark = pytest.mark.anyio


def lines(*plans: dict[str, object]) -> bytes:
    return "\n".join(json.dumps(plan) for plan in plans).encode()


async def bring(client: httpx.AsyncClient, token: dict[str, str], body: bytes, **query: str) -> httpx.Response:
    headers = token | {"Content-Type": "application/jsonl"}
    return await client.post(
        "/api/v1/ideeen/invoer", content=body, headers=headers, params={"bron": "zaaksysteem"} | query
    )


async def test_many_plans_are_kept_all_or_none_and_each_line_has_its_verdict(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    town = await factories.municipality("Delft")
    token = await bearer(town)
    good = [PLAN | {"bronnummer": str(number), "stadium": "plan"} for number in range(20)]
    bad = [
        *good,
        PLAN | {"bronnummer": "x", "stadium": "klaar", "kostenEuro": "veel"},
        PLAN | {"bronnummer": "y", "stadium": "plan", "probleem": ""},
    ]
    trial = (await bring(client, token, lines(*bad), proef="true")).json()
    assert (trial["proef"], trial["nieuw"], trial["fout"], len(trial["regels"])) == (True, 20, 2, 22)
    assert trial["regels"][20]["uitkomst"] == "fout"
    assert {one["naam"] for one in trial["regels"][20]["ongeldig"]} == {"stadium", "kostenEuro"}
    assert [one["naam"] for one in trial["regels"][21]["ongeldig"]] == ["probleem"]
    refused = await bring(client, token, lines(*bad))
    assert (refused.status_code, {one["regel"] for one in refused.json()["ongeldig"]}) == (400, {21, 22})
    assert await fetch_value("SELECT count(*) FROM idea") == 0
    done = (await bring(client, token, lines(*good))).json()
    assert (done["nieuw"], {one["uitkomst"] for one in done["regels"]}) == (20, {"nieuw"})
    numbers = [one["nummer"] for one in done["regels"]]
    assert (await client.get("/api/v1/ideeen/bron/zaaksysteem/7", headers=token)).json()["nummer"] == numbers[7]
    row = await fetch_row("SELECT * FROM audit_event WHERE act = 'ideeën invoeren'")
    assert row is not None and (row["on_behalf_of"], row["origin"]) == (town, "token")


async def test_what_people_changed_since_is_a_conflict_and_stays(client: httpx.AsyncClient, bearer: Bearer) -> None:
    token = await bearer(await factories.municipality())
    one, two = (PLAN | {"bronnummer": name, "stadium": "plan"} for name in ("a", "b"))
    first = (await bring(client, token, lines(one, two))).json()["regels"]
    address = f"/api/v1/ideeen/{first[0]['nummer']}"
    seen = {"If-Match": (await client.get(address)).headers["etag"]}
    await client.patch(address, json={"titel": "Door mensen"}, headers=token | seen)
    gone = f"/api/v1/ideeen/{first[1]['nummer']}/intrekking"
    assert (await client.post(gone, json={"reden": "Dubbel."}, headers=token)).status_code == 204
    again = (await bring(client, token, lines(one | {"titel": "Door de bron"}, two | {"uren": 9}))).json()
    assert [line["uitkomst"] for line in again["regels"]] == ["botsing", "ingetrokken"]
    assert (await client.get(address)).json()["titel"] == "Door mensen"


async def test_a_file_brings_in_nothing_for_another_municipality_and_nothing_that_is_no_plan(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    town, other = await factories.municipality("Delft"), await factories.municipality("Ede")
    token, code = await bearer(town), await code_of(other)
    plan = PLAN | {"bronnummer": "1", "stadium": "plan"}
    assert (await bring(client, token, lines(plan | {"gemeentecode": code}))).status_code == 403
    assert (await bring(client, token, lines(plan), gemeentecode=code)).status_code == 403
    assert wrong(await bring(client, token, lines(plan | {"nummer": 1, "ronde": "x"}))) == {"nummer", "ronde"}
    assert wrong(await bring(client, token, b"{\n[]")) == {"regel"}
    assert (await bring(client, token, b"")).status_code == 400
    assert (await bring(client, {}, lines(plan))).status_code == 401
    sent_as = await client.post("/api/v1/ideeen/invoer?bron=x", json=plan, headers=token)
    assert (sent_as.status_code, await fetch_value("SELECT count(*) FROM idea")) == (415, 0)


async def test_a_table_as_people_have_it_goes_in_as_its_bytes(client: httpx.AsyncClient, bearer: Bearer) -> None:
    town = await factories.municipality("Delft")
    token = await bearer(town)
    head = ["bronnummer", "titel", "samenvatting", "probleem", "thema", "contact", "kosten"]
    rows = [
        ["1", "Eerste", "Kort.", "Probleem.", "dienstverlening", "Team", "€ 1.250,00"],
        ["2", "Tweede", "", "", "", "", "?"],
    ]

    async def sent(kind: str, body: bytes, **query: str) -> httpx.Response:
        headers = token | {"Content-Type": kind}
        params = {"bron": "lijst"} | query
        return await client.post("/api/v1/ideeen/invoer", content=body, headers=headers, params=params)

    text = "".join(";".join(row) + "\r\n" for row in [head, *rows]).encode("cp1252")
    trial = (await sent("text/csv", text, proef="true")).json()
    assert [(one["regel"], one["uitkomst"]) for one in trial["regels"]] == [(2, "nieuw"), (3, "fout")]
    assert {one["naam"] for one in trial["regels"][1]["ongeldig"]} == {"samenvatting", "kostenEuro"}
    done = (await sent("application/octet-stream", xlsx([head, rows[0]]))).json()
    again = (await sent("text/csv", ";".join(head).encode() + b"\n" + ";".join(rows[0]).encode() + b"\n")).json()
    assert [(one["nieuw"], one["gelijk"]) for one in (done, again)] == [(1, 0), (0, 1)]
    assert await fetch_value("SELECT cost_euro FROM idea WHERE municipality = $1", town) == 1250
    no_table = await sent("application/octet-stream", b"%PDF-1.7")
    assert (no_table.status_code, "PDF" in no_table.json()["ongeldig"][0]["reden"]) == (400, True)


async def test_the_sheet_of_a_spreadsheet_is_chosen_and_what_was_read_is_told(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    token = await bearer(await factories.municipality("Delft"))
    head = ["bronnummer", "titel", "samenvatting", "probleem", "contact"]
    book = xlsx([head, ["1", "Op een", "Kort.", "P.", "Team"]], other=[head, ["2", "Op twee", "Kort.", "P.", "Team"]])

    async def sent(body: bytes, kind: str = "application/octet-stream", **query: str) -> httpx.Response:
        headers = token | {"Content-Type": kind}
        params = {"bron": "lijst", "proef": "true"} | query
        return await client.post("/api/v1/ideeen/invoer", content=body, headers=headers, params=params)

    first = (await sent(book)).json()
    second = (await sent(book, blad="Blad2")).json()
    assert [one["regels"][0]["bronnummer"] for one in (first, second)] == ["1", "2"]
    assert first["opmerkingen"] == ["Alleen het blad ‘Blad1’ is gelezen, niet: Blad2."]
    assert second["opmerkingen"] == ["Alleen het blad ‘Blad2’ is gelezen, niet: Blad1."]
    unknown = await sent(book, blad="Plannen")
    assert (unknown.status_code, "Blad1" in unknown.json()["ongeldig"][0]["reden"]) == (400, True)
    for body, kind in (b"a;b\r\n1;2\r\n", "text/csv"), (lines(PLAN | {"bronnummer": "1"}), "application/jsonl"):
        refused = await sent(body, kind, blad="Blad1")
        assert (refused.status_code in (400, 422), "geen bladen" in refused.json()["ongeldig"][0]["reden"]) == (
            True,
            True,
        )


async def test_every_wrong_line_is_named_on_its_own_line_also_on_trial(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    token = await bearer(await factories.municipality())
    plans = [PLAN | {"bronnummer": name, "stadium": "plan", "contact": "Café één"} for name in "ab"]
    good = [json.dumps(plan, ensure_ascii=False).encode() for plan in plans]
    strange = json.dumps(PLAN | {"bronnummer": "c", "stadium": "plan", "ronde": "x"}).encode()
    body = [b"[]", good[0], b'{"titel": "Half', b"", strange, b'{"titel": "\xff\xfe"}', b"{}", good[1]]
    trial = await bring(client, token, b"\n".join(body), proef="true")
    verdicts = {one["regel"]: one for one in trial.json()["regels"]}
    assert {line: one["uitkomst"] for line, one in verdicts.items()} == (
        dict.fromkeys((1, 3, 5, 6, 7), "fout") | dict.fromkeys((2, 8), "nieuw")
    )
    why = {line: {wrong["naam"]: wrong["reden"] for wrong in one["ongeldig"]} for line, one in verdicts.items()}
    assert why[3] == {"regel": "dit is geen goede JSON: een tekst zonder aanhalingsteken aan het eind (teken 11)."}
    assert why[5] == {"ronde": "dit veld kennen wij niet."}
    assert why[6] == {"regel": "deze regel is geen UTF-8. Stuur alle tekst als UTF-8."}
    assert {"bronnummer", "titel", "samenvatting"} <= set(why[7])
    refused = await bring(client, token, b"\n".join(body))
    assert (refused.status_code, {one["regel"] for one in refused.json()["ongeldig"]}) == (400, {1, 3, 5, 6, 7})
    assert await fetch_value("SELECT count(*) FROM idea") == 0


async def test_what_another_line_names_does_not_empty_a_field_of_this_one(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    token = await bearer(await factories.municipality())
    one, two = (PLAN | {"bronnummer": name, "stadium": "plan"} for name in "ab")
    first = (await bring(client, token, lines(one | {"uren": 40}, two))).json()["regels"]
    again = (await bring(client, token, lines(one, two | {"uren": 7}))).json()["regels"]
    assert [line["uitkomst"] for line in again] == ["gelijk", "gewijzigd"]
    assert (await client.get(f"/api/v1/ideeen/{first[0]['nummer']}")).json()["uren"] == 40


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "Dit is geen goede JSON: er is niets gestuurd."),
        (b'{"titel": "Half', "Dit is geen goede JSON: een tekst zonder"),
        (b'{"titel": ', "Dit is geen goede JSON: de tekst houdt te vroeg op."),
        (b'{"a": 1,}', "Dit is geen goede JSON: een "),
        (b'{"a" 1}', "Dit is geen goede JSON: een dubbele punt ontbreekt (regel 1, teken 6)."),
        (b'{"a": NaN}', "Dit is geen goede JSON: een teken, getal of diepte die JSON niet toestaat."),
        (b'{"a": "\xff"}', "Dit is geen goede JSON: byte 8 is geen UTF-8."),
        (b"[" * 100_000, "Dit is geen goede JSON: "),
    ],
)
async def test_what_is_no_json_is_told_in_dutch(
    client: httpx.AsyncClient, bearer: Bearer, body: bytes, why: str
) -> None:
    token = await bearer(await factories.municipality())
    answer = await client.post("/api/v1/ideeen", content=body, headers=token | {"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["ongeldig"][0]["reden"].startswith(why)


@pytest.mark.parametrize("address", ["wijzigingen?van=null", "ideeen/bron/x/1?gemeentecode=null"])
async def test_a_parameter_that_says_null_is_refused_and_not_left_out(
    client: httpx.AsyncClient, bearer: Bearer, address: str
) -> None:
    answer = await client.get(f"/api/v1/{address}", headers=await bearer(await factories.municipality()))
    assert (answer.status_code, wrong(answer)) == (400, {address.split("?")[1].split("=", maxsplit=1)[0]})


async def test_a_parameter_that_was_not_sent_is_named(client: httpx.AsyncClient, bearer: Bearer) -> None:
    token = await bearer(await factories.municipality())
    answer = await client.post(
        "/api/v1/ideeen/invoer", content=b"{}", headers=token | {"Content-Type": "application/jsonl"}
    )
    assert (answer.status_code, wrong(answer)) == (400, {"bron"})


async def test_an_answer_tells_a_hundred_unknown_fields_of_one_plan_at_most(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    """Two megabytes of names got an answer of eight, made while everybody waited."""
    token = await bearer(await factories.municipality())
    sent = PLAN | {f"veld{number}": 1 for number in range(150)}
    told = wrong(await client.post("/api/v1/ideeen", json=sent, headers=token))
    assert len(told) == 100
    assert {"veld0", "veld99"} < told
