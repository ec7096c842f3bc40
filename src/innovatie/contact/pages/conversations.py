"""`/gesprekken`: what I asked and what my municipality is asked, and one conversation."""

from collections.abc import Awaitable
from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.contact import actions, queries
from innovatie.contact.actions.talking import TEXT_LIMIT
from innovatie.contact.rights import side_of, still_works_for
from innovatie.domain.authority import RULES, Act, Actor, person_of
from innovatie.domain.reaching import ConversationSide
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.pagination import Page, page
from innovatie.web.render import redirect, show

SIZE = 25


class ConversationsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "contact/conversations.html"
    conversations: tuple[queries.ConversationRow, ...]
    page: Page


class ConversationView(msgspec.Struct, frozen=True):
    """`asked`: the reader is of the municipality; `left`: the reader asked for one that they left.

    `own`: the reader's number; `address`: the page of the thing.
    """

    template: ClassVar[str] = "contact/conversation.html"
    talk: queries.ConversationDetail
    messages: tuple[queries.MessageRow, ...]
    address: str
    asked: bool
    left: bool
    own: int
    form: Form
    longest: int


async def _one(number: int, actor: Actor, form: Form, now: datetime) -> ConversationView:
    talk, messages = await queries.conversation(number)
    asked = side_of(actor, talk) is ConversationSide.ASKED
    return ConversationView(
        talk=talk,
        messages=messages,
        address={"plan": "/ideeen/", "groep": "/groepen/", "oplossing": "/overname/"}[talk.kind] + talk.subject,
        asked=asked,
        left=not asked and not await still_works_for(actor, talk.from_id, now),
        own=person_of(actor),
        form=form,
        longest=TEXT_LIMIT,
    )


class ConversationPages(Controller):
    path = "/gesprekken"
    guards = (signed_in,)

    @get("/")
    async def index(self, request: AnyRequest, actor: By) -> Response[str]:
        """One's own, and those of the municipalities that one may speak for."""
        towns = actor.municipalities(*RULES[Act.DISCUSS_GROUP].roles)
        wanted = page(request.query_params.get("pagina", 1), total=10**6, size=SIZE)
        found = await queries.conversations_of(person_of(actor), towns, limit=SIZE + 1, offset=wanted.offset)
        known = wanted.offset + len(found)
        view = ConversationsView(conversations=tuple(found[:SIZE]), page=page(wanted.number, total=known, size=SIZE))
        return show(request, view)

    @get("/{number:int}")
    async def one(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """One conversation, for both sides only."""
        return show(request, await _one(number, actor, Form(), now))

    @post("/{number:int}")
    async def answer(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Write on."""
        form = Form(await request.form())
        act = actions.answer(actor=actor, number=number, text=form.values.get("bericht", ""), now=now)
        return await _answer(
            request, number, actor, form=form, act=act, now=now, message=_("Uw antwoord is verstuurd.")
        )

    @post("/{number:int}/blokkeren")
    async def block(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """No more messages of this person, or (`weer`) again."""
        again = (await request.form()).get("weer") == "ja"
        act = actions.unblock if again else actions.block
        await act(actor=actor, number=number, now=now)
        message = _("U ontvangt weer berichten van deze persoon.") if again else _("U ontvangt geen berichten meer.")
        return redirect(f"/gesprekken/{number}", request, message)

    @post("/berichten/{number:int}/melden")
    async def report(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Report abuse to VNG."""
        form = Form(await request.form())
        within = (await queries.report_of_message(number)).conversation
        act = actions.report_message(actor=actor, message_id=number, reason=form.values.get("reden", ""), now=now)
        message = _("VNG kijkt naar het bericht. U hoort wat besloten is.")
        return await _answer(request, within, actor, form=form, act=act, now=now, message=message)

    @post("/berichten/{number:int}/bezwaar")
    async def appeal(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Appeal against hiding one's own message."""
        form = Form(await request.form())
        within = (await queries.report_of_message(number)).conversation
        act = actions.appeal(actor=actor, message_id=number, reason=form.values.get("reden", ""), now=now)
        message = _("Een andere regisseur van VNG beslist over uw bezwaar.")
        return await _answer(request, within, actor, form=form, act=act, now=now, message=message)


async def _answer(
    request: AnyRequest, number: int, actor: Actor, *, form: Form, act: Awaitable[object], now: datetime, message: str
) -> Response[str]:
    if await done(form, act):
        return redirect(f"/gesprekken/{number}", request, message)
    return show(request, await _one(number, actor, form, now), status=form.status)
