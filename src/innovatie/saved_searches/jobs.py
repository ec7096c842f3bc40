"""The job of saved searches: telling at night what was found since."""

from innovatie.infra.jobs import nightly
from innovatie.saved_searches import alerts

JOBS = (nightly("bewaarde zoekopdrachten", alerts.tell_all, hour=5),)
