"""Back-ups in the trail: that one was made, and when the last one was."""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM
from innovatie.infra.database import fetch_one_value, transaction


async def note_backup(*, rows: int, now: datetime) -> None:
    """Write down that a back-up was made of so many rows."""
    async with transaction():
        await record(
            actor=SYSTEM, act="back-up maken", object_kind="back-up", object_id=f"{now:%Y%m%dT%H%M%SZ}", now=now,
            origin="shell", details={"rijen": rows},
        )  # fmt: skip


async def last_backup() -> datetime | None:
    """None when `innovatie backup` never made one (or another program makes them)."""
    return await fetch_one_value(datetime, "SELECT max(at) FROM audit_event WHERE act = 'back-up maken'")
