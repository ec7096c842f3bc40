"""The jobs of accounts: making links to sign in by, and what happens to accounts at night."""

from datetime import datetime

from innovatie.accounts import actions, idempotency
from innovatie.accounts.payloads import MakeLink
from innovatie.infra import queue_state, rate_limit
from innovatie.infra.jobs import does, nightly


async def make_link(payload: MakeLink, /, *, now: datetime) -> None:
    """Make the link and queue its mail."""
    await actions.make_link(
        address=payload.address,
        browser_digest=bytes.fromhex(payload.browser),
        after=payload.after,
        language=payload.language,
        now=now,
    )


async def _sweep_limits(*, now: datetime) -> None:
    await rate_limit.sweep(now)


JOBS = (
    does(MakeLink, make_link),
    nightly("accounts en sessies opruimen", actions.let_go),
    nightly("accounts die niemand gebruikt", actions.care_for_inactive),
    nightly("rollen naar opvolgers", actions.move_to_heirs, hour=0),
    nightly("toegang na een laatste dag", actions.end_after_last_day),
    nightly("herinneren aan gewiste namen", actions.remind),
    nightly("limieten opruimen", _sweep_limits),
    nightly("antwoorden op herhaalde aanvragen opruimen", idempotency.forget),
    nightly("logboek van taken opruimen", queue_state.let_go),
)
