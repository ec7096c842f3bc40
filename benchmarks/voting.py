"""Counting and checking votes: the figures of issue 5, without a database. Prints JSON; processor time in seconds,
so that a busy machine gives the same figures.
"""

import json
import random
import time
from collections.abc import Callable

from innovatie.domain.ballot_log import Frontier, LogRow, check_rows, commitment, event_bytes, leaf_hash
from innovatie.domain.preselection import Approvals, pav_committees
from innovatie.voting.counting import count_schulze
from innovatie.voting.formats import parse_preflib

SHORTLIST = [str(number) for number in range(1, 25)]


def approvals(number: int) -> list[tuple[list[str], int]]:
    rng = random.Random(5)
    return [(rng.sample(SHORTLIST, rng.randint(0, 5)), 1) for _ in range(number)]


def log(number: int) -> list[LogRow]:
    frontier, rows = Frontier(), []
    for sequence in range(1, number + 1):
        content = {"gemeente": "GM0001"}
        event = event_bytes(log="b/finale", sequence=sequence, kind="stem", time="t", previous=b"", content=content)
        nonce = sequence.to_bytes(16, "big")
        leaf = leaf_hash(commitment(nonce, event))
        frontier.append(leaf)
        rows.append(LogRow("b/finale", sequence, "stem", "t", event, nonce, leaf, frontier.root(), b""))
    return rows


def best(work: Callable[[], object], times: int = 3) -> float:
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return round(min(found), 4)


def measure() -> dict[str, float]:
    few, many, rows = approvals(342), approvals(100_000), log(100_000)
    kinds = random.Random(6).choices(["1,2,3,4", "{1,2},3", "4,{2,3},1", "2"], k=1_000_000)
    names = "".join(f"# ALTERNATIVE NAME {n}: Optie {n}\n" for n in range(1, 5))
    ranked = names + "".join(f"1: {kind}\n" for kind in kinds)
    return {
        "pav_342_ballots_24_candidates": best(lambda: pav_committees(Approvals.of(SHORTLIST, few), 3)),
        "pav_100000_ballots_24_candidates": best(lambda: pav_committees(Approvals.of(SHORTLIST, many), 3)),
        "schulze_1000000_ballots_4_options_with_parsing": best(lambda: count_schulze(parse_preflib(ranked, "toi"))),
        "ballot_log_100000_rows": best(lambda: check_rows("b/finale", rows, 100_000, lambda *_: True), 1),
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
