"""Folders and clusters for the tests of the embedded PostgreSQL."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from innovatie.infra.embedded_postgres import EmbeddedPostgres
from tests.infra.postgres import ask


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that an account without rights can reach; pytest's own tmp_path is closed to others."""
    made = Path(tempfile.mkdtemp(prefix="innovatie-test-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A cluster with one row in it, stopped in order; tests work on copies."""
    parent = Path(tempfile.mkdtemp(prefix="innovatie-test-", dir="/tmp"))
    parent.chmod(0o711)
    with EmbeddedPostgres(parent / "data", durable=False) as server:
        ask(server.dsn, "CREATE TABLE kept (number int)")
        ask(server.dsn, "INSERT INTO kept VALUES (42)")
    yield parent / "data"
    shutil.rmtree(parent)
