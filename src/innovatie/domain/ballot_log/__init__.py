"""The append-only ballot log: canonical JSON, salted commitments, a Merkle tree (RFC 6962) and proofs over it."""

from innovatie.domain.ballot_log.canonical import canonical, commitment, tree_head_bytes
from innovatie.domain.ballot_log.entries import FirstBad, LogRow, check_rows, event_bytes
from innovatie.domain.ballot_log.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_path,
    inclusion_path,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

__all__ = [
    "EMPTY_ROOT",
    "FirstBad",
    "Frontier",
    "LogRow",
    "canonical",
    "check_rows",
    "commitment",
    "consistency_path",
    "event_bytes",
    "inclusion_path",
    "leaf_hash",
    "root_of",
    "tree_head_bytes",
    "verify_consistency",
    "verify_inclusion",
]
