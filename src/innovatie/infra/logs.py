"""Logging as JSON lines on standard output: what happened, never what was typed, no cookies, no bodies."""

import logging
import sys
import threading
from types import TracebackType
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
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _TRACEBACKS if not human else structlog.processors.StackInfoRenderer(),
                renderer,
            ],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)


def tell_of_the_end() -> None:
    """From now on what ends this process, or one of its threads, is a line of the log too. For processes of ours."""
    log = structlog.get_logger()

    def of_process(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("ended by an error", exc_info=(kind, error, trace))

    def of_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            log.error("a thread ended by an error", exc_info=arguments.exc_value)

    sys.excepthook = of_process
    threading.excepthook = of_thread
