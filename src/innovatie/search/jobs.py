"""The jobs of search: keeping the index whole, by word and by engine."""

from datetime import datetime, timedelta

from innovatie.infra.jobs import does, every, nightly
from innovatie.search import engine_selection, indexing, questions, thesaurus
from innovatie.search.payloads import CatchUp, RecheckWords
from innovatie.search.postgres.index_writer import remove_unused_terms


async def _recheck(_: RecheckWords, /, *, now: datetime) -> None:
    await thesaurus.recheck()


async def _make_good(_: CatchUp, /, *, now: datetime) -> None:
    await engine_selection.make_good()


async def _tend(*, now: datetime) -> None:
    await indexing.tend()


async def _forget_terms(*, now: datetime) -> None:
    await remove_unused_terms()


async def _ask_what_was_missed(*, now: datetime) -> None:
    await engine_selection.ask_when_missed()


JOBS = (
    does(RecheckWords, _recheck, most=1),
    does(CatchUp, _make_good, most=1),
    every(timedelta(minutes=10), "tweede zoekmachine bijwerken", _ask_what_was_missed),
    nightly("zoekindex verzorgen", _tend),
    nightly("zoekvragen opruimen", questions.let_go_of_questions, hour=5),
    nightly("ongebruikte zoekwoorden opruimen", _forget_terms, hour=5),
)
