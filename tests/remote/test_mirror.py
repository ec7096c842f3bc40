"""A copy of the register: whole at first, then by what changed; broken off, it goes on; nothing that went stays."""

from pathlib import Path

import httpx
import msgspec
import pytest

from innovatie.changes.actions import tell_changes
from innovatie.changes.queries import newest_change
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.infra.database import execute
from innovatie.insight.open_data.registry import COLLECTIONS
from innovatie.remote import RemoteError, Site
from innovatie.remote.mirroring import LISTS, Mirrored, mirror
from tests import factories
from tests.remote.line import HOME, said

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

NAMES = tuple(one.name for one in LISTS)


async def test_every_public_list_is_mirrored_by_its_own_key_and_with_all_its_statuses() -> None:
    declared = {
        one.name: (
            one.key,
            one.resource.value if one.resource else "",
            one.changed.removeprefix("c.").removesuffix("::text") or one.key,
            tuple(one.filters["status"].choices) if "status" in one.filters and one.filters["status"].otherwise else (),
        )
        for one in COLLECTIONS
    }
    assert {one.name: (one.key, one.resource, one.named_by, one.statuses) for one in LISTS} == declared


class Copy:
    """A folder that is kept up to date from the application of this test."""

    def __init__(self, client: httpx.AsyncClient, folder: Path) -> None:
        self.client, self.folder = client, folder
        self.asked: list[str] = []
        self.broken = 0

    async def renew(self, *names: str) -> dict[str, Mirrored]:
        """Which lists changed, and how. `broken`: the line breaks after so many bytes of the first file, once."""
        await execute("SET CONSTRAINTS ALL IMMEDIATE")  # as at a commit: changes get their number
        done: dict[str, Mirrored] = {}
        async with Site(HOME, transport=self, pause=self.no_pause) as site:
            await mirror(site, self.folder, names or NAMES, told=lambda one: done.update({one.name: one}))
        return done

    async def no_pause(self, _seconds: float) -> None:
        """The line is well again at once."""

    def rows(self, name: str) -> list[bytes]:
        return (self.folder / f"{name}.jsonl").read_bytes().splitlines()

    def titles(self) -> list[str]:
        return sorted(msgspec.json.decode(row)["titel"] for row in self.rows("ideeen"))

    async def __aenter__(self) -> "Copy":
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def aclose(self) -> None:
        pass

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.raw_path.decode() + " " + request.headers.get("range", ""))
        answer = await self.client._transport.handle_async_request(request)
        if self.broken and request.url.path.startswith("/data/"):
            limit, self.broken = self.broken, 0
            return httpx.Response(
                answer.status_code, headers=answer.headers, stream=_Breaking(await answer.aread(), limit)
            )
        return answer


class _Breaking(httpx.AsyncByteStream):
    def __init__(self, body: bytes, limit: int) -> None:
        self.body, self.limit = body, limit

    async def __aiter__(self):  # type: ignore[no-untyped-def]
        yield self.body[: self.limit]
        raise httpx.ReadError("the line broke")


@pytest.fixture
def copy(client: httpx.AsyncClient, tmp_path: Path) -> Copy:
    return Copy(client, tmp_path / "kopie")


async def changed(*numbers: int, kind: ChangeKind = ChangeKind.CHANGED) -> None:
    await tell_changes(resource=PublicResource.IDEA, kind=kind, object_ids=numbers)


async def test_the_first_time_all_comes_and_then_only_what_changed(copy: Copy) -> None:
    town = await factories.municipality("Eigenstad")
    one, two = await factories.idea(town, title="Eerste"), await factories.idea(town, title="Tweede")
    await changed(one, two)
    first = await copy.renew()
    assert set(first) == set(NAMES) and all(list_.whole for list_ in first.values())
    assert copy.titles() == ["Eerste", "Tweede"]
    exported = (await copy.client.get("/api/v1/ideeen?sorteer=nummer")).json()["resultaten"]
    assert [msgspec.json.decode(row) for row in copy.rows("ideeen")] == exported
    copy.asked.clear()
    assert await copy.renew() == {}  # of themas, which have no changes of their own, the file is the same
    assert len(copy.asked) == 2
    three = await factories.idea(town, title="Derde")
    await execute("UPDATE idea SET title = 'Eerste, beter' WHERE id = $1", one)
    await execute("UPDATE idea SET state = 'ingetrokken', withdrawn_at = now() WHERE id = $1", two)
    await changed(one, two, three)
    assert (await copy.renew())["ideeen"] == Mirrored("ideeen", 3, 0, whole=False)
    assert copy.titles() == ["Derde", "Eerste, beter", "Tweede"]
    assert [msgspec.json.decode(row)["status"] for row in copy.rows("ideeen")].count("ingetrokken") == 1


