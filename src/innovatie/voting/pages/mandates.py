"""Mandating a Kring, taking that back, and "wie mag vandaag voor wie stemmen"."""

from datetime import date, datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.municipality_names import folded
from innovatie.rounds.queries import RoundDetail, round_by_code
from innovatie.voting import actions, queries
from innovatie.voting.forms import read_mandate, scopes
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class MandateView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "voting/mandate.html"
    round: RoundDetail
    municipality: queries.VoterRow
    mandate: queries.MandateRow | None
    kringen: tuple[tuple[int, str], ...]
    scopes: dict[str, str]
    form: Form


class WhoView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "voting/who.html"
    round: RoundDetail
    rows: tuple[queries.VoterRow, ...]
    today: date
    gaps: int
    mandated: int
    search: str


class MandatePages(Controller):
    path = "/stemmen"

    @get("/{code:str}/wie")
    async def who(self, request: AnyRequest, code: FromPath[str], now: Now) -> Response[str]:
        """For every municipality: does it have a voter, and which Kring does it mandate? No names of people."""
        round_ = await round_by_code(code, now=now)
        rows = await queries.who_votes(round_.id, today=dutch_day(now))
        search = request.query_params.get("q", "")[:100].strip()
        view = WhoView(
            round=round_,
            rows=tuple(row for row in rows if folded(search) in folded(row.name)),
            today=dutch_day(now),
            gaps=sum(row.has_gap for row in rows),
            mandated=sum(bool(row.kring) for row in rows),
            search=search,
        )
        return show(request, view)

    @get("/{code:str}/machtiging/{municipality:str}", guards=[signed_in])
    async def mandate(
        self,
        request: AnyRequest,
        code: FromPath[str],
        municipality: FromPath[str],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """The mandate of a municipality in this round."""
        return show(request, await _view(code, municipality, actor, Form.filled({"reikwijdte": "ronde"}), now))

    @post("/{code:str}/machtiging/{municipality:str}", guards=[signed_in])
    async def grant(
        self,
        request: AnyRequest,
        code: FromPath[str],
        municipality: FromPath[str],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """Mandate a Kring."""
        form = Form(await request.form())
        view = await _view(code, municipality, actor, form, now)
        data = read_mandate(form, view.kringen)
        if form.ok:
            act = actions.grant_mandate(
                actor=actor,
                round_id=view.round.id,
                municipality_id=view.municipality.municipality_id,
                partnership_id=data.partnership_id,
                scope=data.scope,
                starts=dutch_day(now),
                ends=data.ends,
                document=data.document,
                instruction=data.instruction,
                now=now,
            )
            if await done(form, act):
                message = _("De Kring mag nu voor uw gemeente stemmen. Uw eigen stem gaat altijd voor.")
                return redirect(f"/stemmen/{code}/machtiging/{municipality}", request, message)
        return show(request, view, status=form.status)

    @post("/{code:str}/machtiging/{municipality:str}/intrekken", guards=[signed_in])
    async def revoke(
        self,
        request: AnyRequest,
        code: FromPath[str],
        municipality: FromPath[str],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """Take the mandate back."""
        view = await _view(code, municipality, actor, Form(), now)
        await actions.revoke_mandate(
            actor=actor, round_id=view.round.id, municipality_id=view.municipality.municipality_id, now=now
        )
        return redirect(f"/stemmen/{code}/machtiging/{municipality}", request, _("De machtiging is ingetrokken."))


async def _view(code: str, municipality: str, actor: Actor, form: Form, now: datetime) -> MandateView:
    round_ = await round_by_code(code, now=now)
    rows = await queries.who_votes(round_.id, today=dutch_day(now))
    found = next((row for row in rows if row.code == municipality), None)
    if found is None:
        raise NotFound("Deze gemeente bestaat niet.")
    authority.require(actor, Act.MANDATE_KRING, Context(municipality_id=found.municipality_id))
    return MandateView(
        round=round_,
        municipality=found,
        mandate=await queries.mandate_of(round_.id, found.municipality_id),
        kringen=await queries.kringen_of(found.municipality_id, dutch_day(now)),
        scopes=scopes(),
        form=form,
    )
