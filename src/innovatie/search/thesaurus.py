"""Keeping the index in step with VNG's changes of the list of words.

A change asks for one job, which reads every document of the index again and keeps those anew in which other concepts
are found now. Searches go on meanwhile.
"""

import asyncio
from collections.abc import Sequence

import structlog

from innovatie.domain.similarity import profile
from innovatie.infra.database import execute, fetch_as, fetch_values, transaction
from innovatie.infra.jobs import enqueue
from innovatie.search import indexing, wording
from innovatie.search.engine import SearchDocument
from innovatie.search.language import analyser, concepts
from innovatie.search.payloads import RecheckWords
from innovatie.search.postgres.preparing import decode_profile

_BATCH = 200
_log = structlog.get_logger()


class _Stored(SearchDocument, frozen=True, kw_only=True):
    """A document of the index with its number there and its packed profile."""

    id: int
    profile: bytes


async def ask_recheck() -> None:
    """Have the index looked at again, unless that waits already. In the transaction of the change."""
    await enqueue(RecheckWords(), unless_waiting=True)


async def recheck() -> int:
    """Keep every document anew of which other words or concepts are stored than there are now; how many.

    After somebody was erased the texts no longer hold the name, and so neither may the words of the index.
    """
    await wording.refresh()
    last, kept = 0, 0
    while found := await fetch_as(
        _Stored,
        "SELECT id, kind, object, title, body, address, owner, theme, stage, year, province, region, size_class,"
        f" round, winner, members, at, profile FROM search_document WHERE id > $1 ORDER BY id LIMIT {_BATCH}",
        last,
    ):
        last = found[-1].id
        kept += await _keep_anew(await asyncio.to_thread(_different, found))
    await execute("DELETE FROM search_term WHERE documents <= 0")
    _log.info("words of the index", documents=kept)
    return kept


async def _keep_anew(documents: dict[int, SearchDocument]) -> int:
    """Those that nobody has replaced since they were read."""
    async with transaction():
        present = await fetch_values(
            int, "SELECT id FROM search_document WHERE id = ANY($1) ORDER BY id FOR UPDATE", [*documents]
        )
        still = [documents[number] for number in present]
        if still:
            await indexing.put([document.key for document in still], still)
    return len(still)


def _different(documents: Sequence[_Stored]) -> dict[int, SearchDocument]:
    """By number, those of which something else is stored than the analyser finds in their text now."""
    names = [concept.name for concept in concepts()]
    found: dict[int, SearchDocument] = {}
    for document in documents:
        now = profile(analyser(), document.title, document.body)
        stored = decode_profile(document.profile)
        named = {names[number]: count for number, count in now.concepts.items()}
        if (now.title, now.stems, named) != (stored.title, stored.stems, stored.concepts):
            found[document.id] = document
    return found