async def test_a_copy_that_is_ahead_of_a_site_that_was_put_back_begins_anew(copy: Copy) -> None:
    town = await factories.municipality("Eigenstad")
    stays, lost = await factories.idea(town, title="Blijft"), await factories.idea(town, title="Weg")
    await changed(stays)
    number = await newest_change()
    await changed(lost)
    await copy.renew("ideeen")
    await execute("DELETE FROM public_change WHERE number > $1", number)
    await execute("UPDATE idea SET state = 'concept', submitted_at = NULL WHERE id = $1", lost)
    assert (await copy.renew("ideeen"))["ideeen"] == Mirrored("ideeen", 1, 1, whole=True)
    assert copy.titles() == ["Blijft"]
    copy.asked.clear()
    assert await copy.renew("ideeen") == {}
    assert len(copy.asked) == 1


async def test_what_is_not_public_any_more_goes_from_the_copy(copy: Copy) -> None:
    town = await factories.municipality("Eigenstad")
    stays, goes = await factories.idea(town, title="Blijft"), await factories.idea(town, title="Gaat")
    await changed(stays, goes)
    await copy.renew("ideeen")
    await execute("UPDATE idea SET state = 'concept', submitted_at = NULL WHERE id = $1", goes)
    await changed(goes, kind=ChangeKind.ENDED)
    assert (await copy.renew("ideeen"))["ideeen"] == Mirrored("ideeen", 0, 1, whole=False)
    assert copy.titles() == ["Blijft"]


async def test_a_line_that_breaks_is_gone_on_with_where_it_was(copy: Copy) -> None:
    town = await factories.municipality("Eigenstad")
    await changed(*[await factories.idea(town, title=f"Plan {number}") for number in range(3)])
    copy.broken = 100
    await copy.renew("ideeen")
    assert [one for one in copy.asked if one.startswith("/data/")] == [
        "/data/ideeen.jsonl ",
        "/data/ideeen.jsonl bytes=100-",
    ]
    assert copy.titles() == ["Plan 0", "Plan 1", "Plan 2"]
    assert sorted(file.name for file in copy.folder.iterdir()) == ["ideeen.jsonl", "stand.json"]


async def test_a_program_that_was_stopped_finds_its_half_file_or_begins_anew_when_the_site_has_another(
    copy: Copy,
) -> None:
    town = await factories.municipality("Eigenstad")
    await changed(await factories.idea(town, title="Eerste"))
    await copy.renew("rondes")
    etag = (await copy.client.get("/data/ideeen.jsonl")).headers["etag"]
    whole = (await copy.client.get("/data/ideeen.jsonl")).content
    for mark, half in ((etag, whole[:50]), ('"van-vroeger"', b"{onzin")):
        (copy.folder / "ideeen.part").write_bytes(half)
        (copy.folder / "ideeen.etag").write_text(mark, "utf-8")
        (copy.folder / "stand.json").unlink()
        await copy.renew("ideeen")
        assert copy.titles() == ["Eerste"]
    assert "/data/ideeen.jsonl bytes=50-" in copy.asked


async def test_the_folder_of_another_site_and_a_state_of_something_else_are_refused(copy: Copy) -> None:
    copy.folder.mkdir()
    state = copy.folder / "stand.json"
    state.write_text('{"site": "https://elders.example", "until": 3, "lists": {}}', "utf-8")
    with pytest.raises(RemoteError, match=r"kopie van https://elders\.example"):
        await copy.renew("rondes")
    state.write_text("onzin", "utf-8")
    with pytest.raises(RemoteError, match="geen stand van een kopie"):
        await copy.renew("rondes")


async def test_the_command_tells_what_came(client: httpx.AsyncClient, tmp_path: Path) -> None:
    done = await said(client, "mirror", str(tmp_path / "kopie"), "--list", "themas", "--list", "rondes")
    assert done.exit_code == 0, done.error
    assert done.stdout.splitlines()[1:] == ["rondes: 0 regels", "Bij tot en met wijziging 0."]
    (tmp_path / "bestand").write_text("x", "utf-8")
    refused = await said(client, "mirror", str(tmp_path / "bestand" / "kopie"))
    assert "niet te schrijven" in str(refused.error)
