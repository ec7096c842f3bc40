"""The background worker: each job's name with the function that does it, and the loop that takes them in turn.

A job may run more than once (a crash between its work and its tick): every function here must stand that.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import structlog
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.models import Job

from innovatie.accounts import actions as accounts
from innovatie.adoption import actions as adoption
from innovatie.domain.authority import SYSTEM
from innovatie.domain.phases import Phase
from innovatie.grouping import jobs as grouping
from innovatie.grouping import telling
from innovatie.grouping.records import CHANGED_JOB as GROUP_CHANGED_JOB
from innovatie.ideas import actions as ideas
from innovatie.infra import rate_limit
from innovatie.infra.database import transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.outbox import SEND_JOB
from innovatie.notifications import actions as notifications
from innovatie.notifications import sending
from innovatie.publication import actions as publication
from innovatie.publication import documents as winner_documents
from innovatie.publication import news as publication_news
from innovatie.rounds import actions as rounds
from innovatie.rounds import news as round_news
from innovatie.saved_searches import alerts
from innovatie.search import choosing, indexing, thesaurus
from innovatie.search.postgres.keeping import forget_unused_terms
from innovatie.settings import current
from innovatie.voting import actions as voting

_log = structlog.get_logger()

JobFunction = Callable[[dict[str, Any]], Awaitable[None]]


async def _round_lapse(payload: dict[str, Any]) -> None:
    await rounds.note_lapse(round_id=payload["round"], phase=Phase(payload["phase"]), now=datetime.now(UTC))


async def _round_news(payload: dict[str, Any]) -> None:
    deadline = payload["deadline"]
    await round_news.tell(
        round_id=payload["round"],
        phase=Phase(payload["phase"]),
        what=round_news.What(payload["what"]),
        deadline=datetime.fromisoformat(deadline) if deadline else None,
        now=datetime.now(UTC),
    )


async def _ideas_changed(payload: dict[str, Any]) -> None:
    await grouping.ideas_changed(payload["ideas"], now=datetime.now(UTC))


async def _recheck_words(payload: dict[str, Any]) -> None:
    await thesaurus.recheck(payload)


async def _tell_second_engine(payload: dict[str, Any]) -> None:
    await choosing.make_good(payload)


async def _person_erased(payload: dict[str, Any]) -> None:
    """The search index and the list of words follow the texts from which the name was taken."""
    for number in payload["idea"]:
        await grouping.index_idea({"idea": number})
    for number in payload["idea_group"]:
        await grouping.index_group({"group": number})
    await forget_unused_terms()
    await thesaurus.recheck(payload)


async def _make_link(payload: dict[str, Any]) -> None:
    await accounts.make_link(
        address=payload["adres"],
        browser_digest=bytes.fromhex(payload["browser"]),
        after=payload["na"],
        now=datetime.now(UTC),
    )


async def _send_mail(payload: dict[str, Any]) -> None:
    await sending.send(payload["mail"], post=sending.post_of(current()), now=datetime.now(UTC))


async def _propose_everything(payload: dict[str, Any]) -> None:
    await grouping.propose_all(now=datetime.now(UTC))


DAILY_JOB = "dagelijks onderhoud"
_DAILY_AT = 4  # o'clock, UTC


async def _daily(payload: dict[str, Any]) -> None:
    """Every night: overviews by mail, mail that was left behind, retention, limits, and adoption again."""
    now = datetime.now(UTC)
    await schedule_daily(now)
    await indexing.tend()
    await grouping.nightly(now=now)
    await telling.tell_of_new_proposals(now=now)
    await forget_unused_terms()
    await alerts.tell_all(now=now)
    await notifications.send_digests(now=now)
    await sending.tidy_queue(now=now)
    await notifications.let_go(now=now)
    await accounts.let_go(now=now)
    await ideas.let_go_of_drafts(now=now)
    await accounts.care_for_inactive(now=now)
    await rate_limit.sweep(now)
    await adoption.nightly(now=now)
    await adoption.ask_again(now=now)


async def schedule_daily(now: datetime) -> None:
    """Have the daily job run at the next four o'clock, unless it is waiting already."""
    following = now.replace(hour=_DAILY_AT, minute=0, second=0, microsecond=0)
    following += timedelta(days=1) if following <= now else timedelta(0)
    async with transaction() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(4207221004)")
        waiting = await connection.fetchval(
            "SELECT EXISTS (SELECT 1 FROM pgqueuer WHERE entrypoint = $1 AND status = 'queued')", DAILY_JOB
        )
        if not waiting:
            await enqueue(DAILY_JOB, {}, at=following)


