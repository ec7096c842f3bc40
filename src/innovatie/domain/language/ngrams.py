"""Character n-grams of three to five letters within words, hashed by a fixed rule into a fixed number of buckets."""

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 18
LENGTHS = (3, 4, 5)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - 18)


def ngrams(squashed: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Sorted buckets and their counts for text from `normalise.squash` (ASCII words, single spaces).

    A space counts as the edge of a word, so "kaart" also has " kaa" and "art "; no n-gram runs over two words.
    The hash is arithmetic and does not depend on the process, the machine or PYTHONHASHSEED.
    """
    codes = np.frombuffer(f" {squashed} ".encode("ascii", "replace"), dtype=np.uint8).astype(np.uint64)
    space = codes == np.uint64(32)
    hashed = []
    for length in LENGTHS:
        size = len(codes) - length + 1
        if size <= 0:
            continue
        value = np.zeros(size, dtype=np.uint64)
        inner = np.zeros(size, dtype=bool)
        for offset in range(length):
            value = value * np.uint64(131) + codes[offset : offset + size]
            if 0 < offset < length - 1:
                inner |= space[offset : offset + size]
        value = value * np.uint64(7) + np.uint64(length)
        hashed.append(((value[~inner] * _MULTIPLIER) >> _SHIFT).astype(np.int32))
    if not hashed:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    buckets, counts = np.unique(np.concatenate(hashed), return_counts=True)
    return buckets, counts.astype(np.int32)
