"""The jobs of agreements: who keeps one hears that its end comes near."""

from innovatie.agreements import actions
from innovatie.infra.jobs import nightly

JOBS = (nightly("overeenkomsten herinneren", actions.remind, hour=6),)
"""Before the last day to give notice, before the end, and once it has passed; and before a membership ends."""
