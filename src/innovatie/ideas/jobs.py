"""The job of ideas: letting go of drafts that nobody came back to."""

from innovatie.ideas import actions
from innovatie.infra.jobs import nightly

JOBS = (nightly("oude concepten opruimen", actions.let_go_of_drafts),)
