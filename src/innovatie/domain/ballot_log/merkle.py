"""Merkle trees as in RFC 6962, with the verification of RFC 9162: SHA-256, leaves marked 0x00 and nodes 0x01."""

from collections.abc import Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the full subtrees that make up a growing tree, largest first: enough to append and know the root."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if len(peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(peaks)}")
        self.size = size
        self.peaks = list(peaks)

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash."""
        node, place = leaf, self.size
        while place & 1:
            node = node_hash(self.peaks.pop(), node)
            place >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def _split(size: int) -> int:
    """The largest power of two below `size` (size > 1)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of leaf `index` (from 0) in the tree over all `leaves`, nearest sibling first."""
    if not 0 <= index < len(leaves):
        raise ValueError(f"leaf {index} is not in a tree of {len(leaves)}")
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(root_of(leaves[middle:high]))
            high = middle
        else:
            path.append(root_of(leaves[low:middle]))
            low = middle
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2: does `path` lead from `leaf` at `index` to the `root` of a tree of `size`?"""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            node = node_hash(node, sibling)
        place >>= 1
        last >>= 1
    return last == 0 and node == root


def consistency_path(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """RFC 6962, 2.1.2: proof that the tree over the first `old_size` leaves is the start of that over all."""
    if not 0 < old_size <= len(leaves):
        raise ValueError(f"a tree of {old_size} is no start of one of {len(leaves)}")
    return _subproof(leaves, old_size, True)


def _subproof(leaves: Sequence[bytes], old_size: int, whole: bool) -> list[bytes]:
    size = len(leaves)
    if old_size == size:
        return [] if whole else [root_of(leaves)]
    middle = _split(size)
    if old_size <= middle:
        return [*_subproof(leaves[:middle], old_size, whole), root_of(leaves[middle:])]
    return [*_subproof(leaves[middle:], old_size - middle, False), root_of(leaves[:middle])]


def verify_consistency(old_size: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """RFC 9162, 2.1.4.2: is the tree of `old_size` with `old_root` the start of that of `size` with `root`?"""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not path and old_root == root
    proof = [old_root, *path] if old_size & (old_size - 1) == 0 else list(path)
    if not proof:
        return False
    place, last = old_size - 1, size - 1
    while place & 1:
        place >>= 1
        last >>= 1
    old = new = proof[0]
    for node in proof[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(node, old), node_hash(node, new)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            new = node_hash(new, node)
        place >>= 1
        last >>= 1
    return last == 0 and old == old_root and new == root
