"""Counting and checking votes: the figures of issue 5, without a database. Prints JSON; processor time in seconds,
so that a busy machine gives the same figures.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from innovatie.domain.ballot_log import Frontier, LogRow, check_rows, commitment, event_bytes, leaf_hash
from innovatie.domain.preselection import Approvals, pav_committees
from innovatie.voting.counting import count_schulze
from innovatie.voting.formats import parse_preflib

SHORTLIST = [str(number) for number in range(1, 25)]


def approvals(number: int) -> list[tuple[list[str], int]]:
    rng = random.Random(5)
    return [(rng.sample(SHORTLIST, rng.randint(0, 5)), 1) for _ in range(number)]


def budget(number: int) -> Approvals:
    """Distinct ballots over 160 projects, the first of them wanted most."""
    rng = random.Random(1)
    wanted = [1 / (place + 3) for place in range(160)]
    ballots: set[tuple[int, ...]] = set()
    while len(ballots) < number:
        ballots.add(tuple(sorted(set(rng.choices(range(160), wanted, k=rng.randint(4, 15))))))
    return Approvals(tuple(map(str, range(160))), tuple((one, 1) for one in sorted(ballots)))


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


def process(folder: Path, name: str, text: str, rule: str) -> dict[str, float | str]:
    """`innovatie voting count` as a process of its own: seconds on the clock, and of processor time."""
    (folder / name).write_text(text)
    command = ["voting", "count", name, "--rule", rule, "--json"]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-m", "innovatie.cli", *command], cwd=folder, stdout=subprocess.DEVNULL, check=True)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"command": f"innovatie {' '.join(command)}", "seconds": round(seconds, 2), "processor": round(used, 2)}


def processes(ranked: str) -> dict[str, dict[str, float | str]]:
    """Whole processes, start and reading included."""
    rng = random.Random(7)
    sets = [rng.sample(range(24), rng.randint(0, 8)) for _ in range(100_000)]
    weights = [rng.randint(1, 75) for _ in sets]
    text = f"num_cand: 24\nprofile: {sets}\nvoter_weights: {weights}\n"
    with tempfile.TemporaryDirectory(prefix="innovatie-votes-") as folder:
        return {
            "abc_yaml_100000_weighted_ballots_24_candidates": process(Path(folder), "groot.abc.yaml", text, "pav"),
            "toi_1000000_ballots_4_options": process(Path(folder), "miljoen.toi", ranked, "schulze"),
        }


def measure() -> dict[str, Any]:
    few, many, rows = approvals(342), approvals(100_000), log(100_000)
    kinds = random.Random(6).choices(["1,2,3,4", "{1,2},3", "4,{2,3},1", "2"], k=1_000_000)
    projects = budget(90_000)
    names = "".join(f"# ALTERNATIVE NAME {n}: Optie {n}\n" for n in range(1, 5))
    ranked = names + "".join(f"1: {kind}\n" for kind in kinds)
    return {
        "pav_342_ballots_24_candidates": best(lambda: pav_committees(Approvals.of(SHORTLIST, few), 3)),
        "pav_100000_ballots_24_candidates": best(lambda: pav_committees(Approvals.of(SHORTLIST, many), 3)),
        "pav_90000_distinct_ballots_160_projects": best(lambda: pav_committees(projects, 3), 1),
        "schulze_1000000_ballots_4_options_with_parsing": best(lambda: count_schulze(parse_preflib(ranked, "toi"))),
        "ballot_log_100000_rows": best(lambda: check_rows("b/finale", rows, 100_000, lambda *_: True), 1),
        "whole_processes": processes(ranked),
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
