"""Where the trail finds ideas."""

from collections.abc import Sequence

from innovatie.infra.database import fetch_values


async def addresses_of(objects: Sequence[str]) -> dict[str, str]:
    """The address of each idea, by its number as the trail has it; a draft that was let go has none."""
    present = await fetch_values(str, "SELECT id::text FROM idea WHERE id::text = ANY($1)", list(objects))
    return {number: f"/ideeen/{number}" for number in present}
