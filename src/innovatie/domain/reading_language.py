"""The languages that somebody may read the platform in."""

from enum import StrEnum


class Language(StrEnum):
    DUTCH = "nl"
    ENGLISH = "en"
