"""A public file of a site brought here: gone on with where it broke off, and not fetched when it is the same."""

from pathlib import Path
from typing import Final

import httpx

from innovatie.remote.site import AGAIN, Site, refusal

_NEW, _PART, _SAME, _NO_SUCH_PART = 200, 206, 304, 416
_PLAIN: Final = {"Accept": "*/*", "Accept-Encoding": "identity"}
"""Bytes are counted, so they come as they are."""


async def download(site: Site, path: str, part: Path, *, begun: str, known: str) -> str:
    """Bring the file of `path` to `part`; its ETag, or "" when it still is the one with the ETag `known`.

    `begun` is the ETag of the file of which `part` already holds the beginning; another file is begun anew.
    """
    attempt = 0
    while True:
        attempt += 1
        held = _held(part) if begun else 0
        headers = _PLAIN | _conditions(held, begun, known)
        answer: httpx.Response | None = None
        try:
            async with site.stream(path, headers) as answer:
                if answer.status_code == _SAME:
                    return ""
                if answer.status_code in {_NEW, _PART}:
                    begun = answer.headers.get("etag", "")
                    remember(part, begun)
                    with part.open("ab" if answer.status_code == _PART else "wb") as file:
                        async for piece in answer.aiter_bytes():
                            file.write(piece)
                    return begun
                if answer.status_code == _NO_SUCH_PART:  # it shrank, or is whole: begin anew
                    begun = ""
                    continue
                await answer.aread()
        except httpx.TransportError:
            answer = None
        if answer is not None and answer.status_code not in AGAIN:
            raise refusal(answer, site.address)
        await site.wait_for(attempt, answer)


def remember(part: Path, etag: str) -> None:
    """Of which file `part` is a beginning, for who goes on after this program was stopped."""
    part.with_suffix(".etag").write_text(etag, "utf-8")


def remembered(part: Path) -> str:
    """The ETag that belongs to `part`; "" when there is no beginning."""
    mark = part.with_suffix(".etag")
    return mark.read_text("utf-8") if part.exists() and mark.exists() else ""


def forget(part: Path) -> None:
    part.with_suffix(".etag").unlink(missing_ok=True)


def _held(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _conditions(held: int, begun: str, known: str) -> dict[str, str]:
    if held:
        return {"Range": f"bytes={held}-", "If-Range": begun}
    return {"If-None-Match": known} if known else {}
