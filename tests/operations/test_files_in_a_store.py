"""Files in an S3-compatible store: kept, read, erased and moved as those in PostgreSQL are, and nothing stays behind."""

import os
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Role
from innovatie.domain.errors import FileLost, Invalid
from innovatie.domain.picture_words import Focus, Pictured
from innovatie.ideas import actions, queries
from innovatie.infra import kept_files, object_store
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value, transaction
from innovatie.infra.object_store import ObjectsAway
from innovatie.insight.archive import actions as archive
from innovatie.operations.actions import erase_due
from innovatie.operations.queries import waiting_to_be_erased
from innovatie.pictures import actions as pictures
from innovatie.pictures.encoding import encode
from innovatie.pictures.queries import jpeg, picture
from tests import factories, object_server
from tests.accounts.full_life import NAME, a_full_life, leave_files
from tests.accounts.test_erasure import erase
from tests.conftest import SignIn
from tests.factories import NOW
from tests.object_server import ObjectServer
from tests.pictures.test_pictures import photo
from tests.publication.test_publishing import clock_at_later, counted
from tests.queue import run_due
from tests.voting.scene import LATER

__all__ = ["clock_at_later"]

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

PDF = b"%PDF-1.7 tekst"
TABLES = {
    "adoption_evidence", "agreement_file", "attachment", "group_file", "idea_file", "picture_file", "round_archive",
}  # fmt: skip


@pytest.fixture
def store() -> Iterator[ObjectServer]:
    with object_server.running() as server:
        use(server)
        try:
            yield server
        finally:
            object_store.configure("")


def use(server: ObjectServer, *, secret: str = object_server.SECRET_KEY) -> None:
    object_store.configure(server.url, key=object_server.KEY, secret=secret, region=object_server.REGION)


async def add(content: bytes = PDF) -> tuple[int, int]:
    town = await factories.municipality()
    idea = await factories.idea(town)
    actor = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    number = await actions.add_file(actor=actor, idea_id=idea, title="Nota", name="n.pdf", content=content, now=NOW)
    return idea, number


async def test_every_table_of_files_can_have_its_bytes_elsewhere() -> None:
    assert {table.name for table in kept_files.file_tables()} == TABLES


async def test_a_file_goes_to_the_store_and_comes_back_and_the_row_has_no_bytes(
    store: ObjectServer, client: httpx.AsyncClient
) -> None:
    idea, number = await add()
    assert await fetch_value("SELECT content IS NULL FROM idea_file WHERE id = $1", number)
    (path,) = store.objects
    assert path == f"bestanden/{await fetch_value('SELECT kept_as FROM idea_file WHERE id = $1', number)}"
    assert store.contents() == [PDF]
    answer = await client.get(f"/ideeen/{idea}/bestanden/{number}")
    assert (answer.status_code, answer.content) == (200, PDF)
    object_store.configure("")
    _, in_the_row = await add()
    assert bytes(await fetch_value("SELECT content FROM idea_file WHERE id = $1", in_the_row)) == PDF
    use(store)
    assert len(store.objects) == 1


async def test_limits_and_kinds_hold_before_anything_goes_to_the_store(store: ObjectServer) -> None:
    for wrong in (b"", b"geen pdf", b"%PDF-" + b"0" * 8_000_000):
        with pytest.raises(Invalid):
            await add(wrong)
    assert store.asked == []


