"""What on the front page is of who is signed in: their work of today, and their municipality on the map."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from markupsafe import Markup

from innovatie.audit.read_cache import cached_until_next_act_for
from innovatie.domain.authority import Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.insight.home.queries import Town
from innovatie.insight.my_work.queries import everything
from innovatie.municipalities.queries import municipality
from innovatie.municipalities.tile_map import own_tile
from innovatie.web import i18n
from innovatie.web.handlers import AnyRequest
from innovatie.web.page_cache import NEWEST
from innovatie.web.templates import fragment

TODAY: Final = "today"
TILE: Final = "tile"
KEY: Final = "legend"
SHOWN: Final = 3
"""Tasks on the front page."""
_NOTHING: Final = {TODAY: Markup(), TILE: Markup(), KEY: Markup()}

_Pieces = Mapping[str, Markup]


async def own_pieces_of_home(request: AnyRequest, actor: Actor, now: datetime) -> _Pieces:
    """The pieces by name, empty for a visitor; kept for this person until somebody acts, a minute at most."""
    if actor.person_id is None:
        return _NOTHING
    newest: int | None = request.scope.get("state", {}).get(NEWEST)
    if newest is None:
        return await _made(actor, now)
    key = ("home", actor, i18n.language(), now.replace(second=0, microsecond=0))
    return await cached_until_next_act_for(actor.person_id, key, newest, lambda: _made(actor, now))


async def _made(actor: Actor, now: datetime) -> _Pieces:
    tasks = [task for task in await everything(actor, now=now) if not task.done]
    own = None
    if actor.municipality_id is not None:
        here = await municipality(actor.municipality_id, day=dutch_day(now))
        own = Town(here.code, here.name, here.province)
    more = max(0, len(tasks) - SHOWN)
    return {
        TODAY: fragment("insight/_today.html", person=actor.name, own=own, tasks=tasks[:SHOWN], more=more),
        TILE: own_tile(own.code) if own is not None else Markup(),
        KEY: fragment("insight/_own_key.html", town=own.name) if own is not None else Markup(),
    }
