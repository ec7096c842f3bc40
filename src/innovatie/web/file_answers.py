"""A file that was made beforehand, answered as HTTP asks: marked, in ranges, and not sent twice (RFC 9110)."""

import os
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import msgspec
from litestar import Response
from litestar.response import Stream

from innovatie.domain.wording import wording
from innovatie.web import i18n
from innovatie.web.downloads import saved_as
from innovatie.web.errors import problem
from innovatie.web.handlers import AnyRequest
from innovatie.web.ready_files import OpenFile

_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")

_ANOTHER: Final = (
    wording("Dit bestand is intussen anders"),
    wording("U vroeg een eerdere versie. Haal het hele bestand opnieuw op, zonder If-Match of If-Unmodified-Since."),
)
_NO_SUCH_PART: Final = (
    wording("Dit deel is er niet"),
    wording("Het bestand is korter dan het deel dat u vraagt. Vraag het opnieuw, zonder Range."),
)


class Marked(msgspec.Struct, frozen=True):
    """What a reader is told of the file. `modified`: an HTTP date, None when nobody knows."""

    name: str
    media_type: str
    etag: str
    modified: str | None


def file_answer(
    request: AnyRequest, file: OpenFile, marked: Marked, headers: dict[str, str]
) -> Response[bytes] | Stream:
    """All of the file, the one range that is asked for (206), nothing new (304), no such range (416), or another
    file than the reader meant (412).
    """
    headers = headers | {"ETag": marked.etag, "Accept-Ranges": "bytes"}
    if marked.modified is not None:
        headers["Last-Modified"] = marked.modified
    if _is_another(request, marked):
        return _refused(file, 412, _ANOTHER, headers)
    if _is_known(request, marked):
        os.close(file.descriptor)
        return Response(b"", status_code=304, headers=headers)
    span = _span(request, file.size, marked)
    if span == ():
        return _refused(file, 416, _NO_SUCH_PART, headers | {"Content-Range": f"bytes */{file.size}"})
    headers["Content-Disposition"] = saved_as(marked.name)
    first, last = span or (0, file.size - 1)
    status = 200
    if span:
        status = 206
        headers["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    headers["Content-Length"] = str(last + 1 - first)
    return Stream(
        file.pieces(first, last + 1 - first), status_code=status, media_type=marked.media_type, headers=headers
    )


def _refused(file: OpenFile, status: int, why: tuple[str, str], headers: dict[str, str]) -> Response[bytes]:
    os.close(file.descriptor)
    answer = problem(status, *map(i18n._, why))
    answer.headers |= headers
    return answer


def _is_another(request: AnyRequest, marked: Marked) -> bool:
    """Whether the reader only wants a file that this one is not. A weak mark never says that two are the same."""
    meant = request.headers.get("if-match")
    if meant is not None:
        return not {marked.etag, "*"} & {one.strip() for one in meant.split(",")}
    return _changed_since(marked, request.headers.get("if-unmodified-since")) is True


def _changed_since(marked: Marked, told: str | None) -> bool | None:
    """None when one of the two is no moment, and nothing follows."""
    before, last = _moment(told), _moment(marked.modified)
    return None if before is None or last is None else last > before


def _moment(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _is_known(request: AnyRequest, marked: Marked) -> bool:
    asked = request.headers.get("if-none-match")
    if asked is not None:
        return bool({marked.etag, "*"} & {one.strip().removeprefix("W/") for one in asked.split(",")})
    return _changed_since(marked, request.headers.get("if-modified-since")) is False


def _span(request: AnyRequest, size: int, marked: Marked) -> tuple[int, int] | tuple[()] | None:
    """First and last byte; None for all of it, () for a range that the file has not.

    A range that ends before it begins is none, and asks for all of it.
    """
    found = _RANGE.fullmatch(request.headers.get("range", ""))
    if found is None or found[0] == "bytes=-":
        return None
    if found[1] and found[2] and int(found[2]) < int(found[1]):
        return None
    if request.headers.get("if-range", marked.etag) not in {marked.etag, marked.modified}:
        return None
    if not found[1]:
        length = min(int(found[2]), size)
        return (size - length, size - 1) if length else ()
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    return (first, last) if first <= last else ()
