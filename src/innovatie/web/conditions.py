"""Changing only the version that one saw: ETag on what is read, If-Match on what changes it (RFC 9110, RFC 6585).

And not sending twice what somebody has: feeds and catalogues that are made anew for each reader.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

from litestar import Response

from innovatie.domain.errors import ConditionMissing, Outdated
from innovatie.domain.wording import wording
from innovatie.web.handlers import AnyRequest

ATOM_TYPE: Final = "application/atom+xml; charset=utf-8"
FEED: Final = {"Cache-Control": "public, max-age=300"}
"""How a feed may be kept and read: it looks the same to everybody."""
_MISSING: Final = wording("Stuur If-Match mee met de ETag die u kreeg toen u dit las.")
_WHATEVER: Final = wording("If-Match: * zegt niet van welke versie u uitgaat. Stuur de ETag die u kreeg bij het lezen.")
_OUTDATED: Final = wording("Dit is intussen gewijzigd. Lees het opnieuw, verwerk uw wijziging en stuur die nog eens.")


def version_tag(version: int) -> str:
    """The ETag of a thing that counts its versions."""
    return f'"v{version}"'


def require_version(if_match: str | None, version: int) -> None:
    """Raises ConditionMissing without `If-Match`, Outdated when it names another version than `version`.

    `*` is no answer: it would overwrite whatever stands there.
    """
    if if_match is None or if_match.strip() in {"", "*"}:
        raise ConditionMissing(_WHATEVER if if_match and "*" in if_match else _MISSING)
    if version_tag(version) not in {_versions_part(one) for one in if_match.split(",")}:
        raise Outdated(_OUTDATED)


def _versions_part(tag: str) -> str:
    """The mark of the version alone: reading adds a digest of the whole answer, and a proxy that compresses `W/`."""
    return tag.strip().removeprefix("W/").split("-", 1)[0].rstrip('"') + '"'


def unless_known(
    request: AnyRequest, body: bytes | str, *, media_type: str, headers: Mapping[str, str]
) -> Response[bytes]:
    """The body, marked by what is in it; 304 without it for a reader who sends that mark in `If-None-Match`."""
    content = body.encode() if isinstance(body, str) else body
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    marked = {**headers, "ETag": tag}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if known & {tag, "*"}:
        return Response(b"", status_code=304, media_type=media_type, headers=marked)
    return Response(content, media_type=media_type, headers=marked)
