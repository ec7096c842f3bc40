"""`make shell`: Python with the database of DATABASE_URL, or of the demo that runs; `run(...)` awaits.

>>> run(fetch("SELECT name FROM municipality LIMIT 3"))
"""

import asyncio
import code
import os
import sys
from datetime import UTC, datetime

from innovatie.domain.authority import SYSTEM
from innovatie.infra import database
from innovatie.infra.embedded_postgres import running_dsn
from innovatie.settings import current


def main() -> None:
    """Until Ctrl-D."""
    dsn = os.environ.get("DATABASE_URL") or running_dsn(current().data)
    if not dsn:
        sys.exit("Start the demo first (make demo), or set DATABASE_URL.")
    database.configure(dsn)
    with asyncio.Runner() as runner:
        names = {"run": runner.run, "SYSTEM": SYSTEM, "now": datetime.now(UTC), "database": database}
        names |= {name: getattr(database, name) for name in ("fetch", "fetch_row", "fetch_value", "execute")}
        code.interact(banner=f"There are: {', '.join(sorted(names))}", local=names)


if __name__ == "__main__":
    main()
