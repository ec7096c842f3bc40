"""Two roles in PostgreSQL: the owner makes and changes tables (migrations); the app only works with what is in them.

The app's role cannot change or delete rows of the trail and of the log of ballots, cannot touch the links of the chain,
and cannot change any table: somebody who takes over the app cannot rewrite what was done. Nor may it make tables of its
own, not even temporary ones: with those it could stand in the way of functions that have more rights than it has.
"""

import re
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

import asyncpg
import msgspec

from innovatie.infra.connecting import connect, lock_out_others
from innovatie.infra.rows import decoded

APP_ROLE = "innovatie_app"
APPEND_ONLY = ("audit_event", "ballot_event", "tree_head", "witness_acknowledgement")
"""Tables to which the app may only add; those that do not exist (yet) are passed over."""
READ_ONLY = ("audit_seal", "migration", "schema_requirement")
_LOCK = 4_207_221_003  # any number, as long as it is always the same


def with_role(dsn: str, role: str, password: str) -> str:
    """The same address for another role."""
    parts = urlsplit(dsn)
    place = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit(parts._replace(netloc=f"{role}:{quote(password, safe='')}@{place}"))


async def _tables(connection: asyncpg.Connection) -> set[str]:
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name for (name,) in rows}


async def grant(connection: asyncpg.Connection, role: str) -> None:
    """Give `role` exactly what the app needs on today's tables. Run after each migration, by the owner."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", role):
        raise ValueError("not a plain role name")
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)  # two at once undo each other in PostgreSQL
        here = await connection.fetchval("SELECT quote_ident(current_database())")
        for statement in (
            f"REVOKE TEMPORARY, CREATE ON DATABASE {here} FROM PUBLIC, {role}",
            f"REVOKE CREATE ON SCHEMA public FROM {role}",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            f"GRANT USAGE ON SCHEMA public TO {role}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        ):
            await connection.execute(statement)
        known = await _tables(connection)
        for table in (*APPEND_ONLY, *READ_ONLY):
            if table in known:
                await connection.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {role}")
        for table in READ_ONLY:
            if table in known:
                await connection.execute(f"REVOKE INSERT ON {table} FROM {role}")
                await connection.execute(f"REVOKE ALL ON SEQUENCE {table}_id_seq FROM {role}")


async def ensure_app_role(owner_dsn: str, *, password: str, role: str = APP_ROLE) -> str:
    """Make the app's role when it is not there, set its password and rights; the address for the app."""
    connection = await connect(owner_dsn)
    try:
        await lock_out_others(connection, _LOCK)
        if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role):
            await connection.execute(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
        quoted = await connection.fetchval("SELECT quote_literal($1::text)", password)
        await connection.execute(f"ALTER ROLE {role} PASSWORD {quoted}")
        await grant(connection, role)
    finally:
        await connection.close()
    return with_role(owner_dsn, role, password)


def user_of(dsn: str) -> str:
    """The role that this address names; empty when it names none."""
    parts = urlsplit(dsn)
    named = dict(parse_qsl(parts.query)).get("user", "")
    return unquote(parts.username or "") or named


async def grant_to_user_of(app_dsn: str, *, owner_dsn: str) -> None:
    """After a migration: give the user in `app_dsn` its rights on new tables. ValueError when it names nobody."""
    role = user_of(app_dsn)
    connection = await connect(owner_dsn)
    try:
        await grant(connection, role)
    finally:
        await connection.close()


class _Might(msgspec.Struct, frozen=True):
    """What a role may; `owned` and `writable` name tables that the app must not own or change."""

    superuser: bool
    privileged: bool
    temporary: bool
    creating: bool
    owned: list[str]
    writable: list[str]


_MIGHT = """
SELECT r.rolsuper AS superuser, r.rolcreaterole OR r.rolbypassrls OR r.rolreplication AS privileged,
       has_database_privilege(current_database(), 'TEMPORARY') AS temporary,
       has_schema_privilege('public', 'CREATE') OR has_database_privilege(current_database(), 'CREATE') AS creating,
       ARRAY(SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
                AND c.relname = ANY($1::text[]) AND pg_has_role(c.relowner, 'MEMBER') ORDER BY 1) AS owned,
       ARRAY(SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
                AND (c.relname = ANY($1::text[]) AND has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
                     OR c.relname = ANY($2::text[]) AND has_table_privilege(c.oid, 'INSERT')) ORDER BY 1) AS writable
  FROM pg_roles r WHERE r.rolname = current_user
"""


async def too_mighty(connection: asyncpg.Connection) -> list[str]:
    """What the role of this connection may do and the app must not be able to do: Dutch words, none when all is well.

    Where the role may be more than itself (a superuser, a member of the owner), only that is told: the rest follows.
    """
    row = await connection.fetchrow(_MIGHT, [*APPEND_ONLY, *READ_ONLY], list(READ_ONLY))
    assert row is not None, "everybody is somebody"
    might = decoded(row, _Might)
    if might.superuser:
        return ["is superuser"]
    if might.owned:
        return [f"is eigenaar van {', '.join(might.owned)}"]
    found = {
        "mag rollen maken of rechten omzeilen": might.privileged,
        "mag tijdelijke tabellen maken": might.temporary,
        "mag tabellen maken": might.creating,
        f"mag rijen veranderen van {', '.join(might.writable)}": bool(might.writable),
    }
    return [words for words, holds in found.items() if holds]