async def test_a_store_that_is_away_is_a_503_that_keeps_what_was_there_and_one_that_lost_a_file_is_told(
    store: ObjectServer, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    idea, number = await add()
    store.refuses = True
    answer = await client.get(f"/ideeen/{idea}/bestanden/{number}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    with pytest.raises(ObjectsAway):
        await add()
    assert await fetch_value("SELECT count(*) FROM idea_file") == 1
    store.refuses = False
    (path,) = store.objects
    store.objects[path] = (b"iets anders", store.objects[path][1])
    with pytest.raises(FileLost):
        await queries.plan_file(idea, number)
    assert await kept_files.broken() == [("idea_file", number)]
    store.objects.clear()
    answer = await client.get(f"/ideeen/{idea}/bestanden/{number}")
    assert answer.status_code == 500
    assert "Dit bestand is nu niet te lezen." in html.fromstring(answer.text).text_content()


async def test_another_secret_key_is_not_let_in(store: ObjectServer) -> None:
    use(store, secret="een andere sleutel")
    with pytest.raises(ObjectsAway):
        await object_store.put(PDF)
    assert store.objects == {}


async def test_what_a_row_lets_go_of_is_erased_by_the_worker_whoever_wrote_the_sql(store: ObjectServer) -> None:
    _, first = await add()
    _, second = await add()
    _, third = await add(b"%PDF-1.7 blijft")
    await execute("UPDATE idea_file SET content = '', kept_as = '' WHERE id = $1", first)
    await execute("DELETE FROM idea_file WHERE id = $1", second)
    assert len(store.objects) == 3
    assert await waiting_to_be_erased() == 2
    store.refuses = True
    with pytest.raises(ObjectsAway):
        await erase_due()
    store.refuses = False
    assert await erase_due() == 2
    assert store.contents() == [b"%PDF-1.7 blijft"]
    assert await waiting_to_be_erased() == 0
    assert await fetch_value("SELECT kept_as <> '' FROM idea_file WHERE id = $1", third)


async def test_the_object_of_an_act_that_was_undone_goes_after_a_day_and_those_of_rows_stay(
    store: ObjectServer,
) -> None:
    for _ in range(3):  # more than one page of the list
        await add()
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await add()
            raise ZeroDivisionError
    assert len(store.objects) == 4
    store.objects["bestanden/van-een-ander.pdf"] = (b"%PDF", Clock().now())
    now = Clock().now()
    assert await kept_files.sweep(now=now) == 0, "it may belong to an act that is under way"
    store.age(timedelta(days=2))
    assert await kept_files.sweep(now=now) == 1
    assert len(store.objects) == 4
    assert "bestanden/van-een-ander.pdf" in store.objects, "what is not ours is let be"


@pytest.mark.usefixtures("clock_at_later")
async def test_pictures_and_archives_stand_there_too_and_go_from_there(store: ObjectServer) -> None:
    town = await factories.municipality()
    actor = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    idea = await factories.idea(town)
    made = encode(photo())
    number = await pictures.add_picture(
        actor=actor, kind=Pictured.PLAN, subject=str(idea), municipality_id=town, made=made, alternative="Een veld",
        credit="", focus=Focus.MIDDLE, now=NOW,
    )  # fmt: skip
    assert len(store.objects) == len(made.files) == 3
    assert await jpeg(made.mark, (await picture(number)).widths[0]) == made.files[0].jpeg
    await pictures.remove_picture(actor=actor, number=number, now=NOW)
    assert (await erase_due(), store.objects) == (3, {})

    scene = await counted()
    asked = await archive.ask(actor=scene.vng, round_id=scene.round_id, now=LATER)
    size = await archive.make(number=asked, now=LATER)
    content = await archive.take_along(actor=scene.vng, code=scene.code, now=LATER)
    assert (len(content), store.contents()) == (size, [content])
    assert await archive.let_go(now=LATER + timedelta(days=4)) == 1
    assert (await erase_due(), store.objects) == (1, {})


async def test_who_is_erased_is_gone_from_the_store_as_well(store: ObjectServer) -> None:
    person = await a_full_life()
    await run_due()
    files = await leave_files(person, await fetch_value("SELECT id FROM idea_group"))
    for table in kept_files.file_tables():
        for number in await kept_files.unmoved(table, to_store=True):
            assert await kept_files.move(table, number, to_store=True)
    assert len(store.objects) == 5
    await erase(person)
    await erase_due()
    assert len(store.objects) == 1, f"of {NAME} nothing is left"
    assert await fetch_value("SELECT kept_as <> '' FROM group_file WHERE id = $1", files["plain"])


async def test_files_move_to_the_store_and_back_while_each_is_read_again(
    store: ObjectServer, client: httpx.AsyncClient
) -> None:
    object_store.configure("")
    idea, number = await add()
    use(store)
    (table,) = (one for one in kept_files.file_tables() if one.name == "idea_file")
    assert await kept_files.unmoved(table, to_store=True) == [number]
    assert await kept_files.move(table, number, to_store=True)
    assert not await kept_files.move(table, number, to_store=True), "it is there already"
    assert (await client.get(f"/ideeen/{idea}/bestanden/{number}")).content == PDF
    assert store.contents() == [PDF]
    assert await kept_files.move(table, number, to_store=False)
    assert bytes(await fetch_value("SELECT content FROM idea_file WHERE id = $1", number)) == PDF
    assert (await erase_due(), store.objects) == (1, {})


async def test_a_real_store_does_what_ours_does(store: ObjectServer) -> None:
    """The one of INNOVATIE_TEST_OBJECTS_URL (with _KEY, _SECRET, _REGION) where one is given, an empty bucket; else ours."""
    given = {name: os.environ.get(f"INNOVATIE_TEST_OBJECTS_{name}", "") for name in ("URL", "KEY", "SECRET", "REGION")}
    if given["URL"]:
        object_store.configure(given["URL"], key=given["KEY"], secret=given["SECRET"], region=given["REGION"])
    keys = {await object_store.put(content) for content in (b"", PDF, PDF, b"0" * 8_000_000)}
    assert {key async for key, _ in object_store.listed()} == keys
    assert sorted([len(await object_store.get(key)) for key in keys]) == [0, len(PDF), len(PDF), 8_000_000]
    for key in keys:
        await object_store.remove(key)
        await object_store.remove(key)
        with pytest.raises(FileLost):
            await object_store.get(key)
    assert [one async for one in object_store.listed()] == []
    await object_store.try_out()
