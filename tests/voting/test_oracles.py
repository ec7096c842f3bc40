"""Other people's programs on thousands of random profiles: abcvoting for PAV, Debian's belenios-tool for Schulze."""

import json
import random
import shutil
import subprocess
from dataclasses import replace

import pytest

from innovatie.domain.ballot_log import (
    Frontier,
    LogRow,
    check_rows,
    commitment,
    event_bytes,
    leaf_hash,
    tree_head_bytes,
)
from innovatie.domain.final_vote import duels_of, schulze
from innovatie.domain.preselection import Approvals, pav_committees
from tests.domain.test_voting_ballot_log import KEY, verify
from tests.domain.test_voting_pav import LETTERS
from tests.domain.test_voting_schulze import OPTIONS, random_ballots
from tests.samples import sample
from tests.voting.committees import PYTHON, RECORDED_VOTES, Committees, Vote, asked, random_votes, recorded


def committees_of_ours(vote: Vote) -> Committees:
    named = [([LETTERS[one] for one in approved], weight) for approved, weight in vote.ballots]
    found = pav_committees(Approvals.of(LETTERS[: vote.candidates], named), vote.seats)
    assert found is not None
    return sorted(list(committee) for committee in found.tied)


def test_random_profiles_have_the_committees_that_abcvoting_found() -> None:
    """Recorded; that abcvoting still says so, and says it of thousands more, is for `make proofs`."""
    tied = 0
    for vote, committees in recorded():
        assert committees_of_ours(vote) == committees, vote
        tied += len(committees) > 1
    assert [vote for vote, _ in recorded()] == random_votes(RECORDED_VOTES)
    assert len(recorded()) > 0.95 * RECORDED_VOTES
    assert tied > 0.15 * RECORDED_VOTES


@pytest.mark.slow  # needs the 900 MB that abcvoting brings along
def test_abcvoting_finds_the_committees_of_thousands_of_random_profiles_and_those_that_were_recorded() -> None:
    assert PYTHON.exists(), "`make proofs` makes .venv-oracles"
    votes = random_votes(2000)
    found = asked(votes)
    assert [committees_of_ours(vote) for vote in votes] == found
    before = recorded()
    assert list(zip(votes, found, strict=True))[: len(before)] == before


@sample(50, whole=1000)
def test_random_profiles_rank_as_belenios_ranks_them(size: int) -> None:
    tool = shutil.which("belenios-tool")
    if tool is None:
        pytest.skip("belenios-tool is not installed (Debian package belenios-tool)")
    rng = random.Random(1815)
    without_condorcet_winner = 0
    for _ in range(size):
        count = rng.randint(3, 5)
        ballots = random_ballots(rng, count)
        repeated = [[rank + 1 for rank in ranks] for ranks, weight in ballots for _ in range(weight)]
        answer = subprocess.run(
            [tool, "method", "schulze", "--nchoices", str(count), "--blank-allowed", "true"],
            input=json.dumps(repeated), capture_output=True, text=True, check=True,
        )  # fmt: skip
        expected = [sorted(tied) for tied in json.loads(answer.stdout)["winners"]]
        duels = duels_of(OPTIONS[:count], ballots)
        found = [[OPTIONS.index(option) for option in tied] for tied in schulze(duels).order]
        assert found == expected
        d = duels.preferred
        beats_all = any(all(d[a][b] > d[b][a] for b in range(count) if b != a) for a in range(count))
        without_condorcet_winner += not beats_all
    assert without_condorcet_winner > 0.15 * size


@sample(3_000, whole=100_000)
def test_a_long_log_is_sound_by_the_signature_of_its_last_head(size: int) -> None:
    log, frontier, rows = "snel/finale", Frontier(), []
    for number in range(1, size + 1):
        content = {"gemeente": "GM0001"}
        event = event_bytes(log=log, sequence=number, kind="stem", time="t", previous=b"", content=content)
        nonce = number.to_bytes(16, "big")
        leaf = leaf_hash(commitment(nonce, event))
        frontier.append(leaf)
        rows.append(LogRow(log, number, "stem", "t", event, nonce, leaf, frontier.root(), b""))
    last = rows[-1]
    rows[-1] = replace(last, signature=KEY.sign(tree_head_bytes(log, size, last.root, "t")))
    assert check_rows(log, rows, size, verify) is None
