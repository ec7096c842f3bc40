"""What an assignment starts from: groups, reviewers, how well they fit, and who may not review what.

Everything is put in one canonical order (by id, as code points), so that the order of rows in a file or a
table never changes the outcome, and the same input always has the same digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

REVIEWS_PER_GROUP = 3
DIGEST_HEADER = b"innovatie review assignment input 1\n"

Pair = tuple[str, str]
"""(group id, reviewer id)."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group to be reviewed. `size` is its number of ideas; `reviews` how many reviewers it needs beside the `had`
    that it already has.
    """

    id: str
    size: int = 1
    reviews: int = REVIEWS_PER_GROUP
    kring: str = ""
    had: int = 0


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Someone who reviews at most `maximum` groups in this round."""

    id: str
    municipality: str = ""
    kring: str = ""
    maximum: int = 4


@dataclass(frozen=True, slots=True)
class Fit:
    """Similarity of the listed pairs: three arrays of equal length, indices into the sorted lists.

    `similarity` lies in 0..1. A pair that is not listed counts as 0: a last resort.
    """

    group: NDArray[np.int64]
    reviewer: NDArray[np.int64]
    similarity: NDArray[np.float64]

    def __len__(self) -> int:
        return int(self.group.size)


@dataclass(frozen=True, slots=True)
class Problem:
    """One assignment to solve; build it with `problem()`, which sorts."""

    groups: tuple[Group, ...]
    reviewers: tuple[Reviewer, ...]
    fit: Fit
    conflicts: Mapping[Pair, tuple[str, ...]]
    pinned: frozenset[Pair] = frozenset()
    forbidden: frozenset[Pair] = frozenset()
    ring: bool = False
    cap: float = 0.5
    digest: str = field(default="", compare=False)


class DuplicatePairError(ValueError):
    """The same pair has two similarities; `position` is the row (from 0) of the second one."""

    def __init__(self, position: int) -> None:
        super().__init__(f"pair listed twice at row {position}")
        self.position = position


def problem(
    *,
    groups: Iterable[Group],
    reviewers: Iterable[Reviewer],
    fit: Fit,
    group_order: Sequence[str],
    reviewer_order: Sequence[str],
    conflicts: Mapping[Pair, Iterable[str]],
    pinned: Iterable[Pair] = (),
    forbidden: Iterable[Pair] = (),
    ring: bool = False,
    cap: float = 0.5,
) -> Problem:
    """Sort everything canonically and take the digest of it.

    `fit` indexes into `group_order` and `reviewer_order`, the orders in which the caller met the ids.
    Raises DuplicatePairError when a pair has two similarities.
    """
    sorted_groups = tuple(sorted(groups, key=lambda g: g.id))
    sorted_reviewers = tuple(sorted(reviewers, key=lambda r: r.id))
    sorted_fit = _sorted_fit(
        fit,
        _positions(group_order, [g.id for g in sorted_groups]),
        _positions(reviewer_order, [r.id for r in sorted_reviewers]),
        len(sorted_reviewers),
    )
    reasons = {pair: tuple(sorted(set(why))) for pair, why in conflicts.items()}
    pins, bans = frozenset(pinned), frozenset(forbidden)
    return Problem(
        groups=sorted_groups,
        reviewers=sorted_reviewers,
        fit=sorted_fit,
        conflicts=reasons,
        pinned=pins,
        forbidden=bans,
        ring=ring,
        cap=cap,
        digest=_digest(
            groups=sorted_groups,
            reviewers=sorted_reviewers,
            fit=sorted_fit,
            conflicts=reasons,
            pinned=pins,
            forbidden=bans,
            ring=ring,
            cap=cap,
        ),
    )


def fit_of(rows: Mapping[Pair, float], groups: Sequence[str], reviewers: Sequence[str]) -> Fit:
    """Similarities given pair by pair, as arrays over these orders of ids."""
    group_index = {name: i for i, name in enumerate(groups)}
    reviewer_index = {name: i for i, name in enumerate(reviewers)}
    return Fit(
        np.array([group_index[g] for g, _ in rows], dtype=np.int64),
        np.array([reviewer_index[r] for _, r in rows], dtype=np.int64),
        np.array(list(rows.values()), dtype=np.float64),
    )


def _positions(order: Sequence[str], sorted_ids: list[str]) -> NDArray[np.int64]:
    """For each place in `order`, its place in `sorted_ids`."""
    place = {name: i for i, name in enumerate(sorted_ids)}
    return np.array([place[name] for name in order], dtype=np.int64)


def _sorted_fit(fit: Fit, group_place: NDArray[np.int64], reviewer_place: NDArray[np.int64], width: int) -> Fit:
    if not len(fit):
        return fit
    group, reviewer = group_place[fit.group], reviewer_place[fit.reviewer]
    key = group * width + reviewer
    if (key[1:] > key[:-1]).all():
        return Fit(group, reviewer, fit.similarity)
    order = np.argsort(key, kind="stable")
    key = key[order]
    twice = np.flatnonzero(key[1:] == key[:-1])
    if twice.size:
        raise DuplicatePairError(int(order[int(twice[0]) + 1]))
    return Fit(group[order], reviewer[order], fit.similarity[order])


def _digest(
    *,
    groups: tuple[Group, ...],
    reviewers: tuple[Reviewer, ...],
    fit: Fit,
    conflicts: Mapping[Pair, tuple[str, ...]],
    pinned: frozenset[Pair],
    forbidden: frozenset[Pair],
    ring: bool,
    cap: float,
) -> str:
    """SHA-256 over a header, JSON lines for the small tables, and the sorted similarities.

    The similarities are the places of group and reviewer (little-endian 32-bit) and the number itself
    (little-endian IEEE double), as three consecutive blocks: text would cost a minute for millions of pairs.
    """
    digest = hashlib.sha256(DIGEST_HEADER)

    encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode

    def line(*values: object) -> None:
        digest.update(encode(values).encode() + b"\n")

    for g in groups:
        line("group", g.id, g.size, g.reviews, g.kring, *([g.had] if g.had else []))
    for r in reviewers:
        line("reviewer", r.id, r.municipality, r.kring, r.maximum)
    for pair in sorted(conflicts):
        line("conflict", *pair, *conflicts[pair])
    for pair in sorted(pinned):
        line("pinned", *pair)
    for pair in sorted(forbidden):
        line("forbidden", *pair)
    line("rules", ring, cap, len(fit))
    digest.update(fit.group.astype("<i4").data)
    digest.update(fit.reviewer.astype("<i4").data)
    digest.update((fit.similarity + 0.0).astype("<f8", copy=False).data)  # + 0.0 makes -0.0 the same as 0.0
    return digest.hexdigest()
