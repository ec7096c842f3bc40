"""Ballot files of others: Pabulib .pb, abcvoting .abc.yaml, PrefLib .soi .soc .toi .toc; a weights CSV.

Parsers read text, not files, and keep names exactly as the file has them. Whatever is wrong raises `MalformedFile` with
the line (from 1) and the reason.
"""

from innovatie.voting.formats.abc_yaml import parse_abc_yaml
from innovatie.voting.formats.pabulib import parse_pabulib
from innovatie.voting.formats.preflib import parse_preflib
from innovatie.voting.formats.profiles import ApprovalFile, MalformedFile, MalformedWeights, Name, RankedFile
from innovatie.voting.formats.weights import apply_weights, parse_weights, weights_in, whole_weights

__all__ = [
    "ApprovalFile",
    "MalformedFile",
    "MalformedWeights",
    "Name",
    "RankedFile",
    "apply_weights",
    "parse_abc_yaml",
    "parse_pabulib",
    "parse_preflib",
    "parse_weights",
    "weights_in",
    "whole_weights",
]
