"""Somebody who is signed in, for pages as such a reader gets them."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

import asyncpg

SECRET = "the-secret-of-a-session-for-benchmarks-only"


async def sign_in(dsn: str) -> str:
    """The cookie of a civil servant of the first municipality, in a session that began now.

    Written with the columns that the database has, so that it works for earlier versions too.
    """
    connection = await asyncpg.connect(dsn)
    try:
        now = datetime.now(UTC)
        town = await connection.fetchval("SELECT id FROM municipality WHERE ended IS NULL ORDER BY id LIMIT 1")
        person = await _put(
            connection, "person", name="Els Bos", email="els@voorbeeld.nl", description="", active=True, created_at=now
        )
        await _put(
            connection, "role_grant", person=person, role="ambtenaar", municipality=town, starts=date(2026, 1, 1),
            granted_at=now, reason="",
        )  # fmt: skip
        await _put(
            connection, "session", person=person, secret_digest=hashlib.sha256(SECRET.encode()).digest(),
            municipality=town, created_at=now, seen_at=now, device="", means="persona",
        )  # fmt: skip
    finally:
        await connection.close()
    return f"innovatie={SECRET}"


async def _put(connection: asyncpg.Connection, table: str, **values: Any) -> int:
    rows = await connection.fetch("SELECT column_name FROM information_schema.columns WHERE table_name = $1", table)
    there = {name: value for name, value in values.items() if name in {row[0] for row in rows}}
    places = ", ".join(f"${place}" for place in range(1, len(there) + 1))
    number: int = await connection.fetchval(
        f"INSERT INTO {table} ({', '.join(there)}) VALUES ({places}) RETURNING id", *there.values()
    )
    return number
