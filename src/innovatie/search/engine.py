"""What every search engine must be able to do, and the shapes that go in and come out."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Final, Protocol

import msgspec

from innovatie.domain.searching import Query


class SearchDocument(msgspec.Struct, frozen=True):
    """One thing that can be found. Public by definition: what not everybody may see is never made a document."""

    kind: str
    object: int
    title: str
    body: str
    address: str
    owner: str = ""
    theme: str = ""
    stage: str = ""
    year: int | None = None
    province: str = ""
    region: str = ""
    size_class: str = ""
    round: str = ""
    winner: bool = False
    members: int = 0
    at: datetime | None = None

    @property
    def key(self) -> str:
        """Unique name, fit for every engine: "idee-12"."""
        return f"{self.kind}-{self.object}"


def text_to_embed(title: str, body: str) -> str:
    """What the sentence vector of a text is made of, at index and at query time."""
    return f"{title}. {body}"


FACETS: Final = ("kind", "theme", "stage", "year", "province", "region", "size_class", "round", "winner")
"""Fields that can be filtered and counted."""
SORTS: Final = ("relevantie", "nieuwste", "gemeenten")


class SearchRequest(msgspec.Struct, frozen=True):
    """A question. `filters` maps facets to the chosen value as text; `vector` is the query's sentence vector."""

    query: Query
    filters: dict[str, str] = msgspec.field(default_factory=dict)
    sort: str = "relevantie"
    offset: int = 0
    limit: int = 20
    vector: tuple[float, ...] | None = None
    with_facets: bool = True


class Hit(msgspec.Struct, frozen=True):
    """A found document, with its relevance (only comparable within one answer): what every engine makes of its row."""

    kind: str
    object: int
    title: str
    body: str
    address: str
    owner: str
    theme: str
    stage: str
    members: int
    winner: bool
    at: datetime | None
    score: float
    places: bytes = b""
    """Where its terms stand, for `search.marking`; empty when the engine does not keep it."""

    @property
    def key(self) -> str:
        """As `SearchDocument.key`."""
        return f"{self.kind}-{self.object}"


class SearchAnswer(msgspec.Struct, frozen=True):
    """One page of hits, how many there are in all, and per facet the counts with the other filters kept."""

    hits: tuple[Hit, ...]
    total: int
    facets: dict[str, dict[str, int]]
    engine: str


class EngineDown(Exception):
    """The engine cannot be reached or refuses; the site goes on with another one."""


Source = Callable[[], AsyncIterator[Sequence[SearchDocument]]]
"""Gives all documents of one kind, in batches."""
Progress = Callable[[int], None]


class Engine(Protocol):
    """Keeps documents and answers questions."""

    name: str

    async def put(self, documents: Sequence[SearchDocument]) -> None:
        """Add or replace; done when it returns. Raises EngineDown."""

    async def remove(self, keys: Sequence[str]) -> None:
        """Forget; unknown keys are no error. Raises EngineDown."""

    async def search(self, request: SearchRequest) -> SearchAnswer:
        """Raises EngineDown."""

    async def rebuild(self, sources: Sequence[Source], *, progress: Progress) -> int:
        """Replace the whole index; searches go on in the old one meanwhile. Number of documents."""

    async def count(self) -> int:
        """Number of documents in the index. Raises EngineDown."""
