"""A database of before the walls of 0065 to 0068 is brought to today's tables, whatever old pages let in."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from innovatie import paths
from innovatie.infra import database, migrations
from tests.databases import drop, own_name, run_sql, with_database

LAST_BEFORE = "innovatie_0064"
OLD_ROWS = """
INSERT INTO person (id, name, email, active, created_at, description) VALUES
    (1, 'Tab', E'\\tTab@b.nl', true, now(), ''), (2, 'Lijn', E'lijn@b.nl\\r\\n', true, now(), ''),
    (3, 'Vast', U&'vast@b.nl\\00A0', true, now(), ''), (4, 'Leeg', '', true, now(), ''),
    (5, 'Wit', E' \\t', true, now(), ''), (6, 'Binnen', E'a b@b.nl', true, now(), ''),
    (7, 'Goed', 'ab@b.nl', true, now(), ''), (8, 'Vorm', E'x\\ty@b.nl ', true, now(), ''),
    (9, 'Eerst', 'Twee@b.nl', true, now(), ''), (10, 'Klein', 'twee@b.nl', true, now(), ''),
    (11, 'Oud', 'Drie@b.nl', true, now(), ''), (12, 'Nieuw', E'DRIE@b.nl\\t', true, now(), '');
INSERT INTO refused_address (person, address, status, since) VALUES
    (1, E'Tab@b.nl\\t', '5.1.1', now()), (2, ' ', '5.1.1', now());
INSERT INTO municipality (id, code, name, sort_name, province, latitude, longitude, tooi_uri, safety_region) VALUES
    (1, 'GM0503', 'Delft', 'delft', 'Zuid-Holland', 52, 4, '', ' ');
INSERT INTO colleague_invitation (municipality, role, secret_digest, email, name, invited_by, created_at, expires_at)
VALUES (1, 'ambtenaar', 'a', E'Wie@b.nl\\t', ' ', 1, now(), now()),
    (1, 'ambtenaar', 'b', ' ', 'Wie', 1, now(), now());
INSERT INTO allowed_domain (id, municipality, domain, added_at) VALUES
    (1, 1, 'Delft.nl', now()), (2, 1, E'delft.nl\\t', now()), (3, 1, ' ', now()), (4, 1, 'ede.nl', now());
INSERT INTO idea (municipality, title, summary, stage, theme, form_token, source_number, created_at, updated_at, state)
VALUES (1, 'Een plan', '', 'idee', '', '  ', E'\\n', now(), now(), 'concept');
INSERT INTO queued_mail (message_id, kind, address, language, state, created_at, not_before, details) VALUES
    ('a', 'melding', 'a@b.nl', 'nl', 'geweigerd', now(), now(), '{}');
"""


@pytest.fixture
def fresh(server_dsn: str) -> Iterator[str]:
    name = own_name("before")
    asyncio.run(run_sql(server_dsn, f"CREATE DATABASE {name}"))
    yield with_database(server_dsn, name)
    asyncio.run(drop(server_dsn, name))


def test_rows_that_old_pages_let_in_do_not_stop_a_migration(fresh: str, tmp_path: Path) -> None:
    for path in paths.MIGRATIONS.glob("*.py"):
        if path.name[: len(LAST_BEFORE)] <= LAST_BEFORE:
            shutil.copy(path, tmp_path)
    shutil.copytree(paths.MIGRATIONS / "innovatie_0001", tmp_path / "innovatie_0001")

    async def run() -> list[list[str | None]]:
        database.configure(fresh)
        await migrations.migrate(fresh, tmp_path)
        await database.execute(OLD_ROWS)
        await migrations.migrate(fresh, paths.MIGRATIONS)
        return [
            [value for (value,) in await database.fetch(sql)]
            for sql in (
                "SELECT email FROM person ORDER BY id",
                "SELECT address FROM refused_address",
                "SELECT concat_ws(' ', email, name) FROM colleague_invitation ORDER BY id",
                "SELECT domain FROM allowed_domain ORDER BY id",
                "SELECT coalesce(form_token, source_number) FROM idea",
                "SELECT state FROM queued_mail WHERE finished_at IS NOT NULL",
            )
        ]

    people, refused, invited, domains, tokens, mails = asyncio.run(run())
    assert people == [
        "tab@b.nl",
        "lijn@b.nl",
        "vast@b.nl",
        None,
        None,
        None,
        "ab@b.nl",
        None,
        None,
        "twee@b.nl",
        "drie@b.nl",
        None,
    ]
    assert (refused, invited) == (["tab@b.nl"], ["wie@b.nl", "Wie"])
    assert (domains, tokens, mails) == (["delft.nl", "ede.nl"], [None], ["geweigerd"])
