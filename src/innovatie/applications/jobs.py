"""What happens to applications at night."""

from innovatie.applications.actions import forget_assertions
from innovatie.infra.jobs import nightly

JOBS = (nightly("gebruikte aanmeldingen van koppelingen opruimen", forget_assertions),)
