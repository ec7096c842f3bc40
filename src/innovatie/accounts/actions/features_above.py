"""Features above this one let go of what they keep for a person, inside the act here that asks for it.

They are known by name: an import would point up.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from innovatie.infra.by_name import by_name


async def let_go_above(*, names: Iterable[str], person_id: int, address: str | None, now: datetime) -> None:
    """Call each of `names` ("innovatie.module:function") for this person and their e-mail address."""
    for name in names:
        forget: Callable[..., Awaitable[None]] = by_name(name)
        await forget(person_id=person_id, address=address, now=now)
