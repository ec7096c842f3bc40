"""Who keeps the plan of realisation of a winner."""

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import NotAllowed
from innovatie.grouping.queries import municipalities_of


async def keeper(*, actor: Actor, group_id: int) -> int | None:
    """The municipality of the group for which the actor keeps the plan; None for VNG. Raises NotAllowed."""
    for town in await municipalities_of(group_id):
        if authority.may(actor, Act.KEEP_REALISATION, Context(municipality_id=town.id)):
            return town.id
    if authority.may(actor, Act.DIRECT_REALISATION):
        return None
    if actor.is_visitor:
        authority.require(actor, Act.DIRECT_REALISATION)
    raise NotAllowed("Dit plan is van de gemeenten die het maken. Alleen zij en VNG houden het bij.")
