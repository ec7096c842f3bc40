"""What comes back by itself: opening phases and votes that are due, and warning directors of what stands in the way."""

from datetime import timedelta

from innovatie.infra.jobs import every, nightly
from innovatie.insight.directing import actions
from innovatie.insight.directing.opening_votes import open_due_votes

JOBS = (
    every(timedelta(minutes=5), "insight.open-phases", actions.open_due_phases),
    every(timedelta(minutes=1), "insight.open-votes", open_due_votes),
    nightly("regisseurs waarschuwen", actions.warn_directors, hour=6),
)
