"""The groups of the demo: people settle the true groups of each round, name who leads, and say why."""

from contextlib import suppress
from datetime import datetime, timedelta

from innovatie.demo import plans
from innovatie.demo.rounds import Step, scripts
from innovatie.domain.authority import SYSTEM
from innovatie.grouping import actions, jobs
from innovatie.infra.database import fetch_one_value, fetch_values
from innovatie.rounds.queries import RoundDetail
from innovatie.search import indexing
from innovatie.search.engine import EngineDown
from innovatie.search.sources import sources

NAMES = ("finished", "in_vote", "in_review", "open")


async def settle(name: str, round_: RoundDetail, at: datetime) -> None:
    """Form the true groups of one round from its plans that are there, then fix the groups that take part."""
    for place, group in enumerate(one for one in plans.groups() if one.round == name):
        ideas = [plans.NUMBERS[plan.key] for plan in plans.members(group.key) if plan.key in plans.NUMBERS]
        present = await fetch_values(
            int, "SELECT id FROM idea WHERE id = ANY($1) AND state = 'ingediend' ORDER BY id", ideas
        )
        if not present:
            continue
        lead = await fetch_one_value(int, "SELECT id FROM municipality WHERE name = $1 AND ended IS NULL", group.lead)
        await actions.form_group(
            actor=SYSTEM,
            idea_ids=present,
            title=group.title,
            reason=group.why,
            now=at + timedelta(hours=1, minutes=7 * place),
            lead_id=lead,
        )
    await actions.enter_round(actor=SYSTEM, round_id=round_.id, now=at + timedelta(days=2))


def settling(now: datetime) -> Step:
    """The step of the phase groeperen, for every round of the demo."""
    known = scripts(now)
    names = {script.code: name for name in NAMES for script in (getattr(known, name),)}

    async def step(round_: RoundDetail, at: datetime) -> None:
        await settle(names[round_.code], round_, at)

    return step


async def load_rest(*, now: datetime) -> None:
    """Every other submitted plan gets a group of its own."""
    loose = await fetch_values(
        int,
        "SELECT i.id FROM idea i WHERE i.state <> 'concept'"
        " AND NOT EXISTS (SELECT FROM group_member m WHERE m.idea = i.id) ORDER BY i.submitted_at, i.id",
    )
    for idea in loose:
        await actions.found_group(actor=SYSTEM, idea_id=idea, now=now)


async def index_and_propose(*, now: datetime) -> None:
    """The search index and the machine's proposals, over everything at once."""
    with suppress(EngineDown):  # PostgreSQL's index is made; Meilisearch can follow later
        await indexing.reindex(sources(), progress=lambda _: None)
    await jobs.propose_all(now=now)
