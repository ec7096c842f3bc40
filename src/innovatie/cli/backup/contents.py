"""What a back-up says of itself, and what the database says of the same."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Final

import asyncpg
import msgspec

from innovatie.domain.json_faults import NOT_JSON
from innovatie.infra.embedded_postgres import DatabaseError

CONTENTS: Final = "inhoud.json"
DUMP: Final = "database.dump"
KEYS: Final = "sleutels.enc"
OBJECTS: Final = "bestanden"
FORM: Final = 2
"""2: with files of an object store. A back-up of form 1 has none, and is read as well."""


class Grant(msgspec.Struct, frozen=True, order=True):
    """A right of a role without login on a table or sequence."""

    role: str
    right: str
    kind: str
    name: str


class Owned(msgspec.Struct, frozen=True, order=True):
    """A function that runs with the rights of a role of its own."""

    role: str
    function: str


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """inhoud.json. `rows`: table -> number; `digests`: file -> SHA-256; `roles`: those without login;
    `objects`: keys of files in the object store that go along; `left_out`: how many such files do not.
    """

    form: int
    made_at: datetime
    version: str
    postgres: str
    migrations: tuple[str, ...]
    roles: tuple[str, ...]
    owned: tuple[Owned, ...]
    grants: tuple[Grant, ...]
    rows: dict[str, int]
    head: str
    digests: dict[str, str]
    has_keys: bool
    objects: tuple[str, ...] = ()
    left_out: int = 0


_OWN: Final = (
    "c.relnamespace = 'public'::regnamespace"
    " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
)
_TABLES: Final = f"SELECT c.relname::text FROM pg_class c WHERE c.relkind = 'r' AND {_OWN} ORDER BY 1"
_OWNED: Final = """
SELECT r.rolname::text AS role, p.oid::regprocedure::text AS function
  FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
 WHERE p.pronamespace = 'public'::regnamespace AND NOT r.rolcanlogin
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
 ORDER BY 1, 2
"""
_GRANTS: Final = f"""
SELECT r.rolname::text AS role, a.privilege_type AS right,
       CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, c.oid::regclass::text AS name
  FROM pg_class c, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
 WHERE NOT r.rolcanlogin AND r.rolname = ANY($1) AND {_OWN}
 ORDER BY 1, 4, 2
"""


async def tables(connection: asyncpg.Connection) -> list[str]:
    """The tables of the site, those of extensions left out."""
    return [str(row[0]) for row in await connection.fetch(_TABLES)]


async def rows(connection: asyncpg.Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for name in await tables(connection)}


async def owned(connection: asyncpg.Connection) -> tuple[Owned, ...]:
    return tuple(Owned(*row) for row in await connection.fetch(_OWNED))


async def grants(connection: asyncpg.Connection, roles: tuple[str, ...]) -> tuple[Grant, ...]:
    return tuple(Grant(*row) for row in await connection.fetch(_GRANTS, list(roles)))


def digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read(folder: Path) -> Contents:
    """What the back-up in `folder` says of itself; DatabaseError when it is none, or a file of it was changed."""
    try:
        found = msgspec.json.decode((folder / CONTENTS).read_bytes(), type=Contents)
    except (OSError, *NOT_JSON) as error:
        raise DatabaseError(f"In {folder} staat geen back-up van Innovatie ({CONTENTS} is niet te lezen).") from error
    if found.form > FORM:
        raise DatabaseError(f"Deze back-up is van een nieuwere versie van Innovatie ({found.version}). Werk eerst bij.")
    for name, told in found.digests.items():
        file = folder / name
        if not file.is_file() or digest(file) != told:
            raise DatabaseError(f"{file} ontbreekt of is veranderd sinds de back-up. Neem een andere back-up.")
    for key in found.objects:
        file = folder / OBJECTS / key
        if not file.is_file() or digest(file) != key.rpartition("-")[2]:
            raise DatabaseError(f"{file} ontbreekt of is veranderd sinds de back-up. Neem een andere back-up.")
    return found
