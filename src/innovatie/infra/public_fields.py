"""Shapes that the public data of all features share."""

import msgspec
from msgspec import Meta


class Reference(msgspec.Struct, frozen=True):
    """Where something can be read."""

    href: str


def formerly(name: str) -> Meta:
    """Marks a field that stays for who reads it already; `name` is the field that has the same value."""
    return Meta(description=f"Verouderd: gebruik `{name}`.", extra_json_schema={"deprecated": True})
