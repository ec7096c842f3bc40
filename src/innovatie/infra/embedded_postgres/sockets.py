"""Where the server's socket lies: beside the cluster, or in a short folder when that path is too long."""

import contextlib
import shutil
import tempfile
from pathlib import Path

PORT = 5432  # only a part of the socket's file name when no TCP port is open
LONGEST_PATH = 100  # bytes; the kernel's limit is 107 on Linux and 103 on macOS
_NOTE = "socket-folder"


def folder_for(folder: Path) -> Path:
    """The socket folder of the cluster in `folder`; a short one is made here, with mode 0700, and noted."""
    beside = folder / "socket"
    if len(bytes(beside / ".s.PGSQL.65535")) <= LONGEST_PATH:
        return beside
    note = folder / _NOTE
    if note.exists():
        return Path(note.read_text(encoding="utf-8"))
    short = Path(tempfile.mkdtemp(prefix="innovatie-", dir="/tmp"))
    note.write_text(str(short), encoding="utf-8")
    return short


def clear(folder: Path) -> None:
    """Remove what a server that no longer runs left behind: its socket, that file's lock, a short folder."""
    for left in folder.glob("socket/.s.PGSQL.*"):
        left.unlink()
    note = folder / _NOTE
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(note.read_text(encoding="utf-8"))
    note.unlink(missing_ok=True)
