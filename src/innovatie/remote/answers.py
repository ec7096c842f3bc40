"""What the site answers around the things themselves: a piece of a list, what a search found, and what was refused."""

import msgspec

from innovatie.remote.shapes import FilterUit, VondstUit


class Wrong(msgspec.Struct, frozen=True):
    """A field that was refused, and why."""

    naam: str = ""
    reden: str = ""
    regel: int | None = None

    @property
    def place(self) -> str:
        """The field, with its line when there are more."""
        return self.naam if self.regel is None else f"regel {self.regel}, {self.naam}"


class Problem(msgspec.Struct, frozen=True):
    """RFC 9457, as far as people are told of it."""

    detail: str = ""
    ongeldig: list[Wrong] = []


class Link(msgspec.Struct, frozen=True):
    """Where something stands."""

    href: str


class Links(msgspec.Struct, frozen=True):
    """Where a list goes on."""

    next: Link | None = None


class Piece(msgspec.Struct, frozen=True, rename={"links": "_links"}):
    """Some rows of a list, each as the site wrote it."""

    resultaten: list[msgspec.Raw]
    links: Links


class Found(msgspec.Struct, frozen=True, rename={"links": "_links"}):
    """What a search finds, how many there are of it for each filter, and what was meant when a word was mistyped."""

    resultaten: list[VondstUit]
    aantal: int
    tellingen: list[FilterUit]
    bedoeld: str
    links: Links
