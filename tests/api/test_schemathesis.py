"""schemathesis, which invents requests from the OpenAPI document, against the real web process."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from tests import factories
from tests.publication.test_results_in_the_api import published
from tests.serving import web
from tests.voting import scene as scenes

pytestmark = pytest.mark.anyio


def attack(address: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{address}/openapi.json", "--url", address]
    command += ["--phases", "examples,coverage,fuzzing", "--max-examples", "25", "--seed", "20261121", "--no-color"]
    command += ["--checks", "all", "--exclude-checks", "positive_data_acceptance", "--suppress-health-check", "all"]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=300)


async def test_no_request_that_schemathesis_invents_breaks_what_the_document_promises(
    committed: str, tmp_path: Path
) -> None:
    scene = await scenes.final()  # a round with every stage behind it
    for voter in range(6):
        await scene.rank(voter, 1, 0, 2, "geen")
    await published(scene)
    town = scene.towns[0]
    for _ in range(60):
        await factories.idea(town)  # small numbers, such as a program that guesses would try, exist
    with web(committed, tmp_path / "web.log") as address:
        done = await asyncio.to_thread(attack, f"{address}/api/v1", tmp_path)
    assert "No issues found" in done.stdout, done.stdout[-6000:]
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
