"""The whole chain on real input, from the file to a winner that is adopted: of 949 developments of 204 municipalities
the first 300 each time, all in a long proof.

Left out, and reported so, where the folder with the real data is absent.
"""

import csv
import json
import os
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from innovatie.adoption.actions import report
from innovatie.adoption.actions.following import follow_group
from innovatie.adoption.queries.solutions import counts
from innovatie.demo import people, publication, reviews, rounds, votes
from innovatie.demo.rounds import Script
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.phases import Phase
from innovatie.grouping import actions as grouping
from innovatie.grouping import jobs
from innovatie.ideas import actions as ideas
from innovatie.infra.database import fetch, fetch_value
from innovatie.municipalities.bundled_register import load_own_table
from innovatie.publication.queries import winners
from innovatie.rounds.queries import RoundDetail
from innovatie.search import indexing
from innovatie.search.answering import ask
from innovatie.search.sources import sources
from innovatie.voting import signing
from tests import forked
from tests.conftest import SECRET
from tests.samples import sample

DATA = next((f for p in Path(__file__).resolve().parents if (f := p / "shared" / "data").is_dir()), None)
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SCRIPT = Script("2026-9", "Ronde op echte plannen", "", (150, 130, 115, 85, 70, 45, 20, 10), None)
GROUPS = 6

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(DATA is None, reason="the folder with the real data is absent: left out"),
]


def command(dsn: str, *arguments: str) -> Any:
    """What `innovatie ARGUMENTS --json` prints."""
    done = forked.run(*arguments, "--json", environment={**os.environ, "DATABASE_URL": dsn})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def first_of(file: Path, size: int, folder: Path) -> Path:
    """A file with the first `size` rows of another one."""
    shorter = folder / file.name
    with file.open(encoding="utf-8", newline="") as read, shorter.open("w", encoding="utf-8", newline="") as written:
        csv.writer(written).writerows(islice(csv.reader(read), 1 + size))
    return shorter


async def agree_on_proposals(merges: int) -> int:
    """The civil servants of both sides agree to what the machine proposes, the surest first; how many mergers."""
    merged = 0
    while merged < merges:
        row = await fetch(
            'SELECT id, "group", other_group FROM group_proposal WHERE state = $1 ORDER BY link DESC, id LIMIT 1',
            "open",
        )
        if not row:
            break
        done = False
        for side in (row[0]["group"], row[0]["other_group"]):
            if not done:
                town = await fetch_value(
                    "SELECT i.municipality FROM group_member g JOIN idea i ON i.id = g.idea"
                    ' WHERE g."group" = $1 ORDER BY g.id LIMIT 1',
                    side,
                )
                actor = await people.civil_servant_of(town, today=NOW.date())
                done = await grouping.agree(
                    actor=actor, proposal_id=row[0]["id"], municipality_id=town, now=NOW - timedelta(days=160)
                )
        assert done
        merged += 1
    return merged


async def enter_largest(round_: RoundDetail, at: datetime) -> None:
    """The plans of the largest groups take part, each entered by its own municipality."""
    rows = await fetch(
        'SELECT i.id, i.municipality FROM group_member g JOIN idea i ON i.id = g.idea WHERE g."group" IN'
        ' (SELECT "group" FROM group_member GROUP BY "group" ORDER BY count(*) DESC, "group" LIMIT $1)'
        " AND i.submitted_at < $2 ORDER BY i.id",
        GROUPS,
        at,
    )
    for row in rows:
        actor = await people.civil_servant_of(row["municipality"], today=dutch_day(at))
        await ideas.enter_round(actor=actor, idea_id=row["id"], round_id=round_.id, now=at + timedelta(hours=1))


async def fix_groups(round_: RoundDetail, at: datetime) -> None:
    """VNG fixes the groups of the round."""
    chair = await people.vng(today=dutch_day(at))
    await grouping.enter_round(actor=chair, round_id=round_.id, now=at + timedelta(days=1))


@sample(300, whole=949)
async def test_the_chain_walks_on_the_real_register(
    committed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    assert DATA is not None
    merges = size // 39
    await load_own_table(actor=SYSTEM, now=NOW)
    await people.load(now=NOW, progress=lambda _: None)
    file = str(first_of(DATA / "algorithm_register_entries.csv", size, tmp_path))
    first = command(committed, "ideas", "import", file, "--format", "algorithm-register")
    assert (first["nieuw"], first["gewijzigd"], first["gelijk"]) == (size, 0, 0)
    dates = str(DATA / "adoption_dates_by_municipality.csv")
    told = command(committed, "adoption", "import", dates, "--format", "register-dates")
    assert (told["oplossingen"], told["onbruikbaar"]) == (18, [])
    assert told["meldingen"] == 404

    await indexing.reindex(sources(), progress=lambda _: None)
    _, answer = await ask("anonimiseren woo documenten")
    assert all("anoni" in f"{hit.title} {hit.body}".lower() for hit in answer.hits[:10])
    assert await jobs.propose_all(now=NOW - timedelta(days=170)) >= 4 * merges
    assert await agree_on_proposals(merges) == merges
    assert await fetch_value("SELECT count(*) FROM group_member") == size
    assert await fetch_value('SELECT count(DISTINCT "group") FROM group_member') == size - merges

    work = {
        Phase.SUBMIT: (enter_largest,),
        Phase.GROUP: (fix_groups,),
        Phase.REVIEW: (reviews.reviewing(NOW),),
        Phase.PRESELECT: (votes.mandating(NOW), votes.preselecting(NOW)),
        Phase.DEVELOP: (publication.developing(NOW),),
        Phase.VOTE: (votes.voting(NOW),),
        Phase.RESULT: (publication.publishing(NOW),),
    }
    signing.configure(SECRET)
    monkeypatch.setattr(rounds, "WORK", work)
    await rounds._walk(SCRIPT, NOW)
    (winner, *_) = await winners()
    assert winner.round_code == SCRIPT.code
    assert winner.reasons

    solution = await follow_group(
        actor=await people.vng(today=NOW.date()), group_id=winner.group_id, now=NOW, is_winner=True
    )
    inside = {
        row["municipality"]
        for row in await fetch(
            'SELECT d.municipality FROM group_member g JOIN idea_participant d ON d.idea = g.idea WHERE g."group" = $1',
            winner.group_id,
        )
    }
    other = await fetch_value(
        "SELECT id FROM municipality WHERE ended IS NULL AND NOT (id = ANY($1)) ORDER BY id LIMIT 1", list(inside)
    )
    before = await counts(winner.group_id, today=NOW.date())
    await report(
        actor=await people.civil_servant_of(other, today=NOW.date()),
        solution_id=solution,
        municipality_id=other,
        stage=Stage.IN_USE,
        on=date(2026, 11, 20),
        now=NOW,
    )
    after = await counts(winner.group_id, today=NOW.date())
    assert before is not None and after is not None
    assert after.in_use == before.in_use + 1
    assert (await fetch_value("SELECT count(*) FROM audit_event")) > 500
