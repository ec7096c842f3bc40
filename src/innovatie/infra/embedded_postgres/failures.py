"""Why the embedded PostgreSQL cannot start: one Dutch sentence for whoever typed the command."""

import errno
import re
import shutil
from pathlib import Path

from innovatie.domain.file_reasons import why_not
from innovatie.domain.whole_numbers import whole

LEAST_ROOM = 1_000_000  # bytes


class DatabaseError(Exception):
    """The database cannot be started or used; the text is one Dutch sentence."""


def of_system(error: OSError, folder: Path) -> DatabaseError:
    """The sentence for an error of the file system in or around `folder`."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _full(folder)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return _not_writable(folder)
    if error.errno in {errno.ENOTDIR, errno.EEXIST}:
        return DatabaseError(f"{error.filename} is geen map; kies een andere map voor de gegevens.")
    return DatabaseError(f"De map {folder} is niet te gebruiken: {why_not(error)}.")


def of_log(log: str, folder: Path, port: int | None, where: Path) -> DatabaseError:
    """The sentence for what PostgreSQL or initdb wrote before it gave up; `where` is its log file."""
    no_room = shutil.disk_usage(folder).free < LEAST_ROOM  # then the log may be empty for the same reason
    if "No space left on device" in log or "Disk quota exceeded" in log or (no_room and not log):
        return _full(folder)
    if "Address already in use" in log or "could not create any TCP/IP sockets" in log:
        return DatabaseError(
            f"Poort {port} is bezet: er draait al een programma op. Kies een andere poort voor de database."
        )
    if "Read-only file system" in log or "Permission denied" in log:
        return _not_writable(folder)
    fatal = re.findall(r"^.*(?:FATAL|PANIC|error):\s+(.+)$", log, flags=re.MULTILINE)
    reason = fatal[-1] if fatal else "zonder reden te geven"
    return DatabaseError(f"PostgreSQL start niet ({reason}); zie {where}.")


def of_version(folder: Path, found: str, ours: int) -> DatabaseError:
    """The data folder was written by another major version of PostgreSQL."""
    if (whole(found) or 0) > ours:
        return DatabaseError(
            f"De gegevens in {folder} zijn van PostgreSQL {found}, nieuwer dan de meegeleverde versie "
            f"{ours}: werk Innovatie bij of kies een andere map."
        )
    return DatabaseError(
        f"De gegevens in {folder} zijn van PostgreSQL '{found}' en passen niet bij de meegeleverde versie "
        f"{ours}: zet ze over met pg_dump of kies een andere map."
    )


def in_use(folder: Path, pid: str) -> DatabaseError:
    """Another Innovatie holds the lock on the folder."""
    by = f" (proces {pid})" if pid else ""
    return DatabaseError(f"De map {folder} is al in gebruik door een andere Innovatie{by}.")


def _full(folder: Path) -> DatabaseError:
    return DatabaseError(
        f"De schijf is vol: PostgreSQL kan niet schrijven in {folder}. Maak ruimte en probeer het opnieuw."
    )


def _not_writable(folder: Path) -> DatabaseError:
    return DatabaseError(
        f"In {folder} mag deze gebruiker niet lezen en schrijven; kies een andere map voor de gegevens."
    )
