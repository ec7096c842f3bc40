"""What abcvoting answers: recorded for some random votes, asked anew for thousands in `make proofs`.

python -m tests.voting.committees    record it again, with the abcvoting of .venv-oracles (`make proofs` makes that)
"""

import json
import random
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.domain.test_voting_pav import LETTERS, random_profile
from tests.house.source import ROOT

RECORDED = Path(__file__).with_suffix(".jsonl")
RECORDED_VOTES = 300
PYTHON = ROOT / ".venv-oracles" / "bin" / "python"

Committees = list[list[int]]


@dataclass(frozen=True, slots=True)
class Vote:
    """`ballots`: which candidates, numbered from 0, with the weight of each ballot."""

    candidates: int
    seats: int
    ballots: list[tuple[list[int], int]]


def random_votes(size: int) -> list[Vote]:
    """The same `size` votes each time, of which every other has weights."""
    rng, found = random.Random(342), list[Vote]()
    for number in range(size):
        letters, weighted = rng.randint(3, 8), number % 2 == 0
        seats = rng.randint(1, min(4, letters))
        ballots = random_profile(rng, letters, weighted)
        if any(approved for approved, _ in ballots):  # abcvoting cannot score one in which nobody approves anyone
            found.append(
                Vote(
                    letters, seats, [([LETTERS.index(one) for one in approved], weight) for approved, weight in ballots]
                )
            )
    return found


def asked(votes: Sequence[Vote]) -> list[Committees]:
    """The committees of each vote, as abcvoting finds them now; CalledProcessError when it fails."""
    answer = subprocess.run(
        [str(PYTHON), "-I", str(ROOT / "scripts" / "abcvoting_driver.py")],
        input="".join(f"{json.dumps(asdict(vote))}\n" for vote in votes),
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return [json.loads(line) for line in answer.stdout.splitlines()]


def recorded() -> list[tuple[Vote, Committees]]:
    """The votes that were recorded, with what abcvoting answered."""
    found = []
    for line in RECORDED.read_text("ascii").splitlines():
        candidates, seats, ballots, committees = json.loads(line)
        found.append((Vote(candidates, seats, [(approved, weight) for approved, weight in ballots]), committees))
    return found


def record() -> None:
    votes = random_votes(RECORDED_VOTES)
    with RECORDED.open("w", encoding="ascii") as file:
        for vote, committees in zip(votes, asked(votes), strict=True):
            line = [vote.candidates, vote.seats, vote.ballots, committees]
            file.write(f"{json.dumps(line, separators=(',', ':'))}\n")


if __name__ == "__main__":
    record()
