"""What a ballot file holds, whichever format it came in."""

import re
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


_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Letters and marks that show nothing; the other signs without a shape are of category Cf."""
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def seen_as(name: str) -> str:
    """What a reader sees of a name: composed letters, one plain space where white space stands, no signs without shape.

    Two names that look the same can not be told apart in a result, whatever their bytes are.
    """
    if not name.isascii():
        name = "".join(sign for sign in _UNSEEN.sub("", name) if unicodedata.category(sign) != "Cf")
    return " ".join(unicodedata.normalize("NFC", name).split())


def refuse_unreadable(name: str, line: int) -> None:
    """Raises MalformedFile for a name that shows nothing, or that changes how what stands around it is shown."""
    if name.isascii() and name.isprintable():
        return
    if not seen_as(name):
        raise MalformedFile(line, f"in de naam {name!r} is niets te zien")
    if _TURNING.search(name) or any(unicodedata.category(sign) == "Cc" and not sign.isspace() for sign in name):
        raise MalformedFile(line, f"in de naam {name!r} staat een stuurteken of een teken dat de leesrichting omkeert")


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
