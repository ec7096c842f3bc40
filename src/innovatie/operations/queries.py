"""What waits outside the database."""

from innovatie.infra.database import fetch_one_value


async def waiting_to_be_erased() -> int:
    """Objects that should be gone and may still be there."""
    return await fetch_one_value(int, "SELECT count(*) FROM object_to_erase") or 0


async def waiting_too_long() -> int:
    """Those that wait for an hour: nobody seems to erase them."""
    late = "SELECT count(*) FROM object_to_erase WHERE since < now() - interval '1 hour'"
    return await fetch_one_value(int, late) or 0
