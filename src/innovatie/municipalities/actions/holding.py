"""What keeps a municipality from going up in another one for now: asked of the features above, which know it.

They are known by name: an import would point up.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from innovatie.domain.errors import Conflict
from innovatie.domain.wording import wording
from innovatie.infra.by_name import by_name
from innovatie.infra.database import execute

_VOTES: Final = "innovatie.voting.queries.seats:with_a_seat"
_REGISTER: Final = 4207221022


class StillVoting(Conflict):
    """A municipality that would end has a seat in a vote that runs."""


async def require_no_seat(*, municipalities: Sequence[int]) -> None:
    """StillVoting when one of these, which are about to end, has a seat in a vote that runs.

    Who votes is fixed when a vote opens, and its people go on for the heir: nobody could cast, change or withdraw its
    ballot any more. Inside the transaction that ends them: a vote that opens meanwhile waits, as we do for it.
    """
    if not municipalities:
        return
    await execute("SELECT pg_advisory_xact_lock($1)", _REGISTER)
    voting = await _with_a_seat(municipalities)
    if voting:
        raise StillVoting(
            wording(
                "Er loopt een stemming waarin %(gemeenten)s een stem heeft. Neem deze tabel over als die stemming is"
                " gesloten. Of zet haar klaar voor een dag die nog komt: dan wacht zij vanzelf.",
                gemeenten=", ".join(voting),
            )
        )


async def hold_register() -> None:
    """Until this transaction ends, no municipality goes up in another one."""
    await execute("SELECT pg_advisory_xact_lock_shared($1)", _REGISTER)


async def _with_a_seat(municipalities: Sequence[int]) -> list[str]:
    ask: Callable[[Sequence[int]], Awaitable[list[str]]] = by_name(_VOTES)
    return await ask(municipalities)
