"""For programs that talk to the site: it has read its model, so that a busy machine answers them in time too."""

import pytest

from innovatie.infra import embeddings


@pytest.fixture(scope="session", autouse=True)
def model_read() -> None:
    embeddings.embed_now(["een plan"])
