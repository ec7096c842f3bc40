"""Who may change the pictures of a plan or group."""

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context


def require_may_change(actor: Actor, municipality_id: int | None) -> None:
    """The municipality of the plan or group; VNG may for all."""
    if not authority.may(actor, Act.DIRECT_GROUPS):
        authority.require(actor, Act.EDIT_IDEA, Context(municipality_id=municipality_id))
