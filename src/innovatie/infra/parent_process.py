"""A pipe that closes when the process that started us is gone, however it went, so that we end in order too."""

import os
import signal
import threading
from typing import Final

LIFELINE: Final = "INNOVATIE_LIFELINE"
"""Its file descriptor; whoever starts us holds the other end and never writes."""


def watch() -> None:
    """End this process with SIGTERM when the other end closes; without a pipe nothing happens."""
    descriptor = os.environ.get(LIFELINE)
    if descriptor is None:
        return

    def wait() -> None:
        os.read(int(descriptor), 1)  # nothing is ever written: this returns when the other end is gone
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent process", daemon=True).start()
