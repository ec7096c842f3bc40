"""Grouping from nothing: seconds and memory for 1,000, 10,000 and 100,000 made-up plans. No embedding is used.

`python benchmarks/grouping_scale.py [numbers ...]` prints JSON.
"""

import json
import resource
import sys
import time

from benchmarks.synthetic_plans import plans
from innovatie.domain.agreement import pairwise
from innovatie.domain.similarity import build, count, profile
from innovatie.grouping.at_scale import candidate_pairs, group_sparse
from innovatie.grouping.model import pair_model
from innovatie.search.language import BACKGROUND_SIZE, analyser, concept_kinds, word_frequencies


def measure(number: int) -> dict[str, float | int]:
    """One size; the parts add up to `seconds`."""
    made = list(plans(number))
    documents, truth = [document for document, _ in made], [group for _, group in made]
    start, began = time.perf_counter(), time.process_time()
    analyse = analyser()
    profiles = [profile(analyse, document.title, document.text) for document in documents]
    read = time.perf_counter()
    statistics = count(profiles, word_frequencies(), BACKGROUND_SIZE)
    space = build(profiles, statistics, concept_kinds())
    built = time.perf_counter()
    pairs = candidate_pairs(profiles, statistics, concept_kinds())
    found = time.perf_counter()
    groups = group_sparse(space, pairs, pair_model())
    done = time.perf_counter()
    processor = time.process_time() - began
    sample = slice(0, 5_000)
    agreement = pairwise([str(one) for one in truth[sample]], [str(one) for one in groups[sample]])
    return {
        "plans": number,
        "seconds": round(done - start, 2),
        "processor_seconds": round(processor, 2),
        "seconds_reading": round(read - start, 2),
        "seconds_weighing": round(built - read, 2),
        "seconds_candidates": round(found - built, 2),
        "seconds_linking": round(done - found, 2),
        "pairs": len(pairs[0]),
        "groups": int(groups.max()) + 1,
        "pairwise_f_of_first_5000": round(agreement.f, 3),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    sizes = [int(value) for value in sys.argv[1:]] or [1_000, 10_000, 100_000]
    print(json.dumps([measure(size) for size in sizes]))
