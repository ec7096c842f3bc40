"""The desk of VNG: the state of a review phase, and the assignment by lot."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.audit.actions import note_reading
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.phases import Phase
from innovatie.domain.review_assignment import Served
from innovatie.notifications.previews import Preview
from innovatie.review import actions, notifications, queries
from innovatie.review.forms import read_number
from innovatie.review.queries.desk import Counts, Named, RuleRow, RunRow
from innovatie.review.rubrics import reviews_per_group
from innovatie.rounds.queries import RoundDetail, round_by_code
from innovatie.web.forms import Form, done, refusals_in
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.render import redirect, show


class DeskView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "review/desk.html"
    round: RoundDetail
    counts: Counts
    run: RunRow | None
    vacancies: int
    settled: bool
    is_open: bool


class ProposedPair(msgspec.Struct, frozen=True):
    """A pair of the proposal, in words."""

    group: str
    reviewer: str
    similarity: float
    chance: float
    pinned: bool


class Weak(msgspec.Struct, frozen=True):
    """A group that is served worst, or comes short."""

    group: str
    mean: float
    why: str
    missing: int


class AssignmentView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "review/assignment.html"
    round: RoundDetail
    run: RunRow | None
    pairs: tuple[ProposedPair, ...]
    worst: tuple[Weak, ...]
    short: tuple[Weak, ...]
    rules: tuple[RuleRow, ...]
    fixed_seed: str | None
    groups: tuple[Named, ...]
    reviewers: tuple[Named, ...]
    form: Form
    wish: Form
    mail: Preview | None
    is_open: bool
    reviews: int
    """How many reviewers each group gets."""


class AssignmentDeskPages(Controller):
    path = "/vng/beoordeling"
    guards = (vng_only,)

    @get("/{code:str}")
    async def desk(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """How far the review of this round is, and what to do next."""
        round_ = await chaired_round(actor, code, now)
        view = DeskView(
            round=round_,
            counts=await queries.counts(round_.id),
            run=await queries.last_run(round_.id),
            vacancies=sum((await queries.vacancies(round_.id)).values()),
            settled=await queries.settled_shortlist(round_.id) is not None,
            is_open=round_.open_phase is Phase.REVIEW,
        )
        return show(request, view)

    @get("/{code:str}/toewijzing")
    async def assignment(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The proposal with its quality, and the wishes of the chair."""
        round_ = await chaired_round(actor, code, now)
        await note_reading(
            actor=actor, page="toewijzing van beoordelaars", object_kind="ronde", object_id=code, now=now
        )
        return show(request, await _view(round_, Form.filled({"ring": "ja", "loting": "ja"}), Form()))

    @post("/{code:str}/toewijzing")
    async def propose(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Draw a new proposal."""
        round_ = await chaired_round(actor, code, now)
        form = Form(await request.form())
        seed = form.text("starttekst", label=_("Starttekst"), required=True, max_length=200)
        ring = form.checkbox("ring", label=_("Ring"))
        lot = form.value("loting") != "nee"
        if form.ok:
            act = actions.propose(actor=actor, round_id=round_.id, seed=seed, ring=ring, lot=lot, now=now)
            if await done(form, act):
                return redirect(f"/vng/beoordeling/{code}/toewijzing", request, _("Er is een nieuw voorstel."))
        return show(request, await _view(round_, form, Form()), status=form.status)

    @post("/{code:str}/versturen")
    async def send(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Send the proposal that was looked at."""
        round_ = await chaired_round(actor, code, now)
        form = Form(await request.form())
        run = read_number(form, "voorstel", label=_("Voorstel"))
        if form.ok:
            with refusals_in(form):
                sent = await actions.send(actor=actor, run_id=run, now=now)
                message = ngettext("Verstuurd: %(n)s beoordeling.", "Verstuurd: %(n)s beoordelingen.", sent)
                return redirect(f"/vng/beoordeling/{code}/voortgang", request, message)
        return show(request, await _view(round_, form, Form()), status=form.status)

    @post("/{code:str}/wensen")
    async def wish(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Pin or forbid a pair for the next proposal."""
        round_ = await chaired_round(actor, code, now)
        form = Form(await request.form())
        group = read_number(form, "groep", label=_("Groep"))
        reviewer = read_number(form, "beoordelaar", label=_("Beoordelaar"))
        reason = form.text("reden", label=_("Reden"), required=True, max_length=300)
        if form.ok:
            with refusals_in(form):
                await actions.set_rule(
                    actor=actor,
                    round_id=round_.id,
                    group_id=group,
                    reviewer_id=reviewer,
                    kind=form.value("soort"),
                    reason=reason,
                    now=now,
                )
                return redirect(
                    f"/vng/beoordeling/{code}/toewijzing", request, _("Uw wens telt bij het volgende voorstel.")
                )
        return show(request, await _view(round_, Form.filled({"ring": "ja", "loting": "ja"}), form), status=form.status)

    @post("/{code:str}/wensen/{number:int}/weg")
    async def drop(
        self,
        request: AnyRequest,
        code: FromPath[str],
        number: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """Take a wish back."""
        round_ = await chaired_round(actor, code, now)
        await actions.drop_rule(actor=actor, round_id=round_.id, rule_id=number, now=now)
        return redirect(f"/vng/beoordeling/{code}/toewijzing", request, _("De wens is weg. Maak een nieuw voorstel."))


async def chaired_round(actor: Actor, code: str, now: datetime) -> RoundDetail:
    """The round, for the chair of its review; the phase itself may be over."""
    authority.require(actor, Act.DIRECT_REVIEW, Context(open_phase=Phase.REVIEW))
    return await round_by_code(code, now=now)


async def _view(round_: RoundDetail, form: Form, wish: Form) -> AssignmentView:
    run = await queries.last_run(round_.id)
    groups = await queries.group_names(round_.id)
    reviewers = await queries.reviewer_names()
    group_name = {g.id: g.name for g in groups}
    reviewer_name = {r.id: r.name for r in reviewers}
    return AssignmentView(
        round=round_,
        run=run,
        pairs=tuple(
            ProposedPair(
                group=group_name.get(pair.group, ""),
                reviewer=reviewer_name.get(pair.reviewer, ""),
                similarity=pair.similarity,
                chance=pair.chance,
                pinned=pair.pinned,
            )
            for pair in (run.pairs if run else ())
        ),
        worst=_weak(run.report.worst if run else (), group_name),
        short=_weak(run.report.short if run else (), group_name),
        rules=await queries.rules(round_.id),
        fixed_seed=await queries.fixed_seed(round_.id),
        groups=groups,
        reviewers=reviewers,
        form=form,
        wish=wish,
        mail=await notifications.preview_of_assignment(run, round_.name),
        is_open=round_.open_phase is Phase.REVIEW,
        reviews=await reviews_per_group(round_.id),
    )


def _weak(served: Sequence[Served], names: dict[int, str]) -> tuple[Weak, ...]:
    return tuple(Weak(names.get(int(one.group), ""), one.mean_similarity, one.why, one.missing) for one in served)
