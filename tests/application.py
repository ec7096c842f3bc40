"""The whole application, built once for each worker: registering its hundreds of handlers takes half a second.

Tests of what a site is at its start (its address, its secret) share those that were built with the same settings.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from litestar import Litestar

from innovatie.app import create_app
from innovatie.infra import former_secrets, logs
from innovatie.infra.clock import Clock
from innovatie.settings import Settings
from innovatie.voting import signing
from innovatie.web import templates
from innovatie.web.ready_files import ReadyFiles
from tests.conftest import SECRET


def settings_in(folder: Path) -> Settings:
    """Demo mode on a private address, with its data in `folder`."""
    return Settings(demo=True, secret=SECRET, data=folder, host="127.0.0.1", port=8000)


class TheApplication:
    """Gives each test the application as if it had just been built."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._app = create_app(settings, clock=clock)
        self._state = self._app.state.dict()
        self._asgi = self._app.asgi_handler
        self._templates = templates.environment()

    @contextmanager
    def with_settings(self, settings: Settings) -> Iterator[Litestar]:
        """The application, reading `settings`; what building another one changed for the process is set right."""
        logs.configure(settings.log_level)
        signing.configure(settings.required_secret())
        former_secrets.configure(settings.former_secrets)
        if templates.environment() is not self._templates:
            templates.configure(demo=settings.demo)
            self._templates = templates.environment()
        self._app.state.update(self._state)
        self._app.state.settings = settings
        self._app.state.ready_files = ReadyFiles()  # those of the test before were of other plans
        yield self._app
        self._app.state.update(self._state)
        self._app.asgi_handler = self._asgi


class Applications:
    """The applications of one worker: one for each set of settings that a test wants at the start."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock
        self._built: dict[Settings, TheApplication] = {}

    @contextmanager
    def started(self, settings: Settings) -> Iterator[Litestar]:
        """The application that was built with `settings`; only its folder of data is no part of the building."""
        start = replace(settings, data=self._folder)
        if start not in self._built:
            self._built[start] = TheApplication(start, self._clock)
        with self._built[start].with_settings(settings) as application:
            yield application
