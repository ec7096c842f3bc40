"""Who may write to others, and on which side of a conversation somebody stands."""

from datetime import datetime

from innovatie.contact.queries import ConversationDetail
from innovatie.contact.queries.discussion import SaidWhere
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotAllowed, NotFound
from innovatie.domain.reaching import ConversationSide
from innovatie.municipalities.queries import successor_of


def require_may_write(actor: Actor) -> int:
    """People of municipalities, and VNG; the person. Raises NotAllowed."""
    if not authority.may(actor, Act.DIRECT_GROUPS):
        authority.require(actor, Act.DISCUSS_GROUP, Context(municipality_id=actor.municipality_id))
    return actor.person_id or 0


async def require_own(actor: Actor, said: SaidWhere, now: datetime) -> None:
    """One's own remark, as long as one works for the municipality (or its heir) in whose name it was made."""
    if said.by is None or said.by != actor.person_id:
        raise NotAllowed("U wijzigt alleen wat u zelf schreef.")
    if not await still_works_for(actor, said.town, now):
        raise NotAllowed("U schreef dit voor een gemeente waarvoor u niet meer werkt.")


async def still_works_for(actor: Actor, town: int | None, now: datetime) -> bool:
    """Whether this actor works for the municipality (or its heir) in whose name something was said, if any."""
    return town is None or await successor_of(town, day=dutch_day(now)) in actor.municipalities()


def side_of(actor: Actor, talk: ConversationDetail) -> ConversationSide:
    """On which side this actor stands. Raises NotFound for anybody else: a conversation is private."""
    if actor.person_id is not None and actor.person_id == talk.begun_by:
        return ConversationSide.ASKER
    for town in talk.answering:
        if authority.may(actor, Act.DISCUSS_GROUP, Context(municipality_id=town)):
            return ConversationSide.ASKED
    raise NotFound("Dit gesprek bestaat niet.")
