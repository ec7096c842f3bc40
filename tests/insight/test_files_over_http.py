"""Files of the open data as HTTP asks for them: in ranges, not twice, and only when they are the ones that are meant."""

import asyncpg
import httpx
import pytest

from tests.insight.test_open_data import plans

pytestmark = pytest.mark.anyio


async def test_a_file_comes_in_ranges_and_not_twice(client: httpx.AsyncClient, db: asyncpg.Connection) -> None:
    await plans(2, db)
    whole = await client.get("/data/ideeen.csv", headers={"Accept-Encoding": "identity"})
    mark, size = whole.headers["etag"], len(whole.content)
    part = await client.get("/data/ideeen.csv", headers={"Range": "bytes=3-12"})
    assert (part.status_code, part.content) == (206, whole.content[3:13])
    assert part.headers["content-range"] == f"bytes 3-12/{size}"
    last = await client.get("/data/ideeen.csv", headers={"Range": "bytes=-5", "If-Range": mark})
    assert (last.status_code, last.content) == (206, whole.content[-5:])
    other = await client.get("/data/ideeen.csv", headers={"Range": "bytes=-5", "If-Range": '"other"'})
    assert (other.status_code, other.content) == (200, whole.content)
    beyond = await client.get("/data/ideeen.csv", headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    assert (beyond.headers["content-type"], beyond.json()["title"]) == (
        "application/problem+json",
        "Dit deel is er niet",
    )
    again = await client.get("/data/ideeen.csv", headers={"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")
    backwards = await client.get("/data/ideeen.csv", headers={"Range": "bytes=9-3"})
    assert (backwards.status_code, backwards.content) == (200, whole.content)
    head = await client.head("/data/ideeen.csv", headers={"Range": "bytes=3-12"})
    assert (head.status_code, head.headers["content-length"]) == (200, str(size))
    for meant, status in ((f'"x", {mark}', 206), ("*", 206), ('"x"', 412), (f"W/{mark}", 412)):
        answer = await client.get("/data/ideeen.csv", headers={"If-Match": meant, "Range": "bytes=3-12"})
        assert answer.status_code == status, meant
        assert status == 206 or (answer.json()["status"], answer.headers["etag"]) == (412, mark)
    assert (await client.head("/data/ideeen.csv")).headers["content-length"] == str(size)


async def test_a_file_tells_when_something_last_changed(client: httpx.AsyncClient, db: asyncpg.Connection) -> None:
    await db.execute("INSERT INTO public_change (resource, kind, object_id) VALUES ('idee', 'geplaatst', '7')")
    await db.execute("SET CONSTRAINTS ALL IMMEDIATE")
    first = await client.get("/data/themas.csv")
    again = await client.get("/data/themas.csv", headers={"If-Modified-Since": first.headers["last-modified"]})
    assert (first.status_code, again.status_code) == (200, 304)
    before, later = "Sat, 01 Jan 2000 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"
    for name, told, status in (
        ("If-Modified-Since", later, 304), ("If-Modified-Since", before, 200), ("If-Modified-Since", "gisteren", 200),
        ("If-Unmodified-Since", before, 412), ("If-Unmodified-Since", later, 200), ("If-Unmodified-Since", "x", 200),
    ):  # fmt: skip
        assert (await client.get("/data/themas.csv", headers={name: told})).status_code == status, (name, told)
