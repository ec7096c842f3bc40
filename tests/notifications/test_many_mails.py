"""What many are told at once: each gets a mail and a job that sends it, in as many statements as for one."""

import asyncio
import json

import asyncpg
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.wording import as_written
from innovatie.infra import outbox
from innovatie.infra.database import fetch_value, fetch_values
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.payloads import SendMail
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def test_many_are_put_in_together_and_what_went_before_is_left_out(db: asyncpg.Connection) -> None:
    async def put(*keys: str | None) -> list[int | None]:
        details = {"naam": "Jan", "onderwerp": "Mee", "tekst": "Eén.", "pad": "/", "soort": "gevolgd"}
        mails = [outbox.Mail(kind="bericht", address="jan@stad.nl", details=details, once=key) for key in keys]
        return await outbox.put_many(mails, now=NOW)

    (before,) = await put("een")
    numbers = await put("een", "twee", None, "twee", None)
    assert [number is None for number in numbers] == [True, False, False, True, False]
    queued = [number for number in (before, *numbers) if number]
    assert queued == await fetch_values(int, "SELECT id FROM queued_mail ORDER BY id")
    told = await fetch_values(bytes, "SELECT payload FROM pgqueuer WHERE entrypoint = $1 ORDER BY id", SendMail.job)
    assert [json.loads(one)["mail"] for one in told] == queued
    assert await put() == []


async def test_telling_three_people_takes_no_more_statements_than_telling_one(db: asyncpg.Connection) -> None:
    asked: list[str] = []

    def note(query: asyncpg.connection.LoggedQuery) -> None:
        asked.append(str(query.query))

    counts = []
    for number in (1, 1, 3):  # the first time the driver asks about types too
        people = [await factories.person(Role.CIVIL_SERVANT) for _ in range(number)]
        asked.clear()
        db.add_query_logger(note)
        told = await tell_many(
            person_ids=people, kind=Kind.ASKED, subject=as_written("Nieuw"), body=as_written("Iets."),
            path="/", once="proef", now=NOW, at_once=True,
        )  # fmt: skip
        await asyncio.sleep(0)  # what the driver tells of a statement comes a turn of the loop later
        db.remove_query_logger(note)
        assert told == number
        counts.append(len(asked))
    assert counts[0] >= counts[1] == counts[2] > 0
    assert await fetch_value("SELECT count(*) FROM queued_mail") == 5
