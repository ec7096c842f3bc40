"""What the jobs of the trail are told."""

from typing import ClassVar

import msgspec

from innovatie.domain.processing_activities import Activity
from innovatie.infra.jobs import Payload


class Subject(msgspec.Struct, frozen=True):
    """Somebody whose data were processed, and the number of the line that says so: 16 hexadecimal digits."""

    person: int
    span_id: str


class TellDataLog(Payload, frozen=True, kw_only=True):
    """Lines for the Logboek dataverwerkingen: one act, one line for each of its people.

    `at`: nanoseconds since 1970; `trace_id`: 32 hexadecimal digits; `above`: the span that it was part of, or nothing.
    """

    job: ClassVar[str] = "logboek dataverwerkingen"
    name: str
    activity: Activity
    at: int
    trace_id: str
    above: str
    subjects: tuple[Subject, ...]
