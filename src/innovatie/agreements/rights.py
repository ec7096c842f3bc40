"""Who keeps an agreement, and who sees what only its parties see."""

from datetime import date

from innovatie.adoption.queries import solution as solution_of
from innovatie.agreements.queries import Agreement, Party, agreement, parties, towns_of
from innovatie.domain import authority
from innovatie.domain.agreements import STILL_TOLD
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import NotAllowed
from innovatie.grouping.queries import municipalities_of
from innovatie.municipalities.queries import successor_of


async def makers(group: int | None, maker: int | None) -> list[int]:
    """The municipalities that make a solution: of its group, else the one that made it."""
    if group is not None:
        return [town.id for town in await municipalities_of(group)]
    return [maker] if maker is not None else []


async def keeping_towns(found: Agreement, *, today: date) -> list[int]:
    """The municipalities of today whose people keep this agreement.

    Makers of its solution that are no party see nothing of it, unless nobody else keeps it: while it is being made, or
    once its penvoerder has left.
    """
    makers_ = await makers(found.solution_group, found.solution_maker) if found.solution is not None else []
    named = [one.town for one in await parties(found.id) if one.keeps(today) and one.town is not None]
    if named:
        bound = set(await towns_of(found.id, today=today))
        makers_ = [town for town in makers_ if town in bound]
    return [await successor_of(town, day=today) for town in dict.fromkeys([*makers_, *named])]


async def keeper(*, actor: Actor, found: Agreement, today: date) -> int | None:
    """The municipality for which the actor keeps it; None for VNG or for its partnership. Raises NotAllowed."""
    return _keeper(actor, await keeping_towns(found, today=today), found.partnership)


async def kept(number: int, *, actor: Actor, today: date) -> Agreement:
    """The agreement, for who keeps it. Raises NotFound or NotAllowed."""
    found = await agreement(number)
    await keeper(actor=actor, found=found, today=today)
    return found


async def keeper_of_new(*, actor: Actor, solution: int | None, partnership: int | None) -> int | None:
    """As `keeper`, for an agreement that is still to be made."""
    towns: list[int] = []
    if solution is not None:
        one = await solution_of(solution)
        towns = await makers(one.group, one.maker_id)
    return _keeper(actor, towns, partnership)


def _keeper(actor: Actor, towns: list[int], partnership: int | None) -> int | None:
    for town in towns:
        if authority.may(actor, Act.KEEP_AGREEMENT, Context(municipality_id=town)):
            return town
    if partnership is not None and authority.may(
        actor, Act.KEEP_AGREEMENT_AS_PARTNERSHIP, Context(partnership_id=partnership)
    ):
        return None
    if authority.may(actor, Act.DIRECT_AGREEMENTS):
        return None
    if actor.is_visitor:
        authority.require(actor, Act.DIRECT_AGREEMENTS)
    raise NotAllowed(
        "Dit mag alleen wie de oplossing maakt, wie penvoerder of opdrachtgever is, het samenwerkingsverband en VNG."
    )


async def may_keep(actor: Actor, found: Agreement, *, today: date) -> bool:
    if actor.is_visitor:
        return False
    try:
        await keeper(actor=actor, found=found, today=today)
    except NotAllowed:
        return False
    return True


async def speaks_for(*, actor: Actor, party: Party, today: date) -> bool:
    """Whether the actor is of this party: of the municipality, or who represents the partnership."""
    if party.town is not None:
        town = await successor_of(party.town, day=today)
        return bool(authority.may(actor, Act.KEEP_AGREEMENT, Context(municipality_id=town)))
    return party.partnership is not None and bool(
        authority.may(actor, Act.KEEP_AGREEMENT_AS_PARTNERSHIP, Context(partnership_id=party.partnership))
    )


async def arranges(*, actor: Actor, party: Party, today: date) -> bool:
    """Whether the actor is of this party while it is asked to arrange its leaving: until a while after its last day."""
    return not party.has_left(today - STILL_TOLD) and await speaks_for(actor=actor, party=party, today=today)


async def is_party(actor: Actor, found: Agreement, *, today: date) -> bool:
    """Whether the actor sees what only parties see: keepers, people of each municipality that is bound, and VNG; of a
    party that left, while it arranges that.
    """
    if actor.is_visitor:
        return False
    if await may_keep(actor, found, today=today):
        return True
    for town in await towns_of(found.id, today=today):
        now_called = await successor_of(town, day=today)
        if authority.may(actor, Act.KEEP_AGREEMENT, Context(municipality_id=now_called)):
            return True
    for one in await parties(found.id):
        if await arranges(actor=actor, party=one, today=today):
            return True
    return False
