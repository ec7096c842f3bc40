"""What changed in the checkout since the last look: by the moments of files, so it works on every file system."""

import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KINDS = frozenset({".py", ".html", ".txt", ".css", ".js", ".po", ".mo", ".yaml", ".csv", ".sql"})
PAUSE = 0.5  # seconds between two looks


def moments(root: Path, folders: tuple[str, ...]) -> dict[str, float]:
    """When each file of `folders` below `root` was last written, by its path from `root`."""
    found = {}
    for folder in folders:
        for file in (root / folder).rglob("*"):
            if file.suffix in KINDS and file.is_file():
                found[file.relative_to(root).as_posix()] = file.stat().st_mtime
    return found


def differences(before: dict[str, float], after: dict[str, float]) -> set[str]:
    """Paths that were written, made or removed."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def changes(*folders: str) -> Iterator[set[str]]:
    """The paths that changed, each time that some did; an empty set after every look without."""
    before = moments(ROOT, folders)
    while True:
        time.sleep(PAUSE)
        after = moments(ROOT, folders)
        yield differences(before, after)
        before = after
