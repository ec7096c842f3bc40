"""Background jobs, kept by pgqueuer in the same PostgreSQL: enqueued in the transaction that causes them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from innovatie.infra.database import transaction


async def enqueue(name: str, payload: dict[str, Any], *, at: datetime | None = None) -> None:
    """Have the job `name` run once after this transaction commits; not before `at` (UTC), if given.

    The worker knows the names; `payload` must be JSON. If the transaction is rolled back, there is no job.
    """
    from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver  # noqa: PLC0415 -- half a second that readers are spared
    from pgqueuer.queries import Queries  # noqa: PLC0415

    delay = max(at - datetime.now(UTC), timedelta(0)) if at is not None else timedelta(0)
    async with transaction() as connection:
        await Queries(AsyncpgDriver(connection)).enqueue(name, json.dumps(payload).encode(), execute_after=delay)
