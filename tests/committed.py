"""A database whose commits are real, made once for each worker and emptied after each test.

Copying the template writes a thousand files: a second of processor. Emptying the few tables that a test filled costs
a hundredth of that. A test that changed the tables themselves leaves a database that is dropped, not emptied.
"""

import contextlib
from collections.abc import AsyncIterator

import asyncpg

from tests.databases import copy, drop, with_database

_ALONE = (
    "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)

# What a change of tables, functions, rights or comments leaves behind. Switching a trigger off and on leaves nothing.
_SCHEMA = """
SELECT md5(concat_ws(';',
    (SELECT string_agg(concat_ws(',', oid, tgrelid, tgfoid, tgname, tgenabled), ' ' ORDER BY oid) FROM pg_trigger),
    {counts},
    (SELECT string_agg(datacl::text, ' ') FROM pg_database WHERE datname = current_database()),
    (SELECT string_agg(s::text, ' ') FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
        WHERE datname = current_database())))
""".format(
    counts=",\n    ".join(
        f"(SELECT concat(count(*), ' ', max(xmin::text::bigint)) FROM {catalogue})"
        for catalogue in (
            "pg_class", "pg_attribute", "pg_attrdef", "pg_proc", "pg_constraint", "pg_index", "pg_namespace", "pg_type",
            "pg_description", "pg_default_acl", "pg_extension", "pg_policy", "pg_publication", "pg_event_trigger",
        )
    )
)  # fmt: skip

_FILLED = """
DO $$
DECLARE
    name regclass;
    found boolean;
    number record;
BEGIN
    SET LOCAL session_replication_role = replica;  -- no guard against deleting, no foreign keys
    FOR name IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', name) INTO found;
        IF found THEN
            EXECUTE format('DELETE FROM %s', name);
        END IF;
    END LOOP;
    FOR number IN SELECT seqrelid::regclass AS name, seqstart FROM pg_sequence
            WHERE pg_sequence_last_value(seqrelid) IS NOT NULL LOOP
        PERFORM setval(number.name, number.seqstart, false);
    END LOOP;
END $$
"""


class Committed:
    """The database of one worker, `name` on the server at `server_dsn`."""

    def __init__(self, server_dsn: str, name: str) -> None:
        self._server, self._name = server_dsn, name
        self._dsn = with_database(server_dsn, name)
        self._schema = ""
        self._rows: dict[str, str] = {}

    @contextlib.asynccontextmanager
    async def lent(self) -> AsyncIterator[str]:
        """Its address, with what the template holds in it and nothing else."""
        if not self._schema:
            await self._make()
        try:
            yield self._dsn
        finally:
            if not await self._empty():
                await self.drop()

    async def drop(self) -> None:
        """Remove it; whoever asks for it next gets a new one."""
        self._schema = ""
        await drop(self._server, self._name)

    async def _make(self) -> None:
        await copy(self._server, self._name)
        connection = await asyncpg.connect(self._dsn)
        try:
            self._rows = {
                name: rows
                for name in await _tables(connection)
                if (rows := await connection.fetchval(f"SELECT json_agg(t) FROM {name} t")) is not None
            }
            self._schema = await connection.fetchval(_SCHEMA)
        finally:
            await connection.close()

    async def _empty(self) -> bool:
        """Whether it is as the template again."""
        try:
            connection = await asyncpg.connect(self._dsn)
        except (asyncpg.PostgresError, OSError):
            return False
        try:
            await connection.execute(_ALONE)
            if await connection.fetchval(_SCHEMA) != self._schema:
                return False
            async with connection.transaction():
                await connection.execute(_FILLED)
                await connection.execute("SET LOCAL session_replication_role = replica")
                for name, rows in self._rows.items():
                    await connection.execute(
                        f"INSERT INTO {name} OVERRIDING SYSTEM VALUE"
                        f" SELECT * FROM json_populate_recordset(NULL::{name}, $1)",
                        rows,
                    )
        except asyncpg.PostgresError:
            return False
        finally:
            await connection.close()
        return True


async def _tables(connection: asyncpg.Connection) -> list[str]:
    found = await connection.fetch(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    return [name for (name,) in found]
