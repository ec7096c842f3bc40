"""What a scoreboard of past forecasts says of the band, in words: too wide, too narrow, or as it should be."""

from collections.abc import Iterable

import scipy

from innovatie.domain.wording import wording

PROMISED = 0.8
LEAST_OUTCOMES = 10
DOUBT = 0.05
"""Were the band right, an outcome as far off as this or further would come up less than one time in twenty."""


def verdict_on_band(outcomes: Iterable[tuple[int, int, int]]) -> str:
    """One or two Dutch sentences. `outcomes` are (P10, P90, what it became) of quarters that are over.

    An exact binomial test against 8 in 10 (Clopper and Pearson 1934). Quarters of one solution resemble one another,
    so it is a rough measure: it says "too wide" only when nearly everything fell inside.
    """
    known = list(outcomes)
    above, below = sum(was > high for _, high, was in known), sum(was < low for low, _, was in known)
    inside = len(known) - above - below
    if len(known) < LEAST_OUTCOMES:
        return wording(
            "Met minder dan %(n)s uitkomsten is nog niet te zeggen of onze band te breed of te smal is.",
            n=LEAST_OUTCOMES,
        )
    if scipy.stats.binom.sf(inside - 1, len(known), PROMISED) < DOUBT:
        return wording("Onze band is te breed: er viel meer binnen dan wij beloofden. Wij wisten meer dan wij zeiden.")
    if scipy.stats.binom.cdf(inside, len(known), PROMISED) < DOUBT:
        if above > 2 * below:
            return wording("Onze band is te smal: het werd vaak meer dan wij verwachtten.")
        if below > 2 * above:
            return wording("Onze band is te smal: het werd vaak minder dan wij verwachtten.")
        return wording("Onze band is te smal: er viel meer buiten dan wij beloofden, naar boven en naar beneden.")
    return wording("Onze band klopt tot nu toe: er viel ongeveer zo veel binnen als wij beloofden.")
