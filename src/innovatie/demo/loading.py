"""Loading the whole demo once, into an empty database, with the real actions."""

from collections.abc import Callable
from datetime import datetime

from innovatie.demo import (
    adoptions,
    agreements,
    audience,
    groups,
    indicators,
    mark,
    people,
    plans,
    publication,
    realisation,
    reviews,
    rounds,
    suppliers,
    votes,
)
from innovatie.domain.authority import SYSTEM
from innovatie.domain.phases import Phase
from innovatie.grouping.payloads import GroupChanged
from innovatie.ideas.payloads import IdeasChanged
from innovatie.infra import clock, database
from innovatie.infra.jobs import spared
from innovatie.municipalities.bundled_register import load_own_table
from innovatie.voting import actions as voting
from innovatie.voting.payloads import TellActs

FOR_ALL_AT_ONCE = (IdeasChanged.job, GroupChanged.job, TellActs.job)


class NotTheDemo(Exception):
    """The database holds something else than the demo; the text is one Dutch sentence."""


async def load_once(*, now: datetime, progress: Callable[[str], None]) -> bool:
    """Load the demo into the migrated, empty database; False when it is there already.

    `progress` hears what is being loaded. Raises NotTheDemo when somebody's own data are there.
    """
    if await database.fetch_one_value(str, mark.READ) == mark.DONE:
        return False
    if await database.fetch_one_value(bool, "SELECT EXISTS (SELECT FROM person) OR EXISTS (SELECT FROM round)"):
        raise NotTheDemo("Deze database bevat al gegevens die niet van de demo zijn; gebruik voor de demo een lege.")
    await database.execute(f"COMMENT ON SCHEMA public IS '{mark.BUSY}'")
    await load(now=now, progress=progress)
    await database.execute(f"COMMENT ON SCHEMA public IS '{mark.DONE}'")
    return True


async def load(*, now: datetime, progress: Callable[[str], None]) -> None:
    """Everything of the demo, in order; each part uses the real actions, with moments in the past.

    What jobs would do for each plan, group or ballot by itself is done for all of them at the end.
    """
    with clock.told_time(), spared(FOR_ALL_AT_ONCE):
        await _load(now=now, progress=progress)
    await voting.ask_untold(now=now)


async def _load(*, now: datetime, progress: Callable[[str], None]) -> None:
    progress("Gemeenten")
    await load_own_table(actor=SYSTEM, now=now)
    await people.load(now=now, progress=progress)
    await plans.load(now=now, progress=progress)
    rounds.WORK[Phase.SUBMIT] = (plans.entering(now),)
    rounds.WORK[Phase.GROUP] = (groups.settling(now),)
    rounds.WORK[Phase.REVIEW] = (reviews.reviewing(now),)
    rounds.WORK[Phase.PRESELECT] = (votes.mandating(now), votes.preselecting(now))
    rounds.WORK[Phase.DEVELOP] = (publication.developing(now),)
    rounds.WORK[Phase.VOTE] = (votes.voting(now), audience.voting(now))
    rounds.WORK[Phase.RESULT] = (audience.publishing(now), publication.publishing(now))
    rounds.WORK[Phase.ADOPT] = (realisation.realising(now),)
    await rounds.load(now=now, progress=progress)
    await groups.load_rest(now=now)
    await adoptions.load(now=now, progress=progress)
    await suppliers.load(now=now, progress=progress)
    await agreements.load(now=now)
    await indicators.load(now=now)
    progress("Groepen en zoekindex")
    await groups.index_and_propose(now=now)
