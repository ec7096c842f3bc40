"""What people do to a plan while an import of it runs: it is compared with that too, and nothing of it is lost."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from innovatie.domain.authority import Actor, Role
from innovatie.domain.idea_import import ImportRow
from innovatie.domain.three_way import ThreeWay
from innovatie.ideas import actions, queries
from innovatie.ideas.actions import importing
from innovatie.ideas.actions.importing.targets import Line
from innovatie.ideas.actions.importing.targets import targets as looked_up
from innovatie.infra.database import fetch_values
from tests import factories
from tests.factories import NOW
from tests.ideas.test_three_way_import import FIRST, export, plan, take, towns

pytestmark = pytest.mark.anyio

Act = Callable[[], Awaitable[object]]
CHANGED = FIRST.replace("Slim parkeren;Over parkeren.", "Slimmer parkeren;Over slim parkeren.")


@pytest.fixture
async def servant(committed: str) -> Actor:
    actor = await factories.actor(Role.CIVIL_SERVANT, municipality_id=(await towns())["Delft"])
    await take(FIRST)
    return actor


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Act) -> None:
    """`act` is done by somebody else, on a connection of their own, once the import has looked at the plans."""
    looked = importing.targets
    acts = [act]

    async def looks(
        source: str, rows: Sequence[ImportRow], line: Line
    ) -> list[tuple[ImportRow, queries.ImportTarget | None]]:
        found = await looked(source, rows, line)
        while acts:
            await asyncio.get_running_loop().create_task(_done(acts.pop()), context=Context())
        return found

    monkeypatch.setattr(importing, "targets", looks)


async def _done(act: Act) -> None:
    await act()


async def test_what_somebody_saved_meanwhile_stays_and_what_both_changed_is_chosen(
    servant: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version of the import had the number of theirs: the whole import broke off, or wrote over it."""
    before = await plan()

    async def edits() -> None:
        content = replace(before.content, summary="Van de gemeente.", problem="Veel te druk.")
        await actions.edit(
            actor=servant,
            idea_id=before.id,
            content=content,
            co_submitters=[one.municipality_id for one in before.co_submitters],
            base_version=before.version,
            note="",
            now=NOW,
        )

    meanwhile(monkeypatch, edits)
    done = await take(CHANGED)
    after = await plan()
    assert (after.content.title, after.content.summary) == ("Slimmer parkeren", "Van de gemeente.")
    assert after.content.problem == "Veel te druk."
    assert [one.fields[0].field for one in done.conflicts] == ["summary"]
    assert await fetch_values(int, "SELECT version FROM idea_version ORDER BY version") == [1, 2, 3]


async def test_a_plan_that_was_withdrawn_meanwhile_stays_as_it_was(
    servant: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await plan()

    async def withdraws() -> None:
        await actions.withdraw(actor=servant, idea_id=before.id, reason="Gestopt.", now=NOW)

    meanwhile(monkeypatch, withdraws)
    done = await take(CHANGED)
    assert (done.changed, done.withdrawn, (await plan()).content) == (0, 1, before.content)


async def test_two_files_of_one_plan_at_once_come_one_after_the_other(servant: Actor) -> None:
    """One of its source, one of our own export: under two names, so they do not wait for one another at the door."""
    ours = (await export()).replace(b"Over parkeren.", b"Uit de export.")
    await asyncio.gather(*(take(one, source=name) for one, name in ((CHANGED, "bron"), (ours, "ander"))))
    versions = await fetch_values(int, "SELECT version FROM idea_version ORDER BY version")
    assert len(versions) >= 2
    assert versions == list(range(1, len(versions) + 1))


async def test_a_long_list_is_looked_at_in_parts_and_beside_what_others_ask(
    servant: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """20,000 plans that are here already were read and compared at once: nobody else was answered meanwhile."""
    monkeypatch.setattr(import_module(looked_up.__module__), "_BATCH", 2)
    lines = [FIRST.splitlines()[1].replace("1;", f"{number};", 1) for number in range(2, 8)]
    file = "\n".join([FIRST.strip(), *lines, ""])
    assert await take(file) == actions.Imported(6, 0, 1)
    threads: list[str] = []
    compared = importing.three_way

    def here(**said: Any) -> ThreeWay:
        threads.append(threading.current_thread().name)
        return compared(**said)

    monkeypatch.setattr(importing, "three_way", here)
    assert await take(file.replace("Te druk.", "Veel te druk.")) == actions.Imported(0, 7, 0)
    assert len(threads) == 14, "once more under the lock"
    assert threading.main_thread().name not in threads
    assert await take(await export()) == actions.Imported(0, 0, 7)
