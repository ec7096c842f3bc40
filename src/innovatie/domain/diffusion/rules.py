"""What may be shown of a forecast, and why not more. The same rule for pages, API and shell."""

from dataclasses import dataclass

from innovatie.domain.diffusion.model import Forecast
from innovatie.domain.diffusion.series import Series
from innovatie.domain.wording import wording

LEAST_ADOPTERS = 5
LEAST_PERIODS = 4
ENOUGH_ADOPTERS = 20
CAUTIOUS_HORIZON = 4
LONGEST_HORIZON = 6
"""Further ahead the band held less than 76 in 100 outcomes of series kept apart (docs/forecast.md)."""
SURELY_PAST_PEAK = 0.8


@dataclass(frozen=True, slots=True)
class Verdict:
    """`horizon` periods may be shown (0: none); `reason` says in Dutch why it is less than was asked."""

    horizon: int
    reason: str | None

    @property
    def refused(self) -> bool:
        return self.horizon == 0


def judge(series: Series, horizon: int) -> Verdict:
    """Fewer than 5 adopters or 4 periods: no forecast. With 5 to 19 adopters: at most 4 periods ahead, then 6."""
    if series.total < LEAST_ADOPTERS:
        return Verdict(
            0,
            wording(
                "Deelnemers in de perioden die voorbij zijn: %(n)s. "
                "Een verwachting kan pas vanaf %(vanaf)s deelnemers; "
                "tot dan tonen we alleen de aantallen.",
                n=series.total,
                vanaf=LEAST_ADOPTERS,
            ),
        )
    if len(series.new) < LEAST_PERIODS:
        return Verdict(
            0,
            wording(
                "Perioden die voorbij zijn: %(n)s. Een verwachting kan pas vanaf %(vanaf)s perioden; "
                "tot dan tonen we alleen de aantallen.",
                n=len(series.new),
                vanaf=LEAST_PERIODS,
            ),
        )
    if series.total < ENOUGH_ADOPTERS and horizon > CAUTIOUS_HORIZON:
        return Verdict(
            CAUTIOUS_HORIZON,
            wording(
                "Met %(n)s deelnemers kijken we hooguit %(perioden)s perioden vooruit; "
                "verder kan vanaf %(vanaf)s deelnemers.",
                n=series.total,
                perioden=CAUTIOUS_HORIZON,
                vanaf=ENOUGH_ADOPTERS,
            ),
        )
    if horizon > LONGEST_HORIZON:
        return Verdict(
            LONGEST_HORIZON,
            wording(
                "We kijken hooguit %(perioden)s perioden vooruit; verder is de band niet betrouwbaar gebleken.",
                perioden=LONGEST_HORIZON,
            ),
        )
    return Verdict(horizon, None)


def may_show_ceiling(series: Series, outlook: Forecast) -> bool:
    """Only with 20 adopters or more, growth that has slowed, and four in five paths past their steepest point."""
    slowed = len(series.new) > 1 and series.new[-1] < max(series.new)
    return series.total >= ENOUGH_ADOPTERS and slowed and outlook.past_peak >= SURELY_PAST_PEAK
