"""The job of contact: letting go at night of conversations that are over."""

from innovatie.contact import actions
from innovatie.infra.jobs import nightly

JOBS = (nightly("oude gesprekken opruimen", actions.let_go),)
