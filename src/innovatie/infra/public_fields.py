"""Shapes that the public data of all features share."""

import msgspec


class Reference(msgspec.Struct, frozen=True):
    """Where something can be read."""

    href: str
