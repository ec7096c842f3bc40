"""What the reviewers of the demo know and write. All invented."""

from functools import cache

import msgspec

from innovatie.demo import files


class Expertise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a reviewer knows; `maximum` groups a round."""

    themes: tuple[str, ...]
    words: str
    maximum: int


class Comments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences for a score of at most 2, of 3, and of at least 4."""

    low: list[str]
    middle: list[str]
    high: list[str]


class Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    expertise: list[Expertise]
    suppliers: list[str]
    comments: dict[str, Comments]
    advice: list[str]
    arguments: list[str]
    stake: str
    no_time: str


@cache
def texts() -> Texts:
    """The file with them."""
    return files.read(Texts, "reviews.yaml")
