"""The machine's part: after a change it indexes and proposes; every night it looks at everything again."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec
import numpy as np

from innovatie.accounts.payloads import PersonErased
from innovatie.changes.actions import tell_changes
from innovatie.domain.authority import SYSTEM
from innovatie.domain.similarity import Tier
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.grouping import documents as group_documents
from innovatie.grouping.actions import found_group, propose_merge
from innovatie.grouping.batch_grouping import Grouped, group_apart
from innovatie.grouping.batch_grouping import group_documents as group_from_nothing
from innovatie.grouping.candidates import of_ideas
from innovatie.grouping.learning_at_night import learn_from_people
from innovatie.grouping.model import model_in_use, pair_model
from innovatie.grouping.notifications import tell_of_new_proposals
from innovatie.grouping.payloads import GroupChanged, LookAtEverything
from innovatie.grouping.queries import is_frozen
from innovatie.grouping.recheck import doubt, is_with_others
from innovatie.grouping.suggesting import chances, judge
from innovatie.ideas import documents as idea_documents
from innovatie.ideas.payloads import IdeasChanged
from innovatie.infra.child_process import in_child
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_values
from innovatie.infra.jobs import does, enqueue, nightly
from innovatie.infra.singleton import only_here
from innovatie.search import indexing, statistics, thesaurus
from innovatie.search.postgres.index_writer import remove_unused_terms
from innovatie.search.queries import changes
from innovatie.search.texts import Document

MEMBERS_COMPARED = 20
VARIANT = "De indiener noemt het eigen plan een variant van dit plan."
GROUPS_COMPARED = 5


MANY = 10
"""Ideas changed at once (an import) above which one pass over everything proposes, instead of one for each."""
_BATCH = 200
IN_THREAD = 200
"""Ideas that are grouped within a second: more of them get a process of their own, which a stop can end."""


_WHOLE_TEXT = (
    "concat_ws(E'\\n', nullif(i.summary, ''), nullif(i.problem, ''), nullif(i.approach, ''),"
    " nullif(i.public_value, ''))"
)


class _Plan(msgspec.Struct, frozen=True):
    """A submitted idea with all its texts, one below the other, and the name of its municipality."""

    id: int
    title: str
    text: str
    owner: str


class _Answer(msgspec.Struct, frozen=True):
    """What the writer said of a plan that was suggested."""

    other: int
    answer: str


class _Place(msgspec.Struct, frozen=True):
    """An idea and the group in which it is."""

    idea: int
    group: int


async def ideas_changed(ideas: Sequence[int], *, now: datetime) -> None:
    """Others see these ideas differently: their documents first, then groups and proposals."""
    for start in range(0, len(ideas), _BATCH):
        batch = list(ideas[start : start + _BATCH])
        documents = await idea_documents.documents_of(batch)
        await indexing.put([f"idee-{number}" for number in batch], documents)
        groups = sorted(set((await _groups_of(batch)).values()))  # their documents count who takes part
        await indexing.put([f"groep-{number}" for number in groups], await group_documents.documents_of(groups))
        await tell_changes(resource=PublicResource.GROUP, kind=ChangeKind.CHANGED, object_ids=groups)
    if len(ideas) > MANY:
        await enqueue(LookAtEverything(), unless_waiting=True)  # after the changes that wait already
        return
    for number in ideas:
        await propose_for_idea(number, now=now)


async def index_idea(number: int) -> None:
    """The idea's document as it is now."""
    await indexing.put([f"idee-{number}"], await idea_documents.documents_of([number]))


async def index_group(number: int) -> None:
    """The group's document as it is now."""
    await indexing.put([f"groep-{number}"], await group_documents.documents_of([number]))


async def propose_for_idea(number: int, *, now: datetime) -> int:
    """A group of its own for a new idea, and a proposal to merge it with the group it fits best; how many."""
    idea = await fetch_one_as(
        _Plan,
        f"SELECT i.id, i.title, {_WHOLE_TEXT} AS text, n.name AS owner"
        " FROM idea i JOIN municipality n ON n.id = i.municipality WHERE i.id = $1 AND i.state = 'ingediend'",
        number,
    )
    if idea is None:
        return 0
    own = await found_group(actor=SYSTEM, idea_id=number, now=now)
    proposed = await _propose_variants(number, own, now)
    made, judged = await judge(idea.title, idea.text, owner=idea.owner, exclude=[number])
    if await is_with_others(number, own):
        return proposed + await doubt(number, own, made, judged, now=now)
    nearest = await _groups_of([one.candidate.idea for one in judged])
    best: dict[int, float] = {}
    links: list[tuple[float, int, bool]] = []
    for one in judged:
        group = nearest.get(one.candidate.idea)
        if group is not None and group != own and group not in best and len(best) < GROUPS_COMPARED:
            best[group] = one.chance
    for group in best:
        members = await fetch_values(
            int, 'SELECT idea FROM group_member WHERE "group" = $1 ORDER BY id LIMIT $2', group, MEMBERS_COMPARED
        )
        known = await of_ideas(members)
        found = await chances(made, known)
        link = float(np.mean(found)) if found else 0.0
        if link >= pair_model().link and await _may_propose(own, group):
            links.append((-link, group, made.brief and all(one.profile.brief for one in known)))
    if links:
        link, group, brief = min(links)
        proposed += await _propose(own, group, -link, now, brief=brief)
    return proposed


