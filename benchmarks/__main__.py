"""`python -m benchmarks`: all figures, as JSON on standard output; what it is doing on standard error."""

import asyncio
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import content, importing, pages, start
from innovatie.infra.embedded_postgres import EmbeddedPostgres


def main() -> None:
    found: dict[str, Any] = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "load": round(os.getloadavg()[0], 1)}
    }
    with tempfile.TemporaryDirectory(prefix="innovatie-benchmark-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder) / "data") as server:
            _say(f"filling a database with {content.IDEAS} ideas")
            asyncio.run(content.fill(server.dsn))
            _say("pages against the floor")
            found["pages"] = pages.measure(server.dsn)
            _say("import")
            found["import"] = importing.measure(server.dsn)
    _say("cold start and restarts")
    found["start"] = start.measure()
    print(json.dumps(found, indent=2))


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
