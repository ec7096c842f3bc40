"""What a program hears that posts a plan: who works on the same, and why we think so."""

import asyncio
from typing import Final

import asyncpg
import structlog

from innovatie.grouping.suggesting import name_of, suggest
from innovatie.ideas.api.shapes import VergelijkbaarUit
from innovatie.infra.connection_faults import TROUBLE
from innovatie.infra.database import transaction
from innovatie.search import statistics
from innovatie.web.listing import Reference

_TIMEOUT_SECONDS: Final = 5.0
LONGEST: Final = 20_000
"""Characters of a text that are compared."""
_log = structlog.get_logger()


async def similar_plans(title: str, text: str, municipality_id: int | None) -> list[VergelijkbaarUit] | None:
    """Plans of others that are alike, the surest first; None when looking failed or took seconds."""
    try:
        owner = "" if municipality_id is None else await name_of(municipality_id)
        async with transaction(), asyncio.timeout(_TIMEOUT_SECONDS):  # a savepoint: what fails here undoes no plan
            found = await suggest(title, text[:LONGEST], owner=owner)
            surfaces = (await statistics.known()).vocabulary.surfaces
    except (*TROUBLE, asyncpg.DataError, RuntimeError) as error:
        _log.warning("similar plans", error=type(error).__name__)
        return None
    return [
        VergelijkbaarUit(
            nummer=one.idea,
            titel=one.title,
            gemeente=one.headline.municipality,
            graad=one.tier.value,
            taken=list(one.reason.tasks),
            namen=list(one.reason.names),
            woorden=[surfaces.get(word, word) for word in one.reason.words],
            aantal_gemeenten=one.headline.municipalities,
            href=f"/api/v1/ideeen/{one.idea}",
            webpagina=Reference(one.address),
        )
        for one in found
    ]
