"""The whole application, built once for each worker: registering its hundreds of handlers takes half a second."""

from collections.abc import Iterator
from contextlib import contextmanager
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

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._app = create_app(settings_in(folder), clock=clock)
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
