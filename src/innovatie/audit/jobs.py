"""The job of the Logboek dataverwerkingen: sending lines, again and again until the log has confirmed them."""

import asyncio
from datetime import datetime

from innovatie.audit.data_log import code_of
from innovatie.audit.payloads import TellDataLog
from innovatie.domain.processing_activities import REGISTER
from innovatie.infra.jobs import does
from innovatie.settings import current


async def send_lines(payload: TellDataLog, /, *, now: datetime) -> None:
    """Send the lines of one act. Raises DataLogAway: the worker tries again."""
    settings = current()
    if not settings.data_log_url:
        return
    from innovatie.infra.tracing.data_log import Line, send  # noqa: PLC0415 -- only for who has a log

    register = f"{settings.base_url}/privacy/verwerkingen#"
    lines = [
        Line(
            trace_id=payload.trace_id,
            span_id=subject.span_id,
            above=payload.above,
            name=payload.name,
            at=payload.at,
            activity=register + REGISTER[payload.activity].code,
            subject=code_of(subject.person, key=settings.required_secret()),
            subject_type=f"{register}deelnemer",
        )
        for subject in payload.subjects
    ]
    await asyncio.to_thread(send, settings.data_log_url, lines)


JOBS = (does(TellDataLog, send_lines),)
