"""Features above this one let go of what they keep for a person, inside the act here that asks for it.

They are known by name: an import would point up.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from importlib import import_module


async def let_go_above(*, names: Iterable[str], person_id: int, address: str | None, now: datetime) -> None:
    """Call each of `names` ("innovatie.module:function") for this person and their e-mail address."""
    for name in names:
        module, _, function = name.partition(":")
        forget: Callable[..., Awaitable[None]] = getattr(import_module(module), function)
        await forget(person_id=person_id, address=address, now=now)
