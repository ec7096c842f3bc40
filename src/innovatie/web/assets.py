"""Addresses of the files a browser asks for, with a mark of their content, so that they may be cached for ever."""

import hashlib
from functools import cache

from innovatie import paths


@cache
def asset(path: str) -> str:
    """`/static/css/layout.css?v=3f2a91c0`; without a mark while the file is not there (set-up has not run)."""
    file = paths.STATIC / path
    if not file.is_file():
        return f"/static/{path}"
    return f"/static/{path}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:8]}"
