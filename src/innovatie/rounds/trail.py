"""Where the trail finds rounds."""

from collections.abc import Sequence


async def addresses_of(objects: Sequence[str]) -> dict[str, str]:
    """The address of each round, by its code as the trail has it."""
    return {code: f"/rondes/{code}" for code in objects if "-" in code}
