"""Everything that the index is made from, by name: the search lies below the features whose things it finds."""

from innovatie.infra.by_name import by_name
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
    return [by_name(name) for name in NAMES]
