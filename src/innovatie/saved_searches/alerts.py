"""Once a day: repeat every search that somebody keeps, and tell what is new.

New is what stands among the first twenty results and was not found before. The index holds only what everybody may
see, so an alert never tells more than the search page. When the engine or one search fails, the others go on.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import structlog

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.wording import Wording, as_written, counted, wording
from innovatie.infra.database import transaction
from innovatie.infra.rows import as_json
from innovatie.notifications.actions import tell
from innovatie.notifications.kinds import Kind
from innovatie.saved_searches.actions import REMEMBERED
from innovatie.saved_searches.queries import SavedSearchRow, searches_to_repeat
from innovatie.saved_searches.tables import SavedSearch
from innovatie.search.answering import ask
from innovatie.search.engine import Hit

FIRST: Final = 20
NAMED: Final = 5
_log = structlog.get_logger()


async def tell_all(*, now: datetime) -> int:
    """Tell everybody what is new in their searches; how many alerts. Equal searches are asked once."""
    told = 0
    asked: tuple[str, dict[str, str]] | None = None
    hits: tuple[Hit, ...] = ()
    for kept in await searches_to_repeat():
        if (kept.question, kept.filters) != asked:
            asked = (kept.question, kept.filters)
            _, answer = await ask(kept.question, filters=kept.filters, limit=FIRST, with_facets=False, by_meaning=False)
            hits = answer.hits
        told += await _tell(kept, hits, now)
    _log.info("saved searches", alerts=told)
    return told


async def _tell(kept: SavedSearchRow, hits: Sequence[Hit], now: datetime) -> int:
    new = [hit for hit in hits if hit.key not in kept.known]
    async with transaction():
        if not await SavedSearch.select(SavedSearch.id).where(SavedSearch.id == kept.id).lock_rows():
            return 0
        known = [*(hit.key for hit in new), *kept.known][: 2 * REMEMBERED]
        await SavedSearch.update({SavedSearch.known: as_json(known), SavedSearch.looked_at: now}).where(
            SavedSearch.id == kept.id
        )
        if not new:
            return 0
        subject = counted(
            wording("1 nieuw resultaat voor ‘%(naam)s’", naam=kept.name),
            wording("%(n)s nieuwe resultaten voor ‘%(naam)s’", n=len(new), naam=kept.name),
            len(new),
        )
        made = await tell(
            person_id=kept.person_id,
            kind=Kind.SEARCH,
            subject=subject,
            body=_named(new),
            path=f"/zoeken/bewaard/{kept.id}",
            once=f"zoekopdracht {kept.id} {dutch_day(now)}",
            now=now,
        )
    return int(made)


def _named(new: Sequence[Hit]) -> Wording:
    found = "; ".join(f"{hit.title} ({hit.owner})" if hit.owner else hit.title for hit in new[:NAMED])
    if len(new) > NAMED:
        return wording("%(gevonden)s; en nog %(n)s.", gevonden=found, n=len(new) - NAMED)
    return as_written(found + ".")
