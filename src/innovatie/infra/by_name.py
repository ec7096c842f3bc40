"""Something of a feature above, known by its name: an import would point up."""

from importlib import import_module
from typing import Any


def by_name(name: str) -> Any:
    """What `name` ("innovatie.module:function") stands for; its module is imported when it was not yet."""
    module, _, of_module = name.partition(":")
    return getattr(import_module(module), of_module)
