"""The migrations that this code was delivered with. Imports little: every start of the demo asks for them first."""

import re
from functools import cache

from innovatie import paths


@cache
def known() -> tuple[str, ...]:
    """Their names, in order."""
    files = sorted(paths.MIGRATIONS.glob("innovatie_*.py"))
    found = (re.search(r'^ID = "([^"]+)"', file.read_text("utf-8"), re.MULTILINE) for file in files)
    return tuple(match[1] for match in found if match)
