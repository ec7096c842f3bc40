"""Traces: what one request caused, in the database, in its jobs and in their mails, for a collector of OpenTelemetry.

Off until `INNOVATIE_OTLP_URL` is set: nothing of OpenTelemetry is imported then, and a span is one shared object that
does nothing. Spans hold names as they stand in the code, numbers of things in the queue, outcomes and SQL without its
values: never an address, a person, or what somebody typed.

exporting    the SDK of OpenTelemetry, and sending
statements   a span for each statement that a connection runs
data_log     lines of the Logboek dataverwerkingen, each confirmed
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from innovatie.settings import Settings, SettingsError

if TYPE_CHECKING:
    from innovatie.infra.tracing.exporting import Exporting

Value = str | int | float | bool


class Kind(StrEnum):
    """What a span is in OpenTelemetry's words."""

    SERVER = "SERVER"
    CLIENT = "CLIENT"
    CONSUMER = "CONSUMER"
    INTERNAL = "INTERNAL"


class Span:
    """Something that takes time; this one is told to nobody."""

    trace_id: str | None = None
    """32 hexadecimal digits, None when nothing is traced."""

    def name(self, name: str) -> None:
        """Call it otherwise, once more is known."""

    def note(self, **attributes: Value) -> None:
        """Attributes; `__` in a name stands for a dot."""

    def failed(self, kind: str) -> None:
        """It went wrong, by the name of the error's class: its words may hold what was typed."""


NOTHING: Final = Span()
_NOWHERE: Final = nullcontext(NOTHING)


class _Chosen:
    exporting: "Exporting | None" = None


def installed() -> bool:
    """Whether the extra `tracing` is there."""
    return find_spec("opentelemetry") is not None and find_spec("opentelemetry.exporter") is not None


def configure(settings: Settings, *, process: str) -> None:
    """From now on tell the collector of the settings, if there is one. `process`: web or worker.

    Raises SettingsError when a collector is set and the extra `tracing` is not installed.
    """
    close()
    if not settings.otlp_url and not settings.data_log_url:
        return
    if not installed():
        raise SettingsError(
            "INNOVATIE_OTLP_URL of INNOVATIE_DATA_LOG_URL is gezet, maar de pakketten daarvoor ontbreken. Installeer "
            "innovatie met de extra tracing (requirements/full.txt)."
        )
    from innovatie.infra.tracing.exporting import Exporting  # noqa: PLC0415 -- a second, for who asked for it

    _Chosen.exporting = Exporting(settings, process=process)


def exporting() -> "Exporting | None":
    """What sends; None when tracing is off."""
    return _Chosen.exporting


def close() -> None:
    """Send what was not sent yet (some seconds at most) and stop."""
    if _Chosen.exporting is not None:
        _Chosen.exporting.close()
        _Chosen.exporting = None


def span(
    name: str, kind: Kind = Kind.INTERNAL, *, parent: str | None = None, attributes: Mapping[str, Value] | None = None
) -> AbstractContextManager[Span]:
    """A span while the block lasts, below the one around it, or below `parent` (a W3C traceparent) of elsewhere."""
    if _Chosen.exporting is None:
        return _NOWHERE
    return _Chosen.exporting.span(name, kind, parent=parent, attributes=attributes or {})


def traceparent() -> str | None:
    """The W3C header that puts what is done elsewhere or later below the span of here; None outside of any."""
    return None if _Chosen.exporting is None else _Chosen.exporting.traceparent()


def measured(name: str, seconds: float, **labels: str) -> None:
    """Add to the histogram of this name, for the collector."""
    if _Chosen.exporting is not None:
        _Chosen.exporting.measured(name, seconds, labels)