async def _tree_head(payload: dict[str, Any]) -> None:
    await voting.publish_head(vote_id=payload["vote"], now=datetime.now(UTC))


async def _kring_voted(payload: dict[str, Any]) -> None:
    await voting.tell_mandators(
        vote_id=payload["vote"], partnership_id=payload["kring"], sequence=payload["sequence"], now=datetime.now(UTC)
    )


async def _voters_news(payload: dict[str, Any]) -> None:
    await voting.tell_voters(vote_id=payload["vote"], now=datetime.now(UTC))


async def _voters_reminded(payload: dict[str, Any]) -> None:
    await voting.remind_voters(vote_id=payload["vote"], now=datetime.now(UTC))


async def _published(payload: dict[str, Any]) -> None:
    """From its publication on, a winner can be found, its adoption is followed, and everybody hears of the result."""
    await publication_news.tell_published(round_id=payload["round"], version=payload["version"], now=datetime.now(UTC))
    await winner_documents.index_winners(payload["winners"])
    for group_id in payload["winners"]:
        await adoption.follow_group(actor=SYSTEM, group_id=group_id, now=datetime.now(UTC), is_winner=True)


JOBS: dict[str, JobFunction] = {
    DAILY_JOB: _daily,
    SEND_JOB: _send_mail,
    accounts.ERASED_JOB: _person_erased,
    accounts.MAKE_LINK_JOB: _make_link,
    ideas.CHANGED_JOB: _ideas_changed,
    GROUP_CHANGED_JOB: grouping.index_group,
    grouping.EVERYTHING_JOB: _propose_everything,
    publication.PUBLISHED_JOB: _published,
    rounds.LAPSE_JOB: _round_lapse,
    round_news.NEWS_JOB: _round_news,
    thesaurus.RECHECK_JOB: _recheck_words,
    choosing.CATCH_UP_JOB: _tell_second_engine,
    voting.HEAD_JOB: _tree_head,
    voting.KRING_VOTED_JOB: _kring_voted,
    voting.VOTERS_JOB: _voters_news,
    voting.REMIND_JOB: _voters_reminded,
}


def _entrypoint(function: JobFunction) -> Callable[[Job], Awaitable[None]]:
    async def run(job: Job) -> None:
        await function(json.loads(job.payload or b"{}"))

    return run


async def run_forever(dsn: str, *, stop: asyncio.Event) -> None:
    """Take jobs until `stop` is set. The pool of the database must be open; this adds one connection to listen on."""
    await schedule_daily(datetime.now(UTC))
    await sending.tidy_queue(now=datetime.now(UTC))
    connection = await asyncpg.connect(dsn)
    try:
        queue = PgQueuer(AsyncpgDriver(connection))
        for name, function in JOBS.items():
            queue.entrypoint(name, concurrency_limit=4)(_entrypoint(function))
        running = asyncio.create_task(queue.run(dequeue_timeout=timedelta(seconds=5)))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        queue.shutdown.set()
        await running
    finally:
        await connection.close()


async def run_pending(*, most: int = 10_000) -> int:
    """Do every job that is due now, one after the other, on the current connection; how many there were.

    For commands and tests that want to be done when they return. A job that fails raises here.
    """
    done = 0
    while done < most:
        async with transaction() as connection:
            row = await connection.fetchrow(
                "DELETE FROM pgqueuer WHERE id = (SELECT id FROM pgqueuer WHERE status = 'queued'"
                " AND execute_after <= now()"
                " ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING entrypoint, payload"
            )
            if row is None:
                return done
            await JOBS[row["entrypoint"]](json.loads(row["payload"] or b"{}"))
        done += 1
    return done
