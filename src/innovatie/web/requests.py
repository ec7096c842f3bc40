"""Requests as we read them: with a limit to what one form may ask of the process that reads it."""

import asyncio
import hashlib
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.enums import RequestEncodingType
from litestar.exceptions import HTTPException, SerializationException
from litestar.params import HeaderParameter

from innovatie.web.handlers import AnyRequest

FIELD_LIMIT: Final = 2_000
"""Fields of one form at most: the longest form of ours, a whole table of choices, has some hundreds."""

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        description="Een eigen sleutel voor deze aanvraag: nog eens gestuurd geeft zij een dag lang dit antwoord.",
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
    thread. (Litestar's own parser keeps the last 1,024 forms, each up to 2 MB and whatever it holds.)
    """

    async def json(self) -> Any:
        """As Litestar's, for which a body that is no UTF-8, or nested without end, is a fault of ours."""
        try:
            return await super().json()
        except (UnicodeDecodeError, RecursionError) as error:
            raise SerializationException(str(error)) from error

    async def form(self) -> FormMultiDict:
        """As Litestar's; raises TooManyFields. Forms with files have the limit of the application on their parts."""
        if self.content_type[0] != RequestEncodingType.URL_ENCODED:
            return await super().form()
        state = self.scope.setdefault("state", {})
        pairs: list[tuple[str, str]] | None = state.get(FIELDS_OF_FORM)
        if pairs is None:
            pairs = state[FIELDS_OF_FORM] = await fields_of(await self.body())
        return FormMultiDict(pairs)


async def fields_of(body: bytes) -> list[tuple[str, str]]:
    """The fields of an urlencoded form, as they came. Raises TooManyFields."""
    if body.count(b"&") >= FIELD_LIMIT:
        raise TooManyFields
    return await asyncio.to_thread(pairs_in, body) if len(body) > _LARGE else pairs_in(body)


def pairs_in(body: bytes) -> list[tuple[str, str]]:
    """Name and value of each field, empty ones too; what is no UTF-8 is marked as such."""
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")


async def fingerprint(request: AnyRequest) -> bytes:
    """By what a request is known again that was sent twice: its method, address and body."""
    scope = request.scope
    address = f"{request.method} {scope['path']}?{scope.get('query_string', b'').decode('latin-1')}"
    return address.encode() + b"\0" + hashlib.sha256(await request.body()).digest()
