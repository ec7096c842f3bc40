"""What we foresee, written down on the day itself, so that it can be judged later."""

from datetime import datetime

from innovatie.adoption.actions.reporting import rebuild
from innovatie.adoption.queries.histories import statuses
from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM
from innovatie.domain.diffusion import PeriodLength, Series, forecast, judge, series_from_dates
from innovatie.infra.database import execute, fetch, transaction

HORIZON = 4
FORECAST_JOB = "overname verwachten"


async def series_of(*, solution_id: int, now: datetime) -> Series:
    """First uses per complete quarter, out of the municipalities of today."""
    present = await statuses(solution_id, on=now.date())
    whole = await fetch(
        "SELECT 1 FROM municipality WHERE (started IS NULL OR started <= $1) AND (ended IS NULL OR ended > $1)",
        now.date(),
    )
    return series_from_dates(
        str(solution_id),
        [s.first_used for s in present.values() if s.first_used is not None],
        population=max(len(whole), 1, sum(s.ever_used for s in present.values())),
        length=PeriodLength.QUARTER,
        until=now.date(),
    )


async def record_forecast(*, solution_id: int, now: datetime) -> int:
    """Keep the fan of today for the coming quarters; how many quarters (0 where the rules do not allow one).

    Running it again on the same day replaces that day's fan; those of earlier days stay as they were.
    """
    series = await series_of(solution_id=solution_id, now=now)
    verdict = judge(series, HORIZON)
    bands = () if verdict.refused else forecast(series, verdict.horizon).bands
    async with transaction():
        await execute("DELETE FROM adoption_forecast WHERE solution = $1 AND made_on = $2", solution_id, now.date())
        for band in bands:
            await execute(
                "INSERT INTO adoption_forecast (solution, made_on, quarter, known, p10, p50, p90)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                solution_id,
                now.date(),
                band.period.index,
                series.total,
                band.p10,
                band.p50,
                band.p90,
            )
    return len(bands)


async def nightly(*, now: datetime) -> int:
    """Reckon every solution again (mergers take effect at midnight) and keep today's forecasts; how many solutions."""
    rows = await fetch("SELECT id FROM solution ORDER BY id")
    for row in rows:
        await rebuild(solution_id=row["id"], now=now)
        await record_forecast(solution_id=row["id"], now=now)
    await record(
        actor=SYSTEM,
        act="overname herrekenen",
        object_kind="platform",
        object_id=now.date().isoformat(),
        details={"oplossingen": len(rows)},
        now=now,
    )
    return len(rows)
