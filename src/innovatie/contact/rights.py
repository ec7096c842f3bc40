"""Who may write to others, and on which side of a conversation somebody stands."""

from innovatie.contact.queries import ConversationDetail
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import NotFound
from innovatie.domain.reaching import ConversationSide


def require_may_write(actor: Actor) -> int:
    """People of municipalities, and VNG; the person. Raises NotAllowed."""
    if not authority.may(actor, Act.DIRECT_GROUPS):
        authority.require(actor, Act.DISCUSS_GROUP, Context(municipality_id=actor.municipality_id))
    return actor.person_id or 0


def side_of(actor: Actor, talk: ConversationDetail) -> ConversationSide:
    """On which side this actor stands. Raises NotFound for anybody else: a conversation is private."""
    if actor.person_id is not None and actor.person_id == talk.begun_by:
        return ConversationSide.ASKER
    for town in talk.answering:
        if authority.may(actor, Act.DISCUSS_GROUP, Context(municipality_id=town)):
            return ConversationSide.ASKED
    raise NotFound("Dit gesprek bestaat niet.")
