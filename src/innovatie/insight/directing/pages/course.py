"""The course of a round: what is to be done before the next phase, and the acts that everybody notices."""

from datetime import date, datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.checklist import Weight
from innovatie.domain.phase_readiness import blocking
from innovatie.domain.phase_undo import why_not_back, why_not_end, why_not_longer
from innovatie.domain.phases import LABELS, ORDER, Phase
from innovatie.domain.round_calendar import impossible_end
from innovatie.insight.directing import actions
from innovatie.insight.directing.forms import read_deadline, read_reach
from innovatie.insight.directing.queries import CheckLine, facts_of, items_to_open_now, lines_of
from innovatie.notifications.previews import Preview
from innovatie.rounds import queries
from innovatie.rounds.course import course_of
from innovatie.rounds.notifications import preview_of, was_told
from innovatie.rounds.payloads import What
from innovatie.rounds.queries import RoundDetail
from innovatie.voting.queries import current_vote, turnout
from innovatie.web.forms import Form, done
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

LOOK = "bekijken"
"""The button that shows the message first."""


class ClosingVote(msgspec.Struct, frozen=True):
    """What closing the phase does to the vote that is open in it: how many of `electorate` voted, and the first day of
    which the number of a draw would come. `fixed`: that day was fixed at the opening.
    """

    cast: int
    electorate: int
    draw_day: date
    fixed: bool


class DirectView(msgspec.Struct, frozen=True):
    """`checks`: what to look at before the next phase, `stops` how many of them block it. `opening`: its message.
    `extension`: the message that was asked for; `unfolded`: the act whose form is to be seen. `not_back`,
    `not_longer`, `not_end`: why not (empty: it can).
    """

    template: ClassVar[str] = "insight/directing/direct.html"
    round: queries.RoundDetail
    changes: tuple[queries.ChangeRow, ...]
    form: Form
    position: int
    next_phase: str
    next_label: str
    checks: tuple[CheckLine, ...]
    opening: Preview | None
    stops: int
    warnings: int
    people: int
    extension: Preview | None
    unfolded: str
    before_label: str
    told: bool
    not_back: str
    not_longer: str
    not_end: str
    deletable: bool
    closing: ClosingVote | None


