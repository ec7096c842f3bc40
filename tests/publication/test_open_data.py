"""Winners as CSV, ODS and Atom, and the archive bundle: read back and compared."""

import csv
import io
import json
import zipfile
from hashlib import sha256
from xml.etree import ElementTree

import httpx
import pytest

from innovatie.domain.tables import harmless
from innovatie.infra.database import execute
from innovatie.publication import actions, spreadsheet
from tests.publication.test_publishing import clock_at_later, counted, prepare
from tests.voting.scene import LATER

__all__ = ["clock_at_later"]

SIGNS = {"s": " ", "tab": "\t"}


@pytest.mark.anyio
@pytest.mark.usefixtures("db", "clock_at_later")
async def test_open_data_reads_back_equal_to_the_database(client: httpx.AsyncClient) -> None:
    scene = await counted()
    await execute("UPDATE vote_option SET title = '=SOM(A1)' WHERE code = $1", str(scene.groups[1]))
    await prepare(scene)
    await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    text = (await client.get("/winnaars/winnaars.csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    mine = [row for row in rows if row["ronde"] == scene.code]
    assert [row["titel"] for row in mine] == ["'=SOM(A1)"]
    assert harmless("+31") == "'+31"
    feed = ElementTree.fromstring((await client.get("/winnaars/atom.xml")).content)
    namespace = {"a": "http://www.w3.org/2005/Atom"}
    assert all(feed.find(f"a:{name}", namespace) is not None for name in ("title", "id", "updated", "author"))
    entries = feed.findall("a:entry", namespace)
    assert f"http://127.0.0.1:8000/winnaars/{scene.groups[1]}" in [
        one.findtext("a:id", "", namespace) for one in entries
    ]
    ods = (await client.get("/winnaars/winnaars.ods")).content
    with zipfile.ZipFile(io.BytesIO(ods)) as archive:
        assert "=SOM(A1)" in archive.read("content.xml").decode()


@pytest.mark.anyio
@pytest.mark.usefixtures("db", "clock_at_later")
async def test_the_archive_bundle_holds_everything_with_digests(client: httpx.AsyncClient) -> None:
    scene = await counted()
    await prepare(scene)
    await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    body = (await client.get(f"/rondes/{scene.code}/uitslag/archief.zip")).content
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        files = {name.split("/")[1]: archive.read(name) for name in archive.namelist()}
    assert set(files) == {
        "uitslag.html", "uitslag.json", "winnaars.csv", "hoofdelijk.csv", "natellen-voorselectie.zip",
        "natellen-finale.zip", "SHA256SUMS",
    }  # fmt: skip
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, name = line.split()
        assert sha256(files[name]).hexdigest() == digest
    assert json.loads(files["uitslag.json"])["winnaars"][0]["groep"] == scene.groups[1]
    assert body == (await client.get(f"/rondes/{scene.code}/uitslag/archief.zip")).content


def test_a_spreadsheet_holds_numbers_texts_lines_and_spaces_and_nothing_that_xml_forbids() -> None:
    names = {
        name: f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
        for name in ("office", "table", "text", "manifest")
    }
    body = spreadsheet.as_ods('Eén & "twee"', [("plaats", "titel"), (7, "<b>  wijd\tuit</b>\nregel\x00 twee\ud800")])
    assert body == spreadsheet.as_ods('Eén & "twee"', [("plaats", "titel"), (7, "<b>  wijd\tuit</b>\nregel twee")])
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        first = parts.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert parts.read("mimetype").decode() == "application/vnd.oasis.opendocument.spreadsheet"
        told = ElementTree.fromstring(parts.read("META-INF/manifest.xml"))
        assert {one.get(f"{names['manifest']}full-path") for one in told} == {"/", "content.xml"}
        table = ElementTree.fromstring(parts.read("content.xml")).find(f".//{names['table']}table")
    assert table is not None
    assert table.get(f"{names['table']}name") == 'Eén & "twee"'
    cells = [list(row) for row in table]
    number, text = cells[1]
    assert (number.get(f"{names['office']}value-type"), number.get(f"{names['office']}value")) == ("float", "7")
    lines = ["".join(SIGNS.get(piece.tag.split("}")[1], "") + (piece.text or "") + (piece.tail or "" if piece is not line else "")
             for piece in line.iter()) for line in text]  # fmt: skip
    assert lines == ["<b>  wijd\tuit</b>", "regel twee"]
