"""Plans that a system of a municipality posts under its own number, so that it finds them again."""

from datetime import datetime

from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict
from innovatie.domain.idea_content import IdeaContent
from innovatie.ideas.actions.writing import post
from innovatie.ideas.queries import idea_of_source
from innovatie.ideas.tables import Idea
from innovatie.infra.database import execute, transaction


async def post_from_system(
    *, actor: Actor, municipality_id: int, content: IdeaContent, source: str, number: str, now: datetime
) -> int:
    """Submit an idea that `source` knows as `number`; its number here. Conflict when it is here already."""
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", source)  # as an import of this source
        if await idea_of_source((source,), number) is not None:
            raise Conflict("Dit plan is er al. Lees het en stuur uw wijziging met If-Match.")
        made = await post(
            actor=actor, municipality_id=municipality_id, content=content, co_submitters=(), form_token=None, now=now
        )
        await Idea.update({Idea.source: source, Idea.source_number: number}).where(Idea.id == made)
    return made
