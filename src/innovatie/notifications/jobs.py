"""The jobs of notifications: sending mail, taking up what was left behind, overviews, and letting go."""

from datetime import datetime, timedelta

from innovatie.infra.jobs import does, every, nightly
from innovatie.notifications import actions, letterbox, sending
from innovatie.notifications.payloads import SendMail
from innovatie.settings import current


async def send_mail(payload: SendMail, /, *, now: datetime) -> None:
    """Send one mail of the queue."""
    await sending.send(payload.mail, post=sending.post_of(current()), now=now)


JOBS = (
    does(SendMail, send_mail, most=8),
    every(timedelta(minutes=10), "achtergebleven mail oppakken", sending.tidy_queue),
    nightly("overzichten mailen", actions.send_digests, hour=6),
    nightly("oude berichten opruimen", letterbox.let_go),
)
