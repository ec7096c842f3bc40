"""Requests as we read them: with a limit to what one form may ask of the process that reads it."""

import asyncio
import hashlib
from contextlib import suppress
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

import msgspec
import multipart  # type: ignore[import-untyped]
from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException, HTTPException, SerializationException
from litestar.params import HeaderParameter

from innovatie.web.handlers import AnyRequest

FIELD_LIMIT: Final = 2_000
"""Fields of one form at most: the longest form of ours, a whole table of choices, has some hundreds."""

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        description="Een eigen sleutel voor deze aanvraag: nog eens gestuurd geeft zij een dag lang dit antwoord.",
        schema_extra={"pattern": "[!-~\u00a1-\u00ff]", "max_length": 200},
    ),
]


_LARGE: Final = 50_000
"""Bytes from which a form is parsed in a thread; that takes some 6 milliseconds."""
FIELDS_OF_FORM: Final = "fields_of_form"
"""Where the state of a request holds what `fields_of` found in it."""


class TooManyFields(HTTPException):
    """A form of more fields than any of our pages has; it is not parsed at all."""

    status_code = 413


class LimitedRequest(Request[Any, Any, Any]):
    """Reads forms so that one of them cannot hold up everybody, nor stay in memory after its request.

    Its fields are counted before anything is parsed: 2 MB of `a=&` would take seconds. A large form is parsed in a
    thread. (Litestar's own parser keeps the last 1,024 forms, each up to 2 MB and whatever it holds; its parser
    of forms with files fails on letters that are no UTF-8 and leaves files on the disk open when a body breaks off.)
    """

    async def json(self) -> Any:
        """As Litestar's, for which a body that is no UTF-8, or nested without end, is a fault of ours."""
        try:
            return await super().json()
        except (UnicodeDecodeError, RecursionError) as error:
            raise SerializationException(str(error)) from error

    async def form(self) -> FormMultiDict:
        """Every field; a file is a SentFile. Raises TooManyFields; ClientException when it breaks off."""
        state = self.scope.setdefault("state", {})
        kind = self.content_type[0]
        if kind == RequestEncodingType.MULTI_PART and FIELDS_OF_FORM not in state:
            state[FIELDS_OF_FORM] = await parts_of(await self.body(), self.headers.get("content-type", ""))
        elif kind == RequestEncodingType.URL_ENCODED and FIELDS_OF_FORM not in state:
            state[FIELDS_OF_FORM] = await fields_of(await self.body())
        return FormMultiDict(state.get(FIELDS_OF_FORM, ()))


class SentFile(msgspec.Struct, frozen=True):
    """A file as it came in a form, in memory: its request has a limit. `name`: as the sender calls it."""

    name: str
    content: bytes


def sent_file(sent: FormMultiDict, field: str) -> SentFile:
    """The file in this field; an empty one without a name when there is a text or nothing."""
    file = sent.get(field)
    return file if isinstance(file, SentFile) else SentFile("", b"")


Field = tuple[str, str | SentFile]


async def fields_of(body: bytes) -> list[Field]:
    """The fields of an urlencoded form, as they came. Raises TooManyFields."""
    if body.count(b"&") >= FIELD_LIMIT:
        raise TooManyFields
    return await asyncio.to_thread(pairs_in, body) if len(body) > _LARGE else pairs_in(body)


async def parts_of(body: bytes, content_type: str) -> list[Field]:
    """The parts of a form with files. Raises TooManyFields and ClientException."""
    if len(body) > _LARGE:
        return await asyncio.to_thread(parts_in, body, content_type)
    return parts_in(body, content_type)


def parts_in(body: bytes, content_type: str) -> list[Field]:
    """Name and value of each part; what is no UTF-8 is marked as such, whatever it says of itself."""
    found: list[Field] = []
    _read_parts(body, content_type, found)
    return found


def whole_parts_in(beginning: bytes, content_type: str) -> list[Field]:
    """The parts that came whole in the beginning of a form that is longer; none of what is no form."""
    found: list[Field] = []
    with suppress(HTTPException):
        _read_parts(beginning, content_type, found)
    return found


def _read_parts(body: bytes, content_type: str, found: list[Field]) -> None:
    """Add to `found` each part that is whole. Raises TooManyFields, and ClientException when the body breaks off."""
    if not body:
        return
    _, options = multipart.parse_options_header(content_type)
    try:
        with multipart.PushMultipartParser(options.get("boundary", ""), max_segment_count=FIELD_LIMIT) as parser:
            segment: multipart.MultipartSegment | None = None
            pieces: list[bytes] = []
            for piece in parser.parse(body):
                if isinstance(piece, multipart.MultipartSegment):
                    segment, pieces = piece, []
                elif piece:
                    pieces.append(bytes(piece))
                elif segment is not None:
                    found.append((segment.name or "", _part(segment, b"".join(pieces))))
    except multipart.ParserLimitReached:
        raise TooManyFields from None
    except (multipart.MultipartError, UnicodeError):
        raise ClientException("This form breaks off or is not one") from None


def _part(segment: multipart.MultipartSegment, content: bytes) -> str | SentFile:
    if segment.filename:
        return SentFile(segment.filename, content)
    return content.decode("utf-8", "replace")


def pairs_in(body: bytes) -> list[Field]:
    """Name and value of each field, empty ones too; what is no UTF-8 is marked as such."""
    return list(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace"))


async def fingerprint(request: AnyRequest) -> bytes:
    """By what a request is known again that was sent twice: its method, address and body."""
    scope = request.scope
    address = f"{request.method} {scope['path']}?{scope.get('query_string', b'').decode('latin-1')}"
    return address.encode() + b"\0" + hashlib.sha256(await request.body()).digest()
