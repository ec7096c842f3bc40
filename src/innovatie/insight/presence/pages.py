"""`POST /vng/aanwezig`: a page of the desk says by itself that somebody looks at it, and hears who else does."""

import re
from datetime import datetime
from typing import ClassVar, Final

import msgspec
from litestar import Controller, Response, post

from innovatie.accounts.session_middleware import PRESENCE
from innovatie.domain.authority import person_of
from innovatie.domain.errors import NotFound
from innovatie.insight.presence import actions, queries
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.render import show

_PAGE: Final = re.compile(r"/vng/[a-z]+/([0-9]{4}-[0-9]{1,2})(/[a-z-]+)?", re.ASCII)


class PresenceView(msgspec.Struct, frozen=True):
    """`since`: when the page was opened. `stand`: a mark of what is shown; a page that sends the same hears nothing."""

    template: ClassVar[str] = "insight/presence.html"
    others: tuple[str, ...]
    done: tuple[queries.Done, ...]
    page: str
    since: str
    stand: str


class PresencePages(Controller):
    guards = (vng_only,)

    @post(PRESENCE)
    async def here(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Who else is at this page, and what changed since it was opened. Does not keep the session alive."""
        form = await request.form()
        page = str(form.get("pagina", ""))
        known = _PAGE.fullmatch(page)
        asked = str(form.get("sinds", ""))
        opened = _moment(asked)
        if known is None or (asked and opened is None):
            raise NotFound("Deze pagina kent geen andere lezers.")
        person = person_of(actor)
        at = await actions.be_here(actor=actor, page=page, now=now)
        since = opened or at
        others = await queries.others_at(page, person=person, now=at)
        done = await queries.done_since(known[1], person=person, since=since)
        stand = "|".join((*others, *(f"{one.at.isoformat()} {one.act}" for one in done)))
        if asked and stand == str(form.get("stand", "")):
            return Response("", status_code=204, media_type="text/html")
        return show(request, PresenceView(others, done, page, since.isoformat(), stand))


def _moment(text: str) -> datetime | None:
    """A moment with its zone; None when it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
