"""English in which every text of the catalogue stands between brackets, so that what bypasses it is seen."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from innovatie import paths
from innovatie.infra import own_cookies
from innovatie.settings import Settings
from innovatie.web import i18n, templates
from tests.language import bypassing


@pytest.fixture(scope="session")
def bracketed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bracketed")
    bypassing.write_catalogue(folder)
    return folder


@pytest.fixture
async def brackets(client: httpx.AsyncClient, bracketed: Path, settings: Settings) -> AsyncIterator[None]:
    """In place of English, the Dutch between brackets."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "LOCALE", bracketed / "locale")
        i18n.catalogue.cache_clear()
        templates.configure(demo=settings.demo, debug=True)  # what it compiles must not be kept for others
        client.cookies.set(own_cookies.LANGUAGE, "en")
        yield
    i18n.catalogue.cache_clear()
    templates.configure(demo=settings.demo)
    i18n.use("nl")
