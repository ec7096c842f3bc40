"""What a ballot file holds, whichever format it came in."""

import unicodedata
from dataclasses import dataclass
from fractions import Fraction

Name = str | int
"""A candidate as the file names it: text, or a number in .abc.yaml."""


class MalformedFile(Exception):
    """The file is not what its format asks. `line` counts from 1; 0 when no single line is to blame."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"regel {line}: {reason}" if line else reason)
        self.line = line
        self.reason = reason


class MalformedWeights(MalformedFile):
    """The same of the file with weights."""


def seen_as(name: str) -> str:
    """What a reader sees of a name: composed letters, and one plain space where white space stands.

    Two names that look the same can not be told apart in a result, whatever their bytes are.
    """
    return " ".join(unicodedata.normalize("NFC", name).split())


def refuse_lone_returns(text: str) -> None:
    """Raises MalformedFile where a carriage return ends a line by itself, as very old programs wrote.

    Such a file is one long line to everybody else: its first remark would swallow every ballot.
    """
    at = text.replace("\r\n", "\n\n").find("\r")
    if at >= 0:
        line = text.count("\n", 0, at) + 1
        raise MalformedFile(line, "hier staat een los regeleinde (CR); bewaar het bestand met gewone regeleinden")


@dataclass(frozen=True)
class ApprovalFile:
    """Approval ballots in the order of the file: sets of candidate positions, each with its weight.

    `voters` names the ballots (empty when the format does not); `seats` is the committee size the file asks, if any.
    """

    candidates: tuple[Name, ...]
    ballots: tuple[tuple[frozenset[int], Fraction], ...]
    voters: tuple[str, ...] = ()
    seats: int | None = None
    warnings: tuple[str, ...] = ()
    """What was read otherwise than it stands, as whole sentences for the reader."""


@dataclass(frozen=True)
class RankedFile:
    """Ranked ballots: classes of candidate positions from best to worst, each with its multiplicity or weight.

    Candidates that a ballot does not name are tied last.
    """

    candidates: tuple[Name, ...]
    ballots: tuple[tuple[tuple[tuple[int, ...], ...], Fraction], ...]
    warnings: tuple[str, ...] = ()
