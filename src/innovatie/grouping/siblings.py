"""Plans that we made up to learn from (`benchmarks/siblings`): a folder of JSON Lines, read as one collection."""

from pathlib import Path

import msgspec

from innovatie.domain.json_faults import NOT_JSON
from innovatie.grouping.refit import Labelled
from innovatie.search.texts import Document, FileProblem, numbered_lines


class _Sibling(msgspec.Struct, frozen=True):
    """One text; texts with the same `wheel` are the same work. Other fields say how it was made."""

    wheel: str
    text_id: str
    title: str
    text: str
    municipality: str


def read_siblings(folder: Path) -> Labelled:
    """The texts of every file in the folder, by name of file and line. Raises FileProblem."""
    found: list[_Sibling] = []
    for file in sorted(folder.glob("*.jsonl")):
        found += _read(file)
    if not found:
        raise FileProblem(f"{folder}: hier staat geen bestand met verzonnen plannen (.jsonl).")
    documents = [Document(one.text_id, one.title, one.text, one.municipality) for one in found]
    return Labelled(documents, [one.wheel for one in found])


def _read(file: Path) -> list[_Sibling]:
    found = []
    for number, line in numbered_lines(file):
        try:
            found.append(msgspec.json.decode(line, type=_Sibling))
        except NOT_JSON as error:
            raise FileProblem(f"{file}, regel {number}: verwacht een verzonnen plan ({error}).") from None
    return found
