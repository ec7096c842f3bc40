"""The jobs of the object store: erasing what no row has any more."""

from datetime import datetime, timedelta

from innovatie.infra import kept_files
from innovatie.infra.jobs import every, nightly
from innovatie.operations import actions


async def erase_objects(*, now: datetime) -> None:
    """Erase the objects that rows let go of."""
    await actions.erase_due()


async def sweep_objects(*, now: datetime) -> None:
    """Erase the objects of acts that were undone."""
    await kept_files.sweep(now=now)


JOBS = (
    every(timedelta(minutes=2), "bestanden wissen in de objectopslag", erase_objects),
    nightly("objectopslag opruimen", sweep_objects),
)
