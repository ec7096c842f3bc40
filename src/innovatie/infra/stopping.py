"""A process that was told to stop ends within ten seconds, whatever it is doing.

What it does gets most of that time to end in order. After that the process is ended as it stands: whatever it had not
committed is undone by the database, a job goes back into the queue when its heartbeat is old. A thread sees to that;
should even Python stand still (a library that computes without letting go), the clock of `faulthandler` does.
"""

import faulthandler
import os
import sys
import threading
import traceback
from pathlib import Path
from typing import Final

import structlog

TIMEOUT_SECONDS: Final = 8.5
"""Seconds between the signal and the end. Docker kills after ten."""
_STANDSTILL: Final = 0.8
"""Seconds after that, for a Python that stands still."""
FORCED: Final = 1
"""The exit code of a process that had to be ended."""

_log = structlog.get_logger()
_armed = threading.Event()


def end_soon(timeout_seconds: float = TIMEOUT_SECONDS) -> None:
    """Call this in the handler of the signal: this process now has so many seconds left. Again does nothing."""
    if _armed.is_set():
        return
    _armed.set()
    nowhere = Path(os.devnull).open("w")  # noqa: SIM115 -- for as long as this process lives
    faulthandler.dump_traceback_later(timeout_seconds + _STANDSTILL, exit=True, file=nowhere)
    timer = threading.Timer(timeout_seconds, _end)
    timer.daemon = True
    timer.start()


def _end() -> None:
    main = sys._current_frames().get(threading.main_thread().ident or 0)
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_stack(main)] if main else []
    _log.error("ended by force", busy_in=where[-5:])
    sys.stdout.flush()
    os._exit(FORCED)
