"""What on a page belongs to one person, left open while the page is made, so that others may get the same page.

Such a page is made for a stand-in: nobody in particular, with what of the reader the page depends on (`FOR_READERS`
says what that is). The stand-in is person 0, whom the database does not know, so that nothing of anybody can come into
the page. Name, number, form token and bell, and what a handler names itself, stand in it as marks that nobody can
guess; each reader gets their own in their place.
"""

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

from markupsafe import Markup, escape

from innovatie.domain.authority import RULES, Act, Actor, Grant, Role, offers_posting
from innovatie.web.handlers import AnyRequest

FOR_READERS: Final = "alike_for_readers"
"""In `opt` of a handler beside FOR_VISITORS: a `StandIn`. The page of somebody who is signed in then depends on what
that keeps of them, on what `OWN_PIECES` gives, and for the rest on what it depends on for visitors.
"""
OWN_PIECES: Final = "pieces_of_readers"
"""In `opt` of a handler: an `OwnPieces`, when the page has more of its reader than what every page has."""

StandIn = Callable[[Actor], Actor]
OwnPieces = Callable[[AnyRequest, Actor, datetime], Awaitable[Mapping[str, Markup]]]

_NOBODY: Final = 0
_SECRET: Final = secrets.token_hex(12)
_MARK: Final = re.compile(f"{_SECRET}-([a-z]+)-")


def mark(name: str) -> Markup:
    """What stands in a page where the piece called `name` comes."""
    return Markup(f"{_SECRET}-{name}-")  # noqa: S704 -- letters, digits and hyphens


NAME: Final = "name"
PERSON: Final = "person"
FORM_KEY: Final = "key"
BELL: Final = "bell"


def who_may_post(actor: Actor) -> Actor:
    """For pages that depend on whether one may post a plan and acts for a municipality, whichever it is."""
    here = None if actor.municipality_id is None else _NOBODY
    grants = (Grant(Role.CIVIL_SERVANT, municipality_id=_NOBODY),) if offers_posting(actor) else ()
    return Actor(_NOBODY, str(mark(NAME)), here, grants, _NOBODY)


def who_may_direct(actor: Actor) -> Actor:
    """For pages that depend on whether one directs rounds too."""
    grants = tuple(Grant(role) for role in sorted(RULES[Act.DIRECT_ROUND].roles) if actor.has(role))
    made = who_may_post(actor)
    return Actor(_NOBODY, made.name, made.municipality_id, (*made.grants, *grants), _NOBODY)


def with_these_roles(actor: Actor) -> Actor:
    """For pages that depend on one's roles and the municipality that one acts for."""
    grants = sorted(set(actor.grants), key=lambda one: (one.role, one.municipality_id or 0, one.partnership_id or 0))
    return Actor(_NOBODY, str(mark(NAME)), actor.municipality_id, tuple(grants), _NOBODY)


class OpenPage:
    """A page with its marks: pieces of bytes with the names of what comes between them."""

    __slots__ = ("length", "names", "pieces")

    def __init__(self, text: str) -> None:
        parts = _MARK.split(text)
        self.pieces = [part.encode() for part in parts[::2]]
        self.names = parts[1::2]
        self.length = sum(map(len, self.pieces))

    def filled(self, own: Mapping[str, str]) -> bytes:
        """The page of whoever `own` is of."""
        whole = [self.pieces[0]]
        for name, piece in zip(self.names, self.pieces[1:], strict=True):
            whole += (own[name].encode(), piece)
        return b"".join(whole)


async def pieces_of(request: AnyRequest, actor: Actor, now: datetime) -> dict[str, str]:
    """What comes at the marks for this reader, but the bell, which the page knows how to show."""
    state = request.scope.get("state", {})
    own: dict[str, str] = {
        NAME: str(escape(actor.name)),
        PERSON: str(actor.person_id or _NOBODY),
        FORM_KEY: str(state.get("csrf_token", "")),
    }
    made: OwnPieces | None = request.route_handler.opt.get(OWN_PIECES)
    if made is not None:
        own.update(await made(request, actor, now))
    return own


async def own_pieces(request: AnyRequest, actor: Actor, now: datetime) -> Mapping[str, Markup]:
    """For a handler with `OWN_PIECES`: its pieces, or their marks when the page is made for a stand-in."""
    if actor.person_id == _NOBODY:
        return _Marks()
    made: OwnPieces = request.route_handler.opt[OWN_PIECES]
    return await made(request, actor, now)


class _Marks(dict[str, Markup]):
    """The mark of any name."""

    def __missing__(self, name: str) -> Markup:
        return mark(name)
