"""The site under load: pages against a floor of bare SQL, the import, memory. `python -m benchmarks.site`"""

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import content, importing, pages
from benchmarks.many_ideas import fill
from innovatie.infra.embedded_postgres import EmbeddedPostgres


def measure() -> dict[str, Any]:
    """Everything that needs a filled database, on one of its own."""
    with tempfile.TemporaryDirectory(prefix="innovatie-benchmark-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder) / "data") as server:
            asyncio.run(fill(server.dsn, content.IDEAS))
            return {"pages": pages.measure(server.dsn), "import": importing.measure(server.dsn)}


if __name__ == "__main__":
    print(json.dumps(measure()))