async def _propose_variants(number: int, own: int, now: datetime) -> int:
    """The writer called the idea a variant of another one while writing: that becomes a proposal of the writer's."""
    answers = await fetch_as(
        _Answer,
        "UPDATE similarity_answer a SET idea = i.id FROM idea i WHERE i.id = $1 AND a.idea IS NULL"
        " AND a.form_token = i.form_token RETURNING a.other, a.answer",
        number,
    )
    proposed = 0
    for said in answers:
        if said.answer == "variant":
            target = await found_group(actor=SYSTEM, idea_id=said.other, now=now)
            if target != own:
                made = await propose_merge(
                    actor=SYSTEM, group_id=own, other_id=target, reason=VARIANT, now=now, tier=Tier.OVERLAP.value
                )
                proposed += int(made is not None)
    return proposed


async def _propose(own: int, group: int, link: float | None, now: datetime, *, brief: bool = False) -> int:
    tier = (pair_model().tier(link, brief=brief) if link is not None else None) or Tier.RELATED
    made = await propose_merge(
        actor=SYSTEM,
        group_id=own,
        other_id=group,
        reason="",
        now=now,
        link=None if link is None else round(link, 4),
        tier=tier.value,
    )
    return int(made is not None)


async def _groups_of(ideas: Sequence[int]) -> dict[int, int]:
    rows = await fetch_as(_Place, 'SELECT idea, "group" FROM group_member WHERE idea = ANY($1)', list(ideas))
    return {row.idea: row.group for row in rows}


async def _may_propose(one: int, other: int) -> bool:
    """Not when people keep any of their ideas apart, and not while one of them is frozen."""
    if await is_frozen(one) or await is_frozen(other):
        return False
    return not await fetch_values(
        int,
        "SELECT 1 FROM pair_decision d JOIN group_member a ON a.idea = d.idea"
        " JOIN group_member b ON b.idea = d.other"
        ' WHERE NOT d.together AND a."group" = ANY($1) AND b."group" = ANY($1) AND a."group" <> b."group" LIMIT 1',
        [one, other],
    )


async def propose_all(*, now: datetime) -> int:
    """The nightly pass: group every submitted idea from nothing and propose what differs from people's groups.

    Raises Busy while another process does the same.
    """
    async with only_here("grouping.everything"):
        return await _propose_all(now)


async def _propose_all(now: datetime) -> int:
    await model_in_use()
    plans = await fetch_as(
        _Plan,
        "SELECT i.id, i.title, concat_ws(E'\\n', i.summary, i.problem, i.approach, i.public_value) AS text,"
        " n.name AS owner FROM idea i JOIN municipality n ON n.id = i.municipality"
        " WHERE i.state = 'ingediend' ORDER BY i.id",
    )
    ideas = [plan.id for plan in plans]
    for idea in ideas:
        await found_group(actor=SYSTEM, idea_id=idea, now=now)
    statistics.clear()
    documents = [Document(f"{plan.id:09d}", plan.title, plan.text, plan.owner) for plan in plans]
    if len(documents) < 2:
        return 0
    grouped = await _grouped(documents)
    groups = await _groups_of(ideas)
    clusters: dict[int, list[int]] = defaultdict(list)
    for place, cluster in enumerate(grouped.groups):
        clusters[int(cluster)].append(place)
    proposed = 0
    for places in clusters.values():
        proposed += await _propose_cluster(places, ideas, groups, grouped, now)
    return proposed


async def _grouped(documents: Sequence[Document]) -> Grouped:
    """Off the event loop: a few in a thread, many in a process of their own, with the words that hold now."""
    if len(documents) <= IN_THREAD:
        return await asyncio.to_thread(group_from_nothing, documents, pair_model())
    return await in_child(group_apart, documents, await changes(), pair_model())


async def _propose_cluster(
    places: Sequence[int],
    ideas: Sequence[int],
    groups: dict[int, int],
    grouped: Grouped,
    now: datetime,
) -> int:
    """Propose to bring each group in a cluster to the oldest one that may still change."""
    by_group: dict[int, list[int]] = defaultdict(list)
    for place in places:
        by_group[groups[ideas[place]]].append(place)
    numbers = sorted(by_group)
    if len(numbers) < 2:
        return 0
    loose = [number for number in numbers if not await is_frozen(number)]
    proposed = 0
    for number in loose[1:]:
        ours, theirs, chance = by_group[loose[0]], by_group[number], grouped.chances
        link = float(chance[np.ix_(ours, theirs)].mean()) if chance is not None else None
        if await _may_propose(loose[0], number):
            proposed += await _propose(loose[0], number, link, now, brief=bool(grouped.brief[[*ours, *theirs]].all()))
    return proposed


async def _ideas_changed(payload: IdeasChanged, /, *, now: datetime) -> None:
    await ideas_changed(payload.ideas, now=now)


async def _group_changed(payload: GroupChanged, /, *, now: datetime) -> None:
    await index_group(payload.group)


async def _look_at_everything(_: LookAtEverything, /, *, now: datetime) -> None:
    await propose_all(now=now)


async def follow_erasure(payload: PersonErased) -> None:
    """The search index and the list of words follow the texts from which the name was taken."""
    for number in payload.ideas:
        await index_idea(number)
    for number in payload.groups:
        await index_group(number)
    await remove_unused_terms()
    await thesaurus.recheck()


JOBS = (
    does(IdeasChanged, _ideas_changed),
    does(GroupChanged, _group_changed),
    does(LookAtEverything, _look_at_everything, most=1),
    nightly("alle plannen vergelijken", propose_all),
    nightly("groeperen leren van mensen", learn_from_people, hour=4),
    nightly("over voorstellen vertellen", tell_of_new_proposals, hour=5),
)
