"""Where the trail finds groups."""

from collections.abc import Sequence


async def addresses_of(objects: Sequence[str]) -> dict[str, str]:
    """The address of each group, by its number as the trail has it; groups are never removed."""
    return {number: f"/groepen/{number}" for number in objects}
