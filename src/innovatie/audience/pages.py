"""Pages of the audience award: voting by mail, its result with the list of votes, and the look of VNG before that."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.audience import actions, queries
from innovatie.audience.queries import Moment
from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.errors import NotFound
from innovatie.domain.phases import Phase
from innovatie.domain.whole_numbers import whole
from innovatie.infra.rate_limit import network_of
from innovatie.rounds.queries import RoundDetail, round_by_code
from innovatie.voting.queries import FinalistRow, standing_finalists, withdrawn_finalists
from innovatie.web.downloads import saved_as
from innovatie.web.forms import Form, done
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, language
from innovatie.web.render import redirect, show

LEAST = 5
"""Votes of a domain before VNG sees it in the list."""


class AwardView(msgspec.Struct, frozen=True):
    """`ends`: when voting ends, None before it began. `standings`: filled once the result is published. `nobody`: it is
    over and nobody asked for a vote, so there is nothing to publish.
    """

    template: ClassVar[str] = "audience/award.html"
    round: RoundDetail
    moment: Moment
    ends: datetime | None
    finalists: tuple[FinalistRow, ...]
    form: Form
    standings: tuple[queries.Standing, ...]
    note: str
    struck: tuple[str, ...]
    published_at: datetime | None
    nobody: bool
    may_direct: bool
    withdrawn: tuple[FinalistRow, ...]


class ConfirmView(msgspec.Struct, frozen=True):
    """`receipt`: the code of the vote once it counts, '' before; `choice`: the plan that it is for, before."""

    template: ClassVar[str] = "audience/confirm.html"
    round: RoundDetail
    address: str
    receipt: str
    choice: str


class LookView(msgspec.Struct, frozen=True):
    """`asked_name`: who asked to publish it ('': nobody), `stand` what was asked exactly."""

    template: ClassVar[str] = "audience/look.html"
    round: RoundDetail
    moment: Moment
    standings: tuple[queries.Standing, ...]
    domains: tuple[queries.DomainRow, ...]
    form: Form
    asked_name: str
    asked_by_me: bool
    stand: str
    note: str


class AwardPages(Controller):
    path = "/publieksprijs/{code:str}"

    @get()
    async def award(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Vote, wait, or read the result."""
        return show(request, await _award(await _round(code, now), Form(), now, may=_may(actor)))

    @post()
    async def ask(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """A link goes to the address; the answer is the same for who voted before."""
        round_ = await _round(code, now)
        form = Form(await request.form())
        choice = form.text("keuze", label=_("Uw keuze"), required=_("Kies een van de finalisten."))
        address = form.email("email", label=_("E-mailadres"), required=True)
        if form.ok:
            network = network_of(request.client.host if request.client else None)
            group = whole(choice) or 0
            act = actions.ask(code=code, group=group, address=address, network=network, language=language(), now=now)
            if await done(form, act):
                message = _("Kijk in uw mail: uw stem telt als u hem daar bevestigt, binnen een dag.")
                return redirect(f"/publieksprijs/{code}", request, message)
        return show(request, await _award(round_, form, now, may=_may(actor)), status=form.status)

    @get("/bevestigen/{secret:str}")
    async def before(self, request: AnyRequest, code: FromPath[str], secret: FromPath[str], now: Now) -> Response[str]:
        """A button: programs that follow links in mail do not vote."""
        round_ = await _round(code, now)
        choice = await queries.chosen_in(round_.id, secret, now=now)
        return show(request, ConfirmView(round_, f"/publieksprijs/{code}/bevestigen/{secret}", "", choice))

    @post("/bevestigen/{secret:str}")
    async def confirm(self, request: AnyRequest, code: FromPath[str], secret: FromPath[str], now: Now) -> Response[str]:
        """The vote counts from now on."""
        round_ = await _round(code, now)
        receipt = await actions.confirm(code=code, secret=secret, now=now)
        return show(request, ConfirmView(round_, "", receipt, ""))

    @get("/stemmen.csv")
    async def votes(self, code: FromPath[str], now: Now) -> Response[bytes]:
        """Every vote by its code, once the result is published: to recount, and to find one's own."""
        round_ = await _round(code, now)
        poll = await queries.poll_of(round_.id)
        if poll is None or poll.published_at is None:
            raise NotFound("De lijst van stemmen staat er na de bekendmaking.")
        rows = [
            f"{one.code};{one.group};{'ja' if one.counted else 'nee'}"
            for one in await queries.lines(round_.id, poll.id)
        ]
        return Response(
            "\r\n".join(["code;groep;telt", *rows, ""]).encode(),
            media_type="text/csv",
            headers={"Content-Disposition": saved_as(f"publieksprijs-{code}.csv")},
        )


class LookPages(Controller):
    path = "/vng/publieksprijs/{code:str}"
    guards = (vng_only,)

    @get()
    async def look(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """What VNG looks at before it publishes: nothing while people vote."""
        authority.require(actor, Act.PUBLISH_RESULT)
        return show(request, await _look(actor, await _round(code, now), Form(), now))

    @post("/domein")
    async def judge(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Strike the votes of a domain, or count them again."""
        authority.require(actor, Act.PUBLISH_RESULT)
        form = Form(await request.form())
        domain = form.text("domein", label=_("Domein"), required=True, max_length=16)
        reason = form.text("reden", label=_("Reden"), max_length=300)
        if form.ok:
            act = actions.judge_domain(actor=actor, code=code, domain=domain, reason=reason, now=now)
            if await done(form, act):
                return redirect(f"/vng/publieksprijs/{code}", request, _("Bewaard."))
        return show(request, await _look(actor, await _round(code, now), form, now), status=form.status)

    @post("/vragen")
    async def ask(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Another director is asked to publish it with this note."""
        authority.require(actor, Act.PUBLISH_RESULT)
        form = Form(await request.form())
        note = form.text("toelichting", label=_("Toelichting"), multiline=True, max_length=1_000)
        if form.ok and await done(form, actions.ask_to_publish(actor=actor, code=code, note=note, now=now)):
            message = _("Gevraagd. Een andere regisseur van VNG heeft bericht.")
            return redirect(f"/vng/publieksprijs/{code}", request, message)
        return show(request, await _look(actor, await _round(code, now), form, now), status=form.status)

    @post("/bekendmaken")
    async def publish(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The result is there for everybody."""
        authority.require(actor, Act.PUBLISH_RESULT)
        form = Form(await request.form())
        seen = form.value("gevraagd")
        if form.ok and await done(form, actions.publish(actor=actor, code=code, seen=seen, now=now)):
            return redirect(f"/publieksprijs/{code}", request, _("De publieksprijs is bekend."))
        return show(request, await _look(actor, await _round(code, now), form, now), status=form.status)


async def _round(code: str, now: datetime) -> RoundDetail:
    round_ = await round_by_code(code, now=now)
    queries.required(round_)
    return round_


def _may(actor: authority.Actor) -> bool:
    return bool(authority.may(actor, Act.PUBLISH_RESULT))


async def _award(round_: RoundDetail, form: Form, now: datetime, *, may: bool) -> AwardView:
    poll = await queries.poll_of(round_.id)
    moment = queries.moment_of(round_, poll, now=now)
    is_known = poll is not None and moment is Moment.PUBLISHED
    return AwardView(
        round=round_,
        moment=moment,
        ends=poll.closes_at if poll is not None else queries.ends_at(round_),
        withdrawn=await _withdrawn(round_),
        finalists=await standing_finalists(round_.id) if moment is not Moment.BEFORE else (),
        form=form,
        standings=await queries.standings(round_.id, poll.id) if poll is not None and is_known else (),
        note=poll.note if poll is not None else "",
        struck=tuple((await queries.strikes(poll.id)).values()) if poll is not None and is_known else (),
        published_at=poll.published_at if poll is not None else None,
        nobody=poll is None and moment is Moment.LOOKED_AT,
        may_direct=may,
    )


async def _withdrawn(round_: RoundDetail) -> tuple[FinalistRow, ...]:
    """Finalists that withdrew since people could vote for them."""
    begun = round_.row_of(Phase.VOTE).opened_at
    found = await withdrawn_finalists(round_.id)
    return tuple(
        one for one in found if begun is not None and one.withdrawn_at is not None and one.withdrawn_at > begun
    )


async def _look(actor: authority.Actor, round_: RoundDetail, form: Form, now: datetime) -> LookView:
    poll = await queries.poll_of(round_.id)
    moment = queries.moment_of(round_, poll, now=now)
    over = poll is not None and moment in {Moment.LOOKED_AT, Moment.PUBLISHED}
    return LookView(
        round=round_,
        moment=moment,
        standings=await queries.standings(round_.id, poll.id) if poll is not None and over else (),
        domains=await queries.domains(poll.id, least=LEAST) if poll is not None and over else (),
        form=form,
        asked_name=poll.asked_name if poll is not None else "",
        asked_by_me=poll is not None and poll.asked_by is not None and poll.asked_by == actor.person_id,
        stand=poll.stand if poll is not None else "",
        note=poll.note if poll is not None else "",
    )


AUDIENCE_PAGES = (AwardPages, LookPages)
