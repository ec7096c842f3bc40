"""The Logboek dataverwerkingen (Logius): a line for each person whose data an act processed, by a job of that act.

The job is put into the queue in the transaction of the act: an act that is undone has no line, and a log that is away
gets it later. Somebody is told of by a code that only the holder of the secret can make from the person's number.
"""

import hmac
import secrets
from datetime import datetime
from hashlib import sha256

from innovatie.audit.payloads import Subject, TellDataLog
from innovatie.domain.authority import Actor
from innovatie.domain.processing_activities import Activity, activity_of
from innovatie.domain.whole_numbers import whole
from innovatie.infra import tracing
from innovatie.infra.jobs import enqueue
from innovatie.settings import current

_PURPOSE = b"logboek dataverwerkingen"


async def tell(*, actor: Actor, act: str, object_kind: str, object_id: str, now: datetime) -> None:
    """Tell of an act of the trail: whose act it is, and on whom it was done."""
    people = [actor.person_id] if actor.person_id is not None else []
    other = whole(object_id) if object_kind == "persoon" else None
    if other and other not in people:
        people.append(other)
    await tell_of(name=act, activity=activity_of(act=act, object_kind=object_kind), people=people, now=now)


async def tell_of(*, name: str, activity: Activity, people: list[int], now: datetime) -> None:
    """Tell that data of `people` were processed; nothing where no log is set, or nobody's were."""
    if not current().data_log_url or not people:
        return
    above = (tracing.traceparent() or "").split("-")
    trace_id, span_id = (above[1], above[2]) if len(above) == 4 else (secrets.token_hex(16), "")
    subjects = tuple(Subject(person, secrets.token_hex(8)) for person in people)
    await enqueue(
        TellDataLog(
            name=name, activity=activity, at=int(now.timestamp() * 1e9), trace_id=trace_id, above=span_id,
            subjects=subjects,
        )
    )  # fmt: skip


def code_of(person: int, *, key: str) -> str:
    """What stands in the log for a person: always the same with the same secret, and nothing without it."""
    own = hmac.new(key.encode(), _PURPOSE, sha256).digest()
    return hmac.new(own, str(person).encode(), sha256).hexdigest()
