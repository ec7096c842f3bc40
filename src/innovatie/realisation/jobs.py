"""The jobs of realisation: reminding owners of milestones."""

from innovatie.infra.jobs import nightly
from innovatie.realisation import notifications

JOBS = (nightly("mijlpalen herinneren", notifications.remind, hour=6),)
