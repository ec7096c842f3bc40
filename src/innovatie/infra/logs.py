"""Logging as JSON lines on standard output: what happened, never what was typed, no cookies, no bodies."""

import logging
import sys
from typing import Any

import structlog

# Without local variables: those hold what people typed.
_TRANSFORM = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def _told(exc_info: Any) -> list[dict[str, Any]]:
    """An error as a log keeps it: its kinds, files and lines. Its own words hold what was typed or what a row holds."""
    told = _TRANSFORM(exc_info)
    _without_words(told)
    return told


def _without_words(told: list[dict[str, Any]]) -> None:
    for error in told:
        error["exc_value"] = ""
        error["exc_notes"] = []
        error.pop("syntax_error", None)
        for inner in error.get("exceptions", ()):
            _without_words(inner)


class PlainFormatter(logging.Formatter):
    """For the loggers of libraries: an error is its kind and where it came from, without its words."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 -- the name of the standard library
        """Kind, files and lines of the error and of what caused it."""
        lines = []
        for error in _told(ei):
            frames = (f"{frame['filename']}:{frame['lineno']} {frame['name']}" for frame in error["frames"])
            lines += [str(error["exc_type"]), *(f"  {frame}" for frame in frames)]
        return "\n".join(lines)


_TRACEBACKS = structlog.processors.ExceptionRenderer(_told)


def configure(level: str = "INFO", *, human: bool = False) -> None:
    """Set up structlog and the standard loggers; `human` gives coloured lines instead of JSON."""
    renderer = structlog.dev.ConsoleRenderer() if human else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _TRACEBACKS if not human else structlog.processors.StackInfoRenderer(),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(PlainFormatter(logging.BASIC_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
