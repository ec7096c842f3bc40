"""The jobs of archives: making one, and letting its content go."""

from datetime import datetime

from innovatie.infra.jobs import does, nightly
from innovatie.insight.archive import actions
from innovatie.insight.archive.payloads import MakeArchive


async def make(payload: MakeArchive, /, *, now: datetime) -> None:
    """Make what was asked for."""
    await actions.make(number=payload.archive, now=now)


JOBS = (
    does(MakeArchive, make, most=1),
    nightly("archieven van rondes opruimen", actions.let_go),
)
