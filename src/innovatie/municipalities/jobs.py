"""The job of municipalities: a table that waits is taken over on its day."""

from datetime import timedelta

from innovatie.infra.jobs import every
from innovatie.municipalities.actions import take_over_due_tables

JOBS = (every(timedelta(hours=1), "gemeentetabel van vandaag overnemen", take_over_due_tables),)
