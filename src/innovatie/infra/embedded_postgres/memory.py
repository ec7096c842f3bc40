"""How much memory PostgreSQL may use for its buffers on this machine."""

import contextlib
import os
from pathlib import Path

CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
SHARE = 4
"""A quarter of the memory, as PostgreSQL's manual advises for a start; pages are taken only when they are used."""
LEAST_MB, MOST_MB = 128, 1024


def settings(limit: Path = CGROUP_LIMIT) -> dict[str, str]:
    """PostgreSQL's settings that depend on the memory of the machine, or of the container we are in."""
    there = _memory_mb(limit)
    buffers = min(max(there // SHARE, LEAST_MB), MOST_MB)
    return {"shared_buffers": f"{buffers}MB", "effective_cache_size": f"{max(there // 2, buffers)}MB"}


def _memory_mb(limit: Path) -> int:
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):  # no container, or one without a limit ("max")
        machine = min(machine, int(limit.read_text("ascii")))
    return machine >> 20