class RoundDeskPages(Controller):
    path = "/vng/rondes"
    guards = (vng_only,)

    @get("/{code:str}")
    async def direct(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Direct one round."""
        authority.require(actor, Act.DIRECT_ROUND)
        return show(request, await _direct(code, Form(), now))

    @post("/{code:str}/openen")
    async def open_next(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Open the next phase, for who typed how many people hear of it."""
        authority.require(actor, Act.DIRECT_ROUND)  # before the form: its page shows the desk
        form = Form(await request.form())
        deadline = read_deadline(form, "deadline", required=False)
        if deadline is not None and (wrong := impossible_end(deadline, now=now)):
            form.fail("deadline", wrong)
        expected = form.choice("fase", label=_("Fase"), options=Phase, required=True)
        round_ = await queries.round_by_code(code, now=now, drafts=True)
        if form.ok and expected is not round_.next_phase:
            form.fail("", _("De volgende fase is een andere dan u zag. Bekijk de ronde opnieuw."))
        if expected is None or not blocking(expected, await facts_of(round_, now=now)):
            read_reach(form, "aantal", await _people(round_, now))  # what blocks is said first, by the act itself
        if form.ok and expected is not None:
            opening = actions.open_phase(actor=actor, round_id=round_.id, deadline=deadline, now=now, expected=expected)
            if await done(form, opening):
                message = _(
                    "De fase %(fase)s is open. Bericht gaat over vijf minuten uit; tot dan kunt u stil terug.",
                    fase=LABELS[expected].lower(),
                )
                return redirect(f"/vng/rondes/{code}", request, message)
        return show(request, await _direct(code, form, now, deadline=deadline), status=form.status)

    @post("/{code:str}/verlengen")
    async def extend(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Move the deadline of the present phase, with a reason; opens it again when it was closed."""
        authority.require(actor, Act.DIRECT_ROUND)  # before the form: its page shows the desk
        form = Form(await request.form())
        deadline = read_deadline(form, "nieuwe_deadline", required=True)
        reason = form.text("reden", label=_("Reden"), required=True, multiline=True, max_length=1_000)
        round_ = await queries.round_by_code(code, now=now, drafts=True)
        extension = None
        if form.ok and form.value("actie") == LOOK and round_.current is not None:
            phase = round_.current.phase
            extension = await preview_of(round_, phase, What.EXTENDED, deadline, reason=reason, now=now)
            return show(request, await _direct(code, form, now, unfolded="verlengen", extension=extension))
        if form.ok and deadline is not None:
            extending = actions.extend_phase(actor=actor, round_id=round_.id, deadline=deadline, reason=reason, now=now)
            if await done(form, extending):
                return redirect(f"/vng/rondes/{code}", request, _("De fase is verlengd."))
        return show(request, await _direct(code, form, now, unfolded="verlengen"), status=form.status)

    @post("/{code:str}/sluiten")
    async def close(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Close the present phase."""
        authority.require(actor, Act.DIRECT_ROUND)  # before the form: its page shows the desk
        form = Form(await request.form())
        reason = form.text("reden_sluiten", label=_("Reden"), multiline=True, max_length=1_000)
        round_ = await queries.round_by_code(code, now=now, drafts=True)
        if form.ok:
            closing = actions.close_phase(actor=actor, round_id=round_.id, reason=reason, now=now)
            if await done(form, closing):
                return redirect(f"/vng/rondes/{code}", request, _("De fase is gesloten. Verlengen opent haar weer."))
        return show(request, await _direct(code, form, now, unfolded="sluiten"), status=form.status)

    @post("/{code:str}/terug")
    async def take_back(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Take the present phase back, with a reason."""
        authority.require(actor, Act.DIRECT_ROUND)  # before the form: its page shows the desk
        form = Form(await request.form())
        reason = form.text("reden_terug", label=_("Reden"), required=True, multiline=True, max_length=1_000)
        expected = form.choice("fase", label=_("Fase"), options=Phase, required=True)
        round_ = await queries.round_by_code(code, now=now, drafts=True)
        if form.ok:
            taking = actions.take_back(actor=actor, round_id=round_.id, reason=reason, now=now, expected=expected)
            if await done(form, taking):
                return redirect(f"/vng/rondes/{code}", request, _("De fase is teruggenomen."))
        return show(request, await _direct(code, form, now, unfolded="terug"), status=form.status)

    @post("/{code:str}/einde")
    async def end(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """End the round before its last phase."""
        authority.require(actor, Act.DIRECT_ROUND)  # before the form: its page shows the desk
        form = Form(await request.form())
        reason = form.text("reden_einde", label=_("Reden"), required=True, multiline=True, max_length=1_000)
        round_ = await queries.round_by_code(code, now=now, drafts=True)
        read_reach(form, "aantal_einde", await _people(round_, now))
        if form.ok:
            ending = actions.end_round(actor=actor, round_id=round_.id, reason=reason, now=now)
            if await done(form, ending):
                return redirect(f"/vng/rondes/{code}", request, _("De ronde is beëindigd."))
        return show(request, await _direct(code, form, now, unfolded="einde"), status=form.status)


async def _people(round_: RoundDetail, now: datetime) -> int:
    """How many people hear of what VNG does with a round."""
    return (await preview_of(round_, round_.phase or ORDER[0], What.ENDED, None, now=now)).people


async def _direct(
    code: str,
    form: Form,
    now: datetime,
    *,
    unfolded: str = "",
    extension: Preview | None = None,
    deadline: datetime | None = None,
) -> DirectView:
    round_ = await queries.round_by_code(code, now=now, drafts=True)
    facts = await facts_of(round_, now=now)
    following, current = round_.next_phase, round_.current
    checks = lines_of(items_to_open_now(round_, facts, now=now, deadline=deadline), code)
    changes = await queries.changes(round_.id)
    opening = await _opening(round_, deadline, now)
    position = ORDER.index(current.phase) if current else -1
    return DirectView(
        round=round_,
        changes=await course_of(round_.id),
        form=form,
        position=position + 1,
        next_phase=following.value if following else "",
        next_label=LABELS[following] if following else "",
        checks=checks,
        opening=opening,
        stops=sum(line.weight == Weight.BLOCKS for line in checks),
        warnings=sum(line.weight == Weight.ATTENTION for line in checks),
        people=opening.people if opening else await _people(round_, now),
        extension=extension,
        unfolded=unfolded,
        before_label=LABELS[ORDER[position - 1]] if position > 0 else "",
        told=current is not None and await was_told(round_=round_, row=current),
        not_back=(why_not_back(current.phase, facts) if current else None) or "",
        not_longer=(why_not_longer(current.phase, facts) if current else None) or "",
        not_end=why_not_end(facts) or "",
        deletable=queries.is_untouched(round_, changes),
        closing=await _closing(code, now),
    )


async def _opening(round_: RoundDetail, deadline: datetime | None, now: datetime) -> Preview | None:
    """What goes when the next phase opens, with the last day that was typed or the planned one."""
    phase = round_.next_phase
    if phase is None:
        return None
    return await preview_of(round_, phase, What.OPENED, deadline or round_.row_of(phase).deadline, now=now)


async def _closing(code: str, now: datetime) -> ClosingVote | None:
    vote = await current_vote(code, now=now)
    if vote is None or vote.state != "open":
        return None
    voted = await turnout(vote.id)
    return ClosingVote(voted.cast, voted.electorate, vote.draw_day(now), not vote.draws_after_close)
