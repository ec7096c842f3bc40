"""The S3-compatible store in which files may stand: putting, getting, removing and listing objects by their key.

The only module that knows the client (obstore, the extra `objects`), which is imported when a store is set and not
before. A key ends in the SHA-256 of its object, so that what comes back is always checked.
"""

from __future__ import annotations

import importlib.util
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import structlog

from innovatie.domain.errors import FileLost
from innovatie.settings import Settings, SettingsError, current

if TYPE_CHECKING:
    from collections.abc import Iterator

    from obstore.store import S3Store

_log = structlog.get_logger()
_OURS: Final = re.compile(r"[0-9a-f]{32}-[0-9a-f]{64}")
_UPLOAD_PATIENCE: Final = "60s"
_CONNECT_PATIENCE: Final = "3s"


class ObjectsAway(ConnectionError):
    """The store cannot be reached, or does not let us in: passing, as a database that is away. Names no key."""


class _Chosen:
    made = False
    store: S3Store | None = None


def configure(url: str, *, key: str = "", secret: str = "", region: str = "us-east-1") -> None:
    """Use the bucket at `url` (https://host/bucket, perhaps with a folder behind it); empty: no store.

    Without it the settings of this process say which. Raises SettingsError when the extra `objects` is not installed.
    """
    _Chosen.made = True
    if not url:
        _Chosen.store = None
        return
    if importlib.util.find_spec("obstore") is None:
        raise SettingsError(
            "INNOVATIE_OBJECTS_URL is gezet, maar het pakket daarvoor ontbreekt. Installeer innovatie met de extra "
            "objects (requirements/full.txt)."
        )
    from obstore.store import S3Store  # noqa: PLC0415 -- only for who has a store

    parts = urlsplit(url)
    bucket, _, folder = parts.path.strip("/").partition("/")
    _Chosen.store = S3Store(
        bucket,
        prefix=folder or None,
        config={
            "endpoint": f"{parts.scheme}://{parts.netloc}",
            "access_key_id": key,
            "secret_access_key": secret,
            "region": region,
            "virtual_hosted_style_request": False,
        },
        client_options={
            "allow_http": parts.scheme == "http",
            "timeout": _UPLOAD_PATIENCE,
            "connect_timeout": _CONNECT_PATIENCE,
        },
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
    )


def configure_as(told: Settings) -> None:
    """As the settings say. Raises SettingsError, as `configure`."""
    configure(told.objects_url, key=told.objects_key, secret=told.objects_secret, region=told.objects_region)


def in_use() -> bool:
    """Whether new files go to a store. Raises SettingsError, as `configure`."""
    if not _Chosen.made:
        configure_as(current())
    return _Chosen.store is not None


def new_key(content: bytes) -> str:
    """A key of its own for each file, even of one with the same content: erasing one must leave the other."""
    return f"{secrets.token_hex(16)}-{sha256(content).hexdigest()}"


async def put(content: bytes) -> str:
    """Keep `content`; its key. Raises ObjectsAway. One request, so that no parts of it can stay behind."""
    key = new_key(content)
    await put_as(key, content)
    return key


async def put_as(key: str, content: bytes) -> None:
    """Keep `content` under a key that it had before. Raises ObjectsAway."""
    import obstore  # noqa: PLC0415

    with _words():
        await obstore.put_async(_store(), key, content, use_multipart=False)


async def get(key: str) -> bytes:
    """The content behind a key, checked by the digest in it. Raises FileLost, ObjectsAway."""
    from obstore import get_async  # noqa: PLC0415

    if not in_use():
        _log.error("file in a store that is not set", key=key)
        raise FileLost
    try:
        with _words():
            content = bytes(await (await get_async(_store(), key)).bytes_async())
    except FileNotFoundError:
        _log.error("object lost", key=key)
        raise FileLost from None
    if sha256(content).hexdigest() != key.rpartition("-")[2]:
        _log.error("object changed", key=key)
        raise FileLost
    return content


async def remove(key: str) -> None:
    """Erase the object; nothing happens when there is none. Raises ObjectsAway."""
    from obstore import delete_async  # noqa: PLC0415

    with suppress(FileNotFoundError), _words():
        await delete_async(_store(), key)


async def listed() -> AsyncIterator[tuple[str, datetime]]:
    """Each object of ours: its key, and when it was put there; never what others keep beside it. Raises ObjectsAway."""
    import obstore  # noqa: PLC0415

    with _words():
        async for some in obstore.list(_store()):
            for one in some:
                if _OURS.fullmatch(one["path"]):
                    yield one["path"], one["last_modified"]


async def try_out() -> None:
    """Write, read, list and erase an object of its own. Raises ObjectsAway when one of them may or can not be done."""
    key = await put(b"innovatie")
    try:
        if await get(key) != b"innovatie":
            raise ObjectsAway("other content")
        async for _ in listed():
            break
    except FileLost as error:
        raise ObjectsAway("it does not keep what it took") from error
    finally:
        await remove(key)


def _store() -> S3Store:
    if not in_use() or _Chosen.store is None:
        raise ObjectsAway("no store is set")
    return _Chosen.store


@contextmanager
def _words() -> Iterator[None]:
    """What the client raises in our own kinds; its own words, which may hold addresses, go no further."""
    from obstore.exceptions import BaseError  # noqa: PLC0415

    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise ObjectsAway(type(error).__name__) from None
