"""Character n-grams of three to five letters within words, hashed by a fixed rule into a fixed number of buckets."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

_BITS = 18
BUCKETS = 1 << _BITS
LENGTHS = (3, 4, 5)
_SKIP = 255
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - _BITS)


def ngrams(squashed: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Sorted buckets and their counts for text from `normalise.squash` (ASCII words, single spaces).

    A space counts as the edge of a word, so "kaart" also has " kaa" and "art "; no n-gram runs over two words.
    The hash is arithmetic and does not depend on the process, the machine or PYTHONHASHSEED.
    """
    hashed = [buckets for buckets, _ in _hashed(squashed)]
    if not hashed:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    buckets, counts = np.unique(np.concatenate(hashed), return_counts=True)
    return buckets, counts.astype(np.int32)


def ngrams_of_each(texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """As `ngrams` for many squashed texts at once: the text's place, bucket and count of each entry, in order."""
    if not any(texts):
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    joined = " ".join(texts)
    narrow = len(texts) < 1 << (31 - _BITS)  # 32 bits sort three times as fast as 64
    shifted = (np.arange(len(texts)) << _BITS).astype(np.int32 if narrow else np.int64)
    owners = np.repeat(shifted, [len(text) + 1 for text in texts])  # with the space before each text
    keys = np.concatenate([owners[places] | buckets for buckets, places in _hashed(joined)] or [owners[:0]])
    keys.sort()
    first = np.flatnonzero(np.concatenate([keys[:1] >= 0, keys[1:] != keys[:-1]]))
    counts = np.diff(first, append=len(keys)).astype(np.int32)
    found = keys[first]
    return (found >> _BITS).astype(np.int32), (found & (BUCKETS - 1)).astype(np.int32), counts


def packed(squashed: str) -> bytes:
    """The n-grams of a squashed text in few bytes, to keep beside it: about two for each.

    Gaps between the sorted buckets stand in a byte each, 255 meaning "255 further, and no n-gram yet"; then as many
    bytes of counts (at most 255). The first four bytes say how long the gaps are.
    """
    buckets, counts = ngrams(squashed)
    gaps = np.diff(buckets, prepend=np.int32(0))
    skips, rest = np.divmod(gaps, _SKIP)
    stream = np.full(len(gaps) + int(skips.sum()), _SKIP, dtype=np.uint8)
    stream[np.cumsum(skips + 1) - 1] = rest
    return len(stream).to_bytes(4, "big") + stream.tobytes() + np.minimum(counts, 255).astype(np.uint8).tobytes()


def unpacked(texts: Sequence[bytes]) -> tuple[NDArray[np.intp], NDArray[np.int32], NDArray[np.uint8]]:
    """The n-grams of the texts whose packed n-grams these are, one text after the other: how many each text holds, and
    the bucket and the count of each.
    """
    ends = [4 + int.from_bytes(text[:4], "big") for text in texts]
    stream = np.frombuffer(b"".join([text[4:end] for text, end in zip(texts, ends, strict=True)]), dtype=np.uint8)
    counts = np.frombuffer(b"".join([text[end:] for text, end in zip(texts, ends, strict=True)]), dtype=np.uint8)
    held = np.array([len(text) - end for text, end in zip(texts, ends, strict=True)], dtype=np.intp)
    reached = np.cumsum(stream, dtype=np.int32 if len(texts) < 1 << (31 - _BITS) else np.int64)
    before = np.concatenate([np.zeros(1, dtype=reached.dtype), reached])[
        np.cumsum([0, *(end - 4 for end in ends)])[:-1]
    ]
    buckets = reached[stream != _SKIP] - np.repeat(before, held)
    return held, buckets.astype(np.int32, copy=False), counts


def _hashed(squashed: str) -> Iterator[tuple[NDArray[np.int32], NDArray[np.intp]]]:
    """Per length: the bucket of every n-gram and the place where it begins in the text with a space before it."""
    codes = np.frombuffer(f" {squashed} ".encode("ascii", "replace"), dtype=np.uint8).astype(np.uint64)
    space = codes == np.uint64(32)
    value = codes[:-1] * np.uint64(131) + codes[1:]
    inner = np.zeros(len(value), dtype=bool)
    for length in LENGTHS:
        size = len(codes) - length + 1
        if size <= 0:
            return
        value = value[:size] * np.uint64(131) + codes[length - 1 :]
        inner = inner[:size] | space[length - 2 : length - 2 + size]
        places = np.flatnonzero(~inner)
        yield (((value[places] * np.uint64(7) + np.uint64(length)) * _MULTIPLIER) >> _SHIFT).astype(np.int32), places
