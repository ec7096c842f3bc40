"""schemathesis, which invents requests from the OpenAPI document, against the real web process."""

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from innovatie.accounts.actions import make_token
from innovatie.accounts.api_tokens import Scope, signing_key
from innovatie.accounts.queries import actor_of
from innovatie.adoption.actions import follow
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.dutch_dates import dutch_day
from tests import factories
from tests.publication.test_results_in_the_api import published
from tests.samples import sample
from tests.serving import SECRET, web
from tests.voting import scene as scenes

pytestmark = pytest.mark.anyio


async def token(town: int, address: str) -> str:
    """Of a civil servant of this municipality, for all purposes."""
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    actor = await actor_of(person_id=person, municipality_id=town, today=dutch_day(datetime.now(UTC)))
    assert actor is not None
    return await make_token(
        actor=actor, name="Proef", scopes=tuple(Scope), days=30, municipality_id=town, key=signing_key(SECRET),
        issuer=address, now=datetime.now(UTC),
    )  # fmt: skip


ACCEPTED = ("2xx", "3xx", "401", "403", "404", "409", "412", "422", "428", "429")
"""What may be answered to a request that is as the document says. 400 and 5xx are not in it.

404 and 409 are for what no schema can say: that a number exists, that a phase is open. 412 and 428 ask for the newest
version (If-Match), 422 for a value that the database does not take, or another Idempotency-Key.
"""


SWEEP = 25
"""A long proof is as many examples of each operation as this, or more."""


def settings() -> str:
    """All checks, for all operations. What the bytes of a file mean is not for a schema: there 400 is an answer too."""
    return f"""
[checks.positive_data_acceptance]
expected-statuses = {json.dumps(ACCEPTED)}

[[operations]]
include-operation-id = "ideeenInvoeren"
checks.positive_data_acceptance.expected-statuses = {json.dumps([*ACCEPTED, "400"])}
"""


def attack(address: str, folder: Path, bearer: str, examples: int) -> subprocess.CompletedProcess[str]:
    """Requests for every operation; from `SWEEP` examples on also the 3,500 that go through each bound of each field."""
    phases = "examples,coverage,fuzzing" if examples >= SWEEP else "examples,fuzzing"
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{address}/openapi.json", "--url", address]
    command += ["--phases", phases, "--max-examples", str(examples), "--seed", "20261121"]
    command += ["--no-color", "--suppress-health-check", "all"]
    command += ["-H", f"Authorization: Bearer {bearer}"]
    (folder / "schemathesis.toml").write_text(settings(), encoding="utf-8")
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=1_200)


@sample(1, whole=SWEEP)
async def test_no_request_that_schemathesis_invents_breaks_what_the_document_promises(
    committed: str, tmp_path: Path, size: int
) -> None:
    scene = await scenes.final()  # a round with every stage behind it
    for voter in range(6):
        await scene.rank(voter, 1, 0, 2, "geen")
    await published(scene)
    town = scene.towns[0]
    for _ in range(60):
        await factories.idea(town)  # small numbers, such as a program that guesses would try, exist
    await follow(actor=SYSTEM, title="Brieven", summary="", theme="", now=datetime.now(UTC))
    with web(committed, tmp_path / "web.log", INNOVATIE_RATE_LIMITS="0") as address:
        done = await asyncio.to_thread(attack, f"{address}/api/v1", tmp_path, await token(town, address), size)
    assert "FAILURES" not in done.stdout and "ERRORS" not in done.stdout, done.stdout[-6000:]
    assert "Fuzzing" in done.stdout  # its warnings (few of its inventions pass our rules) may stand
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
