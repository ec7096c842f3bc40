"""Similarities of millions of pairs: read in blocks of bytes with NumPy, seconds instead of a minute.

It understands plain lines only and gives up at anything else; `files` then reads row by row and names the line.
Names are compared as numbers of eight bytes at a time; the third field is read as one JSON list, whose numbers round
as Python's do.
"""

from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from innovatie.domain.review_assignment import Fit

BLOCK_BYTES = 4 << 20
LONGEST_NAME = 64
NEWLINE, COMMA, RETURN, QUOTE = 10, 44, 13, 34
_PADDING = bytes(LONGEST_NAME + 8)
_FIRST_BYTES = np.array([(1 << 8 * n) - 1 for n in range(9)], dtype=np.uint64)
_MIX = np.uint64(0x9E3779B97F4A7C15)

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]


def fit_in_blocks(path: Path, groups: list[str], reviewers: list[str]) -> Fit | None:
    """The same, a block of bytes at a time; None when anything at all is out of the ordinary."""
    try:
        known_groups, known_reviewers = _Names(groups), _Names(reviewers)
        with path.open("rb") as file:
            if file.readline().strip() != b"group,reviewer,similarity":
                return None
            parts: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]] = []
            left = b""
            while block := file.read(BLOCK_BYTES):
                block = left + block
                end = block.rfind(b"\n") + 1
                left = block[end:]
                if end:
                    parts.append(_block(block[:end], known_groups, known_reviewers))
            if left:
                parts.append(_block(left + b"\n", known_groups, known_reviewers))
    except (OSError, ValueError, KeyError):
        return None
    if not parts:
        return None
    rows = sum(part[0].size for part in parts)
    fit = Fit(np.empty(rows, np.int64), np.empty(rows, np.int64), np.empty(rows, np.float64))
    at = 0
    for group, reviewer, similarity in parts:
        here = slice(at, at := at + group.size)
        fit.group[here], fit.reviewer[here], fit.similarity[here] = group, reviewer, similarity
    return fit


def _block(
    block: bytes, groups: "_Names", reviewers: "_Names"
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Whole lines of exactly three plain fields; raises ValueError or KeyError for anything else."""
    if b'"' in block:
        raise ValueError("quoted fields")
    data = np.frombuffer(block + _PADDING, dtype=np.uint8)
    marks = np.flatnonzero((data[: len(block)] == NEWLINE) | (data[: len(block)] == COMMA))
    if marks.size % 3 or (data[marks].reshape(-1, 3) != (COMMA, COMMA, NEWLINE)).any():
        raise ValueError("not three fields")
    first, second, ends = marks[::3], marks[1::3], marks[2::3]
    starts = np.concatenate([[0], ends[:-1] + 1])
    words = np.ndarray(data.size - 7, dtype="<u8", buffer=data.data, strides=(1,))
    return (
        groups.places(words, starts, first - starts, runs=True),
        reviewers.places(words, first + 1, second - first - 1),
        _numbers(data, second, ends),
    )


def _numbers(data: NDArray[np.uint8], commas: Ints, ends: Ints) -> NDArray[np.float64]:
    """The fields between each comma and the end of its line."""
    step = np.zeros(int(ends[-1]) + 1, dtype=np.int8)
    step[commas] = 1
    step[ends[:-1]] = -1
    inside = np.cumsum(step, dtype=np.int8, out=step).view(np.bool_)
    joined = bytearray(data[: inside.size][inside].tobytes())  # ",0.5,0.75\n": a list but for its first and last mark
    joined[0], joined[-1] = ord("["), ord("]")
    found = np.array(msgspec.json.decode(joined, type=list[float]))
    if not ((found >= 0.0) & (found <= 1.0)).all():
        raise ValueError("similarity out of range")
    return found


class _Names:
    """The ids of one file, to be found again among millions of fields."""

    def __init__(self, names: list[str]) -> None:
        encoded = [name.encode() for name in names]
        text = b"".join(encoded) + _PADDING
        self.lengths = np.array([len(name) for name in encoded], dtype=np.int64)
        self.widest = int(self.lengths.max())
        if self.widest > LONGEST_NAME:
            raise ValueError("very long name")
        starts = np.concatenate([[0], np.cumsum(self.lengths)[:-1]])
        words = np.ndarray(len(text) - 7, dtype="<u8", buffer=text, strides=(1,))
        self.words = self._read(words, starts, self.lengths)
        mixed = self._mix(self.words)
        self.order = np.argsort(mixed).astype(np.int32)
        self.mixed = mixed[self.order]
        if (self.mixed[1:] == self.mixed[:-1]).any():
            raise ValueError("two names with the same sum")

    def _read(self, words: Words, starts: Ints, lengths: Ints) -> list[Words]:
        """Each name as words of eight bytes, padded with zeros."""
        return [words[starts + part] & _FIRST_BYTES[np.clip(lengths - part, 0, 8)] for part in range(0, self.widest, 8)]

    def _mix(self, words: list[Words]) -> Words:
        mixed = words[0]
        for word in words[1:]:
            mixed = (mixed * _MIX) ^ word
        return mixed

    def places(self, words: Words, starts: Ints, lengths: Ints, *, runs: bool = False) -> NDArray[np.int32]:
        """The place of each field in the list of names; KeyError for a name that is not there."""
        if (lengths < 1).any() or (lengths > self.widest).any():
            raise KeyError("unknown name")
        read = self._read(words, starts, lengths)
        if runs:  # files often run group by group: look each run up once
            new = np.ones(starts.size, dtype=bool)
            new[1:] = np.logical_or.reduce([word[1:] != word[:-1] for word in read] + [lengths[1:] != lengths[:-1]])
            at = np.flatnonzero(new)
            found = self._look_up([word[at] for word in read], lengths[at])
            return np.repeat(found, np.diff(at, append=starts.size))
        return self._look_up(read, lengths)

    def _look_up(self, read: list[Words], lengths: Ints) -> NDArray[np.int32]:
        first = self._search([word[:1] for word in read])
        found = (np.arange(lengths.size, dtype=np.int32) + first) % np.int32(self.lengths.size)
        others = np.flatnonzero(~self._same(found, read, lengths))  # most files name everybody in the same order
        if others.size:
            found[others] = self._search([word[others] for word in read])
            if not self._same(found, read, lengths).all():
                raise KeyError("unknown name")
        return found

    def _search(self, read: list[Words]) -> NDArray[np.int32]:
        return self.order.take(np.searchsorted(self.mixed, self._mix(read)), mode="clip")

    def _same(self, found: NDArray[np.int32], read: list[Words], lengths: Ints) -> NDArray[np.bool_]:
        same: NDArray[np.bool_] = self.lengths[found] == lengths
        for known, word in zip(self.words, read, strict=True):
            same &= known[found] == word
        return same
