"""Requests as we read them: with a limit to what one form may ask of the process that reads it."""

import hashlib
from typing import Any, Final

from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.enums import RequestEncodingType
from litestar.exceptions import HTTPException

from innovatie.web.handlers import AnyRequest

FIELD_LIMIT: Final = 2_000
"""Fields of one form at most: the longest form of ours, a whole table of choices, has some hundreds."""


class TooManyFields(HTTPException):
    """A form of more fields than any of our pages has; it is not parsed at all."""

    status_code = 413


class LimitedRequest(Request[Any, Any, Any]):
    """Counts the fields of a form before parsing them: 2 MB of `a=&` would otherwise hold up everybody for seconds."""

    async def form(self) -> FormMultiDict:
        """As Litestar's; raises TooManyFields. Forms with files have the limit of the application on their parts."""
        if self.content_type[0] == RequestEncodingType.URL_ENCODED and (await self.body()).count(b"&") >= FIELD_LIMIT:
            raise TooManyFields
        return await super().form()


async def fingerprint(request: AnyRequest) -> bytes:
    """By what a request is known again that was sent twice: its method, address and body."""
    scope = request.scope
    address = f"{request.method} {scope['path']}?{scope.get('query_string', b'').decode('latin-1')}"
    return address.encode() + b"\0" + hashlib.sha256(await request.body()).digest()
