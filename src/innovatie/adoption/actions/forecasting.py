"""What we foresee, written down on the day itself, so that it can be judged later."""

from datetime import datetime

from innovatie.adoption.actions.statuses import rebuild
from innovatie.adoption.queries.histories import statuses
from innovatie.adoption.queries.signs import signs_of
from innovatie.adoption.queries.solutions import number_of_municipalities
from innovatie.adoption.tables import AdoptionForecast, AdoptionSign
from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM
from innovatie.domain.diffusion import PeriodLength, Series, forecast, judge, series_from_dates
from innovatie.domain.dutch_dates import dutch_day
from innovatie.infra.database import fetch_values, transaction

HORIZON = 4
FORECAST_JOB = "overname verwachten"


async def series_of(*, solution_id: int, now: datetime) -> Series:
    """First uses per complete quarter, out of the municipalities of today."""
    present = await statuses(solution_id, on=dutch_day(now))
    whole = await number_of_municipalities(dutch_day(now))
    return series_from_dates(
        str(solution_id),
        [s.first_used for s in present.values() if s.first_used is not None],
        population=max(whole, 1, sum(s.ever_used for s in present.values())),
        length=PeriodLength.QUARTER,
        until=dutch_day(now),
    )


async def record_forecast(*, solution_id: int, now: datetime) -> int:
    """Keep the fan of today for the coming quarters; how many quarters (0 where the rules do not allow one).

    What municipalities said is kept with it, to be judged later; also where no fan is allowed yet.

    Running it again on the same day replaces what that day kept; those of earlier days stay as they were.
    """
    series = await series_of(solution_id=solution_id, now=now)
    verdict = judge(series, HORIZON)
    bands = () if verdict.refused else forecast(series, verdict.horizon).bands
    today = dutch_day(now)
    signs = await signs_of(solution_id, await statuses(solution_id, on=today), today=today)
    async with transaction():
        await AdoptionSign.delete().where(AdoptionSign.solution == solution_id, AdoptionSign.made_on == today)
        if signs:
            await AdoptionSign.insert(
                *(
                    AdoptionSign(solution=solution_id, made_on=today, kind=sign, municipalities=sorted(who))
                    for sign, who in signs.items()
                )
            )
        await AdoptionForecast.delete().where(
            AdoptionForecast.solution == solution_id, AdoptionForecast.made_on == today
        )
        if bands:
            await AdoptionForecast.insert(
                *(
                    AdoptionForecast(
                        solution=solution_id,
                        made_on=today,
                        quarter=band.period.index,
                        known=series.total,
                        p10=band.p10,
                        p50=band.p50,
                        p90=band.p90,
                    )
                    for band in bands
                )
            )
    return len(bands)


async def nightly(*, now: datetime) -> int:
    """Reckon every solution again (mergers take effect at midnight) and keep today's forecasts; how many solutions."""
    followed = await fetch_values(int, "SELECT id FROM solution ORDER BY id")
    for number in followed:
        await rebuild(solution_id=number, now=now)
        await record_forecast(solution_id=number, now=now)
    await record(
        actor=SYSTEM,
        act="overname herrekenen",
        object_kind="platform",
        object_id=dutch_day(now).isoformat(),
        details={"oplossingen": len(followed)},
        now=now,
    )
    return len(followed)
