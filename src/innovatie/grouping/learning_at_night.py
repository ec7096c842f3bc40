"""Every night: when people said enough since the last time, learn a model from it and offer it to VNG.

It changes nothing by itself: VNG sees what it would change, and takes it into use or does not.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import structlog

from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM
from innovatie.domain.learnt_models import ModelState
from innovatie.domain.similarity import PairModel
from innovatie.grouping.labels import judgements, labelled_texts
from innovatie.grouping.learning import Difference, Learnt, TooFew, difference_apart, learn_apart
from innovatie.grouping.model import model_in_use, shipped_model, version_of
from innovatie.grouping.notifications import tell_of_offered_model
from innovatie.grouping.refit import Labelled
from innovatie.grouping.tables import GroupingModel
from innovatie.infra.child_process import in_child
from innovatie.infra.database import execute, fetch_as, fetch_one_value, transaction
from innovatie.infra.singleton import only_here
from innovatie.search.queries import changes
from innovatie.search.texts import Document
from innovatie.settings import current

_log = structlog.get_logger()


class _Plan(msgspec.Struct, frozen=True):
    """A submitted idea with all its texts, its municipality and its group."""

    id: int
    title: str
    text: str
    owner: str
    group: int


async def learn_from_people(*, now: datetime) -> int:
    """The number of models offered: one, or none when there is too little new. Raises Busy while another does it."""
    async with only_here("grouping.learning"):
        labels, last = await judgements(), await labels_last()
        if not current().learn_from or labels - last < current().learn_from:
            return 0
        return await _learn(labels, now)


async def labels_last() -> int:
    """As many as there were when a model was last learnt from the shipped one that we have now."""
    last = "SELECT max(labels) FROM grouping_model WHERE base = $1"
    return await fetch_one_value(int, last, version_of(shipped_model())) or 0


async def _learn(labels: int, now: datetime) -> int:
    texts = await labelled_texts()
    labelled = Labelled([text.document for text in texts], [text.group for text in texts])
    shipped, before = shipped_model(), await model_in_use()
    try:
        learnt = await in_child(learn_apart, labelled, await changes(), shipped, before)
    except TooFew as problem:
        _log.info("nothing learnt", reason=str(problem))
        return 0
    if version_of(learnt.model) == version_of(before):
        return 0
    await _offer(learnt, await _difference(before, learnt.model), labels, len(texts), now)
    return 1


async def _difference(before: PairModel, after: PairModel) -> Difference:
    """What would be proposed otherwise: not what people keep apart."""
    plans = await fetch_as(
        _Plan,
        "SELECT i.id, i.title, concat_ws(E'\\n', i.summary, i.problem, i.approach, i.public_value) AS text,"
        ' n.name AS owner, m."group" FROM idea i JOIN municipality n ON n.id = i.municipality'
        " JOIN group_member m ON m.idea = i.id WHERE i.state = 'ingediend' ORDER BY i.id",
    )
    documents = [Document(f"{plan.id:09d}", plan.title, plan.text, plan.owner) for plan in plans]
    if len(documents) < 2:
        return Difference()
    found = await in_child(difference_apart, documents, [plan.group for plan in plans], await changes(), before, after)
    apart = await _kept_apart()
    return Difference(_without(found.appearing, apart), _without(found.disappearing, apart))


class _Apart(msgspec.Struct, frozen=True):
    one: int
    other: int


async def _kept_apart() -> set[tuple[int, int]]:
    """Pairs of groups of which people keep plans apart."""
    rows = await fetch_as(
        _Apart,
        'SELECT DISTINCT least(a."group", b."group") AS one, greatest(a."group", b."group") AS other'
        " FROM pair_decision d JOIN group_member a ON a.idea = d.idea JOIN group_member b ON b.idea = d.other"
        ' WHERE NOT d.together AND a."group" <> b."group"',
    )
    return {(row.one, row.other) for row in rows}


def _without(pairs: Sequence[tuple[int, int]], apart: set[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple(pair for pair in pairs if pair not in apart)


async def _offer(learnt: Learnt, found: Difference, labels: int, plans: int, now: datetime) -> None:
    async with transaction():
        await execute(
            "UPDATE grouping_model SET state = $1, settled_at = $2 WHERE state = $3",
            ModelState.OVERTAKEN,
            now,
            ModelState.OFFERED,
        )
        row = GroupingModel(
            version=version_of(learnt.model),
            base=version_of(shipped_model()),
            numbers=learnt.model.as_dict(),
            labels=labels,
            plans=plans,
            held_out=msgspec.to_builtins(learnt.held_out),
            difference=msgspec.to_builtins(found),
            state=ModelState.OFFERED,
            made_at=now,
        )
        await row.save()
        await record(
            actor=SYSTEM, act="groepeermodel aanbieden", object_kind="groepeermodel", object_id=row.id, now=now
        )
        await tell_of_offered_model(model_id=row.id, labels=labels, now=now)
