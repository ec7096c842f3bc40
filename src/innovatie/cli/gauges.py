"""What the database knows of how the whole site is doing, for the figures: asked when they are."""

import msgspec

from innovatie.infra import connection_cache, moments, queue_state, schema_version
from innovatie.infra.connection_faults import TROUBLE
from innovatie.infra.database import ENGINE, fetch_one_as
from innovatie.infra.metrics import family, sample

_COUNTS = """
SELECT (SELECT count(*) FROM queued_mail WHERE state = 'wacht') AS mail_waiting,
       (SELECT coalesce(extract(epoch FROM now() - min(not_before)), 0)::float8 FROM queued_mail
         WHERE state = 'wacht' AND not_before < now()) AS mail_late,
       (SELECT count(*) FROM round_vote v WHERE v.closed_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM tree_head h WHERE h.vote = v.id AND h.size = v.log_size)
           AND NOT EXISTS (SELECT 1 FROM tree_head h WHERE h.vote = v.id
                              AND h.published_at > now() - interval '90 minutes')) AS heads_late
"""


class _Counts(msgspec.Struct, frozen=True):
    mail_waiting: int
    mail_late: float
    heads_late: int


def _gauge(name: str, explained: str, value: float) -> str:
    return family(name, "gauge", explained, [sample(name, value)])


async def gauges() -> str:
    """Lines for Prometheus. When the database does not answer, one that says so and no others."""
    up = "innovatie_database_up"
    try:
        told = await _told()
    except TROUBLE:
        return _pool() + _gauge(up, "Whether the database answers.", 0)
    return _pool() + _gauge(up, "Whether the database answers.", 1) + told


def _pool() -> str:
    pool = ENGINE.pool
    if pool is None:
        return ""
    size, used = pool.get_size(), connection_cache.in_use(pool)
    samples = [
        sample("innovatie_pool_connections", size - used, state="idle"),
        sample("innovatie_pool_connections", used, state="used"),
        sample("innovatie_pool_connections", pool.get_max_size(), state="most"),
    ]
    return family("innovatie_pool_connections", "gauge", "Connections of this process to the database.", samples)


async def _told() -> str:
    jobs = await queue_state.backlog()
    counts = await fetch_one_as(_Counts, _COUNTS)
    assert counts is not None, "it always gives a row"
    states = {"waiting": jobs.waiting, "running": jobs.running, "failed": jobs.failed}
    apart = await moments.apart()
    standing = await schema_version.standing()
    return "".join(
        (
            family(
                "innovatie_jobs",
                "gauge",
                "Jobs in the queue of the whole site.",
                [sample("innovatie_jobs", number, state=state) for state, number in states.items()],
            ),
            _gauge("innovatie_jobs_late_seconds", "How long the job that waits longest is past its moment.", jobs.late),
            _gauge("innovatie_mail_waiting", "Mails that wait to be sent.", counts.mail_waiting),
            _gauge("innovatie_mail_late_seconds", "How long the mail that waits longest does.", counts.mail_late),
            _gauge("innovatie_heads_late", "Open votes without a fresh signed state.", counts.heads_late),
            _gauge("innovatie_clock_apart_seconds", "Our clock minus the database's.", apart.total_seconds()),
            _gauge("innovatie_schema_fits", "Whether the tables are those of this version.", float(standing.fits)),
        )
    )
