"""Order by meaning of a server that speaks the OpenAI interface: a real one over HTTP, with our own encoder behind it."""

import asyncio
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.infra.embeddings import embed_now
from innovatie.saved_searches.actions import save_search
from innovatie.saved_searches.alerts import tell_all
from innovatie.search import answering
from innovatie.search.answering import ask
from innovatie.search.postgres import PostgresEngine
from innovatie.search.reranking import RETRY_SECONDS, NoAnswer, Reranker, made_by
from innovatie.settings import Settings
from tests import factories, web_server
from tests.factories import NOW
from tests.search.conftest import fill
from tests.search.test_contract import plan

pytestmark = pytest.mark.anyio

DOG, CAT, ROAD = "Hond uitlaten in het park", "Kat castreren bij de dierenarts", "Wegdek herasfalteren"
BUDGET = "Begroting van de gemeente"


class _Server(BaseHTTPRequestHandler):
    """`POST /v1/embeddings` with USE. `says` replaces the answer; `asked` keeps what came in."""

    asked: ClassVar[list[dict[str, object]]] = []
    keys: ClassVar[list[str]] = []
    says: ClassVar[tuple[int, bytes] | None] = None

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(given)
        self.keys.append(self.headers.get("Authorization", ""))
        vectors = embed_now(given["input"]).tolist()
        made = [{"index": n, "embedding": one, "object": "embedding"} for n, one in enumerate(vectors)]
        status, body = type(self).says or (200, json.dumps({"data": made[::-1], "model": given["model"]}).encode())
        self.send_response(status if self.path == "/v1/embeddings" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing in the report of the tests."""


@pytest.fixture
def server() -> Iterator[Reranker]:
    _Server.asked, _Server.keys, _Server.says = [], [], None
    with web_server.running(ThreadingHTTPServer(("127.0.0.1", 0), _Server)) as http:
        found = made_by(Settings(meaning_url=f"http://127.0.0.1:{http.server_port}/v1", meaning_key="geheim"))
        assert found is not None
        found.timeout_seconds = 300.0  # the first vector waits for the encoder to load
        yield found


async def test_the_nearest_in_meaning_rises_and_only_new_texts_are_sent(server: Reranker) -> None:
    own = [ROAD, BUDGET] * 4
    order = await server.order("straathond", [*own, DOG])
    assert (order[0], order.index(8) < 8, sorted(order)) == (0, True, list(range(9)))
    assert len(await server.order("straathond", [*own, CAT])) == 9
    assert [one["input"] for one in _Server.asked] == [["straathond", ROAD, BUDGET, DOG], ["straathond", CAT]]
    assert set(_Server.keys) == {"Bearer geheim"}


@pytest.mark.parametrize(
    "says",
    [
        (500, b"{}"),
        (200, b"geen json"),
        (200, b'{"data": []}'),
        (200, b'{"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1, 2]}]}'),
        (200, b'{"data": [{"index": 0, "embedding": []}, {"index": 1, "embedding": []}]}'),
    ],
)
async def test_what_is_no_vector_for_each_text_is_no_answer(server: Reranker, says: tuple[int, bytes]) -> None:
    _Server.says = says
    with pytest.raises(NoAnswer):
        await server.order("hond", [DOG])


async def test_vectors_of_another_model_are_forgotten_and_the_next_question_is_answered(server: Reranker) -> None:
    await server.order("hond", [DOG, CAT])
    _Server.says = (200, b'{"data": [{"index": 0, "embedding": [1, 2]}]}')
    with pytest.raises(NoAnswer, match="lengths"):
        await server.order("kat", [DOG, CAT])
    _Server.says = (200, json.dumps({"data": [{"index": n, "embedding": [1, n]} for n in range(3)]}).encode())
    assert sorted(await server.order("kat", [DOG, CAT])) == [0, 1]


async def test_what_another_question_pushes_out_meanwhile_is_still_answered(
    server: Reranker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await server.order("hond", [DOG, CAT])
    asked = Reranker._asked

    async def meanwhile(self: Reranker, texts: list[str]) -> object:
        self._known.clear()
        return await asked(self, texts)

    monkeypatch.setattr(Reranker, "_asked", meanwhile)
    assert sorted(await server.order("kat", [DOG, CAT])) == [0, 1]
    assert len(_Server.asked[-1]["input"]) == 1  # type: ignore[arg-type]


async def test_an_answer_that_does_not_end_is_no_answer(server: Reranker, monkeypatch: pytest.MonkeyPatch) -> None:
    async def endless(*_given: object, **_named: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(httpx.AsyncClient, "post", endless)
    server.timeout_seconds = 0.01
    with pytest.raises(NoAnswer, match="Timeout"):
        await server.order("hond", [DOG])


async def test_without_a_server_our_own_order_stands_and_it_is_left_alone_for_a_while(
    db: asyncpg.Connection, server: Reranker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(PostgresEngine(), [plan(1, ROAD), plan(2, DOG), plan(3, "Park met een hond")])
    own = [hit.object for hit in (await ask("hond park"))[1].hits]
    assert _Server.asked == []
    monkeypatch.setattr(answering, "reranker", lambda: server)
    _Server.says = (503, b"")
    for _ in range(2):
        assert [hit.object for hit in (await ask("hond park"))[1].hits] == own
    assert len(_Server.asked) == 1
    server.down_until -= RETRY_SECONDS
    _Server.says = None
    assert sorted(hit.object for hit in (await ask("hond park"))[1].hits) == sorted(own)
    assert len(_Server.asked) == 2


async def test_only_the_first_page_by_relevance_without_quotes_is_sent(
    db: asyncpg.Connection, server: Reranker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "reranker", lambda: server)
    await fill(PostgresEngine(), [plan(1, DOG), plan(2, "Hond en kat"), plan(3, "Hond in de wacht")])
    await ask("hond", sort="nieuwste")
    await ask("hond", offset=1)
    await ask('"hond"')
    assert _Server.asked == []
    await ask("hond")
    assert _Server.asked[0]["input"][0] == "hond"  # type: ignore[index]


async def test_what_is_being_typed_and_a_search_that_is_kept_are_not_sent(
    db: asyncpg.Connection, client: httpx.AsyncClient, server: Reranker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "reranker", lambda: server)
    await fill(PostgresEngine(), [plan(1, DOG), plan(2, "Hond en kat")])
    assert len((await client.get("/zoeken/suggesties", params={"q": "hond"})).json()) == 2
    civil_servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    await save_search(actor=civil_servant, name="Honden", question="hond", filters={}, now=NOW)
    await tell_all(now=NOW)
    assert _Server.asked == []


async def test_a_draft_is_never_sent(
    db: asyncpg.Connection, client: httpx.AsyncClient, server: Reranker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "reranker", lambda: server)
    await fill(PostgresEngine(), [plan(1, DOG)])
    sent = {"titel": "Honden uitlaten", "tekst": "Wij laten honden los lopen in het park van de wijk."}
    assert (await client.post("/api/v1/vergelijkbaar", json=sent)).status_code == 200
    assert _Server.asked == []


def test_it_is_off_unless_an_address_is_set() -> None:
    assert made_by(Settings()) is None
