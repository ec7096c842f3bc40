"""VNG directs a vote: gaps before, opening with fixed rules, the turnout during, closing and counting, drawing lots."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict
from innovatie.domain.phases import Phase
from innovatie.domain.vote_kinds import PRESELECTION, VoteKind, kind_in
from innovatie.notifications.previews import Preview
from innovatie.rounds.queries import RoundDetail, round_by_code
from innovatie.voting import actions, notifications, queries
from innovatie.voting.defaults import DRAW_DIGITS, DRAW_SOURCE, label, rules_for
from innovatie.voting.explain import Explained, explain
from innovatie.voting.forms import SECOND_WINNER, WEIGHING, read_opening, read_reading, rules_values
from innovatie.voting.queries.draws import Reading, open_reading
from innovatie.web.forms import Form, done, refusals_in
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.render import redirect, show


class DeskView(msgspec.Struct, frozen=True):
    """`opening`, `reminder` and `gaps_mail`: the messages that go, before they do. `draw_day`: the first day of which
    the number of a draw may come, once the vote is over; `draw_waits`: that day is still to come.
    """

    template: ClassVar[str] = "voting/desk.html"
    round: RoundDetail
    kind: VoteKind
    label: str
    form: Form
    vote: queries.Vote | None
    turnout: queries.Turnout | None
    explained: Explained | None
    gaps: tuple[queries.VoterRow, ...]
    second_winner: dict[str, str]
    weighings: dict[str, str]
    opening: Preview | None
    reminder: Preview | None
    gaps_mail: Preview | None
    draw_day: date | None
    draw_waits: bool
    reading: Reading | None
    own_reading: bool
    finalists: tuple[queries.FinalistRow, ...]
    """Of the final that is prepared or open; none once it is over."""
    asked_by_me: bool


class VoteDeskPages(Controller):
    path = "/vng/stemming"
    guards = (vng_only,)

    @get("/{code:str}")
    async def desk(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The state of the vote and the next step."""
        return show(request, await _view(code, actor, None, now))

    @post("/{code:str}/openen")
    async def open_vote(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Fix the rules and open."""
        form = Form(await request.form())
        view = await _view(code, actor, form, now)
        data = read_opening(form, rules_for(view.kind, view.round.settings))
        if form.ok:
            act = actions.open_vote(
                actor=actor,
                round_id=view.round.id,
                rules=data.rules,
                weighing=data.weighing,
                draw=data.draw,
                heads_to=data.heads_to,
                now=now,
            )
            if await done(form, act):
                return redirect(f"/vng/stemming/{code}", request, _("De stemming is open. De regels staan nu vast."))
        return show(request, view, status=form.status)

    @post("/{code:str}/tellen/vragen")
    async def ask_count(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Ask another director to close and count."""
        form = Form(await request.form())
        view = await _view(code, actor, form, now)
        if view.vote is None:
            raise Conflict("Er is geen stemming om te tellen.")
        if await done(form, actions.ask_count(actor=actor, vote_id=view.vote.id, now=now)):
            message = _("Gevraagd. Een andere regisseur sluit en telt.")
            return redirect(f"/vng/stemming/{code}", request, message)
        return show(request, view, status=form.status)

    @post("/{code:str}/tellen")
    async def close(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Close and count."""
        form = Form(await request.form())
        view = await _view(code, actor, form, now)
        if view.vote is None:
            raise Conflict("Er is geen stemming om te tellen.")
        with refusals_in(form):
            await actions.close_and_count(actor=actor, vote_id=view.vote.id, now=now)
            return redirect(f"/vng/stemming/{code}", request, _("De stemming is gesloten en geteld."))
        return show(request, view, status=form.status)

    @post("/{code:str}/loten")
    async def draw(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Note the number that the source gave."""
        form = Form(await request.form())
        view = await _view(code, actor, form, now)
        data = read_reading(form)
        if form.ok and data is not None and view.vote is not None:
            value, drawn_on, evidence = data
            act = actions.read_draw(
                actor=actor, vote_id=view.vote.id, value=value, drawn_on=drawn_on, evidence=evidence, now=now
            )
            if await done(form, act):
                message = _("Het getal is genoteerd. Nu moet een andere regisseur het bevestigen.")
                return redirect(f"/vng/stemming/{code}", request, message)
        return show(request, view, status=form.status)

    @post("/{code:str}/loten/bevestigen")
    async def confirm_draw(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Another director read the same number: hold the draw."""
        form = Form(await request.form())
        view = await _view(code, actor, form, now)
        value = form.text("bevestiging", label=_("Het getal van de bron"), required=True, max_length=60)
        if form.ok and view.vote is not None:
            act = actions.confirm_draw(actor=actor, vote_id=view.vote.id, value=value, now=now)
            if await done(form, act):
                return redirect(f"/vng/stemming/{code}", request, _("De loting is gehouden."))
        return show(request, view, status=form.status)

    @post("/{code:str}/gaten-melden")
    async def tell(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Mail the administrators of municipalities for which nobody can vote."""
        round_ = await round_by_code(code, now=now)
        authority.require(actor, Act.DIRECT_VOTE)
        sent = await actions.tell_gaps(round_id=round_.id, now=now)
        message = ngettext("%(n)s bericht klaargezet.", "%(n)s berichten klaargezet.", sent)
        return redirect(f"/vng/stemming/{code}", request, message)


async def _view(code: str, actor: Actor, form: Form | None, now: datetime) -> DeskView:
    authority.require(actor, Act.DIRECT_VOTE)
    round_ = await round_by_code(code, now=now)
    votes = await queries.votes_of(code, now=now)
    kind = kind_in(round_.phase) or (votes[-1].kind if votes else PRESELECTION)
    vote = next((one for one in votes if one.kind == kind), None)
    reading = await open_reading(vote.id) if vote else None
    draw_day = vote.draw_day(now) if vote and vote.state != "open" else None
    gaps = tuple(row for row in await queries.who_votes(round_.id, today=dutch_day(now)) if row.has_gap)
    return DeskView(
        round=round_,
        kind=kind,
        label=label(kind),
        form=form if form is not None else Form.filled(_defaults(round_, kind)),
        vote=vote,
        turnout=await queries.turnout(vote.id) if vote else None,
        explained=explain(vote) if vote is not None and vote.result is not None else None,
        gaps=gaps,
        second_winner={value: _(text) for value, text in SECOND_WINNER.items()},
        weighings={value: _(text) for value, text in WEIGHING.items()},
        opening=await notifications.preview_of_opening(round_, now=now)
        if vote is None and kind_in(round_.phase)
        else None,
        reminder=await notifications.preview_of_reminder(round_, vote.id, now=now)
        if vote and vote.state == "open"
        else None,
        gaps_mail=await notifications.preview_of_gaps(gaps, now=now),
        draw_day=draw_day,
        draw_waits=draw_day is not None and draw_day > dutch_day(now),
        reading=reading,
        finalists=await _finalists(round_, votes),
        own_reading=reading is not None and reading.read_by == actor.person_id,
        asked_by_me=vote is not None and vote.count_asked_by is not None and vote.count_asked_by == actor.person_id,
    )


async def _finalists(round_: RoundDetail, votes: Sequence[queries.Vote]) -> tuple[queries.FinalistRow, ...]:
    over = any(vote.is_final and vote.state != "open" for vote in votes)
    if over or round_.ended_at is not None or round_.phase not in (Phase.DEVELOP, Phase.VOTE):
        return ()
    return await queries.finalists(round_.id)


def _defaults(round_: RoundDetail, kind: VoteKind) -> dict[str, object]:
    weighing = round_.settings.vote.weighting
    table = "\n".join(f"{start};{votes}" for start, votes in weighing.table)
    return {
        **rules_values(rules_for(kind, round_.settings)),
        "weging": weighing.kind.value,
        "maximum": weighing.cap,
        "tabel": table,
        "bron": DRAW_SOURCE,
        "loting_cijfers": DRAW_DIGITS,
        "loting_vanaf": "",
        "adressen": round_.witnesses,
    }
