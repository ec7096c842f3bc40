"""What comes back by itself: opening phases that are due, and warning directors of what stands in the way."""

from datetime import timedelta

from innovatie.infra.jobs import every, nightly
from innovatie.insight.directing import actions

JOBS = (
    every(timedelta(minutes=5), "insight.open-phases", actions.open_due_phases),
    nightly("regisseurs waarschuwen", actions.warn_directors, hour=6),
)
