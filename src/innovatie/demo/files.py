"""The files of the demo, read with their types: a key that nobody knows or a date that is none stops the loading."""

from importlib import resources
from typing import TypeVar

import msgspec
import yaml

Shape = TypeVar("Shape")


def read(shape: type[Shape], *path: str) -> Shape:
    """The YAML file at `path` among the demo's data. Raises msgspec.ValidationError where it does not fit `shape`."""
    text = resources.files("innovatie.demo").joinpath("data", *path).read_text(encoding="utf-8")
    content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 -- the safe one
    return msgspec.convert(content, shape)
