"""What may be shown of a forecast, and why not more. The same rule for pages, API and shell."""

from dataclasses import dataclass

from innovatie.domain.diffusion.learned import PROVEN
from innovatie.domain.diffusion.mixing import Proven, cadence_of, is_fast, kind_of
from innovatie.domain.diffusion.model import Forecast
from innovatie.domain.diffusion.series import Series
from innovatie.domain.wording import wording

LEAST_ADOPTERS = 5
LEAST_PERIODS = 4
SHORTEST_HORIZON = 2
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


def judge(series: Series, horizon: int, proven: Proven = PROVEN) -> Verdict:
    """Fewer than 5 adopters or 4 periods: no forecast. With 5 to 19 adopters: at most 4 periods ahead, then 6.

    Never further than the band of series that began like this one was seen to hold on sources kept apart (`proven`);
    not at all where that is one period, for that is the one that runs now.
    """
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
    held = proven[kind_of(series.new)][cadence_of(series.years)]
    if held < SHORTEST_HORIZON:
        return Verdict(0, _not_shown(series))
    few = series.total < ENOUGH_ADOPTERS
    most = min(CAUTIOUS_HORIZON if few else LONGEST_HORIZON, held)
    if horizon <= most:
        return Verdict(horizon, None)
    if few and most == CAUTIOUS_HORIZON:
        return Verdict(
            most,
            wording(
                "Met %(n)s deelnemers kijken we hooguit %(perioden)s perioden vooruit; "
                "verder kan vanaf %(vanaf)s deelnemers.",
                n=series.total,
                perioden=most,
                vanaf=ENOUGH_ADOPTERS,
            ),
        )
    return Verdict(
        most,
        wording(
            "We kijken hooguit %(perioden)s perioden vooruit; verder is de band niet betrouwbaar gebleken.",
            perioden=most,
        ),
    )


def _not_shown(series: Series) -> str:
    """Why a start like this one gets no band."""
    if is_fast(series.new):
        return wording(
            "Dit begon snel. Bij andere reeksen die zo snel begonnen, klopte onze band te vaak niet. "
            "Daarom geven we hier geen verwachting."
        )
    return wording(
        "Bij andere reeksen die zo begonnen, klopte onze band te vaak niet. Daarom geven we hier geen verwachting."
    )


def may_show_ceiling(series: Series, outlook: Forecast) -> bool:
    """Only with 20 adopters or more, growth that has slowed, and four in five paths past their steepest point."""
    slowed = len(series.new) > 1 and series.new[-1] < max(series.new)
    return series.total >= ENOUGH_ADOPTERS and slowed and outlook.past_peak >= SURELY_PAST_PEAK
