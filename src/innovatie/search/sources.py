"""Everything that the index is made from, by name: the search lies below the features whose things it finds."""

from importlib import import_module

from innovatie.search.engine import Source

NAMES = (
    "innovatie.ideas.documents:all_documents",
    "innovatie.grouping.documents:all_documents",
    "innovatie.publication.documents:all_documents",
    "innovatie.search.place_documents:municipalities",
    "innovatie.search.place_documents:partnerships",
)


def sources() -> list[Source]:
    """The functions behind `NAMES`, in order."""
    found: list[Source] = []
    for name in NAMES:
        module, _, function = name.partition(":")
        found.append(getattr(import_module(module), function))
    return found
