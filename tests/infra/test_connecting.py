"""A database that is not there is a ConnectionError, however its address leads nowhere; the operator gets a sentence."""

import ast
from pathlib import Path

import asyncpg
import pytest

from innovatie.cli.database_errors import sentence_of
from innovatie.infra.connecting import connect
from tests.house.source import ROOT
from tests.serving import free_port

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("/innovatie?host=/tmp/nergens-in-deze-map", "een socket, een certificaat"),
        ("nergens.invalid/innovatie", "niemand kent de naam"),
        ("localhost:{port}/innovatie", ""),
        ("[::1]:{port}/innovatie", ""),
        ("127.0.0.1:{port}/innovatie?sslmode=verify-full&sslrootcert=/tmp/nergens.pem", "een socket, een certificaat"),
    ],
)
async def test_an_address_that_leads_nowhere_is_a_server_away(place: str, words: str) -> None:
    with pytest.raises(ConnectionError) as caught:
        await connect(f"postgresql://innovatie_app:w@{place.format(port=free_port())}", timeout=10)
    told = sentence_of(caught.value)
    assert told is not None and "niet te bereiken" in told and words in told


async def test_options_that_nobody_knows_are_a_sentence(database_dsn: str) -> None:
    for option, words in (("sslmode=ja", "klopt niet: `sslmode`"), ("iets=1", "achter ? in haar adres staat: unrec")):
        with pytest.raises((asyncpg.InterfaceError, asyncpg.PostgresError)) as caught:
            await connect(f"{database_dsn}{'&' if '?' in database_dsn else '?'}{option}")
        told = sentence_of(caught.value)
        assert told is not None and words in told


def test_every_connection_is_made_through_the_one_door() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(Path(path).read_text("utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "asyncpg.connect"
    ]
    assert found == ["src/innovatie/infra/connecting.py"]
