"""The jobs of indicators: who uses a solution is asked once a year what it measured."""

from innovatie.indicators import actions
from innovatie.infra.jobs import nightly

JOBS = (nightly("metingen vragen", actions.remind, hour=6),)
"""From February, about the year before."""
