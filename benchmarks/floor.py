"""The floor to compare with: the same server and driver, the same rows, a page from one f-string, and nothing else.

It reads one page of the list with the query of the real page, escapes what people typed, and puts it between the
same head and foot that the real page has (taken from it once, at the start). No routes, no templates, no session.
"""

import html
import os
import sys
from typing import Any

import asyncpg
import uvicorn

from innovatie.ideas.queries.listing import _CARD, SORTS

QUERY = f"{_CARD} WHERE i.state = 'ingediend' ORDER BY {SORTS['nieuwste']} LIMIT 20 OFFSET 0"


LIST = '<ul class="plain-list cards">'
"""Where the list of the real page begins."""


class Floor:
    """An ASGI application of one page."""

    def __init__(self, dsn: str, page: str) -> None:
        self.dsn = dsn
        start = page.index(LIST)
        end = page.index("</ul>\n  <nav", start) if "</ul>\n  <nav" in page else page.index("</section>", start)
        self.head, self.foot = page[:start], page[end:]
        self.pool: asyncpg.Pool | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            self.pool = await asyncpg.create_pool(self.dsn, min_size=1, max_size=10)
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await self.pool.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        assert self.pool is not None
        rows = await self.pool.fetch(QUERY)
        body = f"{self.head}{LIST}{''.join(map(card, rows))}{self.foot}".encode()
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def card(row: asyncpg.Record) -> str:
    """One idea as the real list shows it."""
    moment = row["submitted_at"]
    return (
        f"<li class='card'><p class='card__eyebrow'>{html.escape(row['municipality'])} · {row['theme']}</p>"
        f"<h3 class='card__title'><a href='/ideeen/{row['id']}' dir='auto'>{html.escape(row['title'])}</a></h3>"
        f"<p class='card__text' dir='auto'>{html.escape(row['excerpt'])}</p><ul class='card__meta'>"
        f"<li><span class='badge'>{row['stage']}</span></li><li>{row['others']} andere gemeenten doen mee</li>"
        f"<li><time datetime='{moment:%Y-%m-%d}'>{moment:%d-%m-%Y}</time></li></ul></li>"
    )


if __name__ == "__main__":
    with open(sys.argv[2], encoding="utf-8") as page:  # noqa: PTH123 -- a script of four lines
        application = Floor(os.environ["DATABASE_URL"], page.read())
    uvicorn.run(
        application,
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
    )
