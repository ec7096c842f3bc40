"""The desk of VNG: calibrated scores, extra reviews, discussions, and the shortlist."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.audit.actions import note_reading
from innovatie.domain.phases import Phase
from innovatie.domain.review_calibration import GroupScore
from innovatie.notifications.previews import Preview
from innovatie.review import actions, notifications, queries
from innovatie.review.pages.assignment import chaired_round
from innovatie.review.queries import Budget
from innovatie.review.queries.scores import BAND_WORDS, ScoredGroup, SettledShortlist
from innovatie.rounds.queries import RoundDetail
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.render import redirect, show

WIDTH, LEFT, RIGHT = 260.0, 10.0, 250.0


class Dots(msgspec.Struct, frozen=True):
    """Places in the little picture of one group: raw dots, the mean and its interval on the scale of 1 to 5."""

    raw: tuple[tuple[float, float], ...]
    mean: float
    low: float
    high: float
    threshold: float


class ScoreRow(msgspec.Struct, frozen=True):
    """One group in the table of the chair."""

    group: ScoredGroup
    dots: Dots | None
    band: str
    band_label: str
    chance: float
    shortlisted: bool


class Severity(msgspec.Struct, frozen=True):
    """How strict or mild a reviewer was, for the chair only."""

    name: str
    severity: float
    reviews: int


class Wanted(msgspec.Struct, frozen=True):
    """A group that would get an extra review, and why."""

    title: str
    reason: str
    first_discuss: bool


class GateView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "review/gate.html"
    round: RoundDetail
    rows: tuple[ScoreRow, ...]
    severities: tuple[Severity, ...]
    variances: str
    threshold: float
    wanted: tuple[Wanted, ...]
    budget: Budget
    open_discussions: tuple[ScoredGroup, ...]
    settled: SettledShortlist | None
    would_pass: int
    seed: str
    """What decides between groups that stand equal."""
    places: int
    unjudged: tuple[str, ...]
    missing: int
    mail: Preview | None
    form: Form
    is_open: bool


class GateDeskPages(Controller):
    path = "/vng/beoordeling"
    guards = (vng_only,)

    @get("/{code:str}/uitkomst")
    async def outcome(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Scores with their uncertainty, extra reviews, and the gate."""
        round_ = await chaired_round(actor, code, now)
        await note_reading(
            actor=actor, page="uitkomst van de beoordeling", object_kind="ronde", object_id=code, now=now
        )
        return show(request, await _view(round_, Form(), now))

    @post("/{code:str}/extra")
    async def extra(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Ask the next pass of extra reviews."""
        round_ = await chaired_round(actor, code, now)
        form = Form()
        with refusals_in(form):
            asked, failed = await actions.ask_extras(actor=actor, round_id=round_.id, now=now)
            message = _("Extra gevraagd: %(n)s. Niemand gevonden voor: %(over)s.", n=asked, over=failed)
            return redirect(f"/vng/beoordeling/{code}/uitkomst", request, message)
        return show(request, await _view(round_, form, now), status=form.status)

    @post("/{code:str}/overleg/{group:int}/sluiten")
    async def close(
        self,
        request: AnyRequest,
        code: FromPath[str],
        group: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """End a discussion."""
        round_ = await chaired_round(actor, code, now)
        await actions.close_discussion(actor=actor, round_id=round_.id, group_id=group, now=now)
        return redirect(f"/vng/beoordeling/{code}/uitkomst", request, _("Het overleg is gesloten."))

    @post("/{code:str}/shortlist")
    async def settle(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Fix the shortlist."""
        round_ = await chaired_round(actor, code, now)
        form = Form(await request.form())
        quota = form.checkbox("quotum", label=_("Quotum"))
        without = form.checkbox("zonder", label=_("Zonder oordeel"))
        if form.ok:
            with refusals_in(form):
                number = await actions.settle_shortlist(
                    actor=actor, round_id=round_.id, quota=quota, now=now, without_judgement=without
                )
                message = ngettext(
                    "De shortlist staat vast: %(n)s groep.", "De shortlist staat vast: %(n)s groepen.", number
                )
                return redirect(f"/vng/rondes/{code}", request, message)
        return show(request, await _view(round_, form, now), status=form.status)


async def rows_of(round_: RoundDetail, *, now: datetime) -> tuple[ScoreRow, ...]:
    """All groups of the round by their calibrated mean, with whether each passes as it stands now."""
    scores = await queries.scores_of(round_.id)
    passing = await _passing(round_, await queries.settled_shortlist(round_.id), now)
    return tuple(_row(group, scores.calibrated.threshold, passing) for group in scores.groups)


async def _passing(round_: RoundDetail, settled: SettledShortlist | None, now: datetime) -> set[str]:
    if settled is not None:
        return {str(group.id) for group in settled.groups}
    return set((await queries.preview(round_.id, quota=False, now=now)).groups)


async def _view(round_: RoundDetail, form: Form, now: datetime) -> GateView:
    scores = await queries.scores_of(round_.id)
    settled = await queries.settled_shortlist(round_.id)
    passing = await _passing(round_, settled, now)
    titles = {str(g.id): g.title for g in scores.groups}
    used = scores.calibrated.variances
    is_open = round_.open_phase is Phase.REVIEW
    return GateView(
        round=round_,
        rows=tuple(_row(g, scores.calibrated.threshold, passing) for g in scores.groups),
        severities=tuple(
            Severity(scores.reviewer_names[int(r.reviewer)], r.severity, r.reviews)
            for r in sorted(scores.calibrated.reviewers, key=lambda r: r.severity)
        ),
        variances=used.source,
        threshold=scores.calibrated.threshold,
        wanted=tuple(
            Wanted(titles[e.group], e.reason.value, e.first_discuss)
            for e in (await queries.wanted_extras(round_.id, scores) if is_open and settled is None else ())
        ),
        budget=await queries.budget_of(round_.id),
        open_discussions=tuple(g for g in scores.groups if g.discussion == "open"),
        settled=settled,
        would_pass=len(passing),
        seed=await queries.seed_for_ties(round_.id),
        places=scores.places,
        unjudged=scores.unjudged,
        missing=scores.missing,
        mail=await notifications.preview_of_feedback(round_.id) if is_open and settled is None else None,
        form=form,
        is_open=is_open,
    )


def _row(group: ScoredGroup, threshold: float, passing: set[str]) -> ScoreRow:
    score = group.score
    return ScoreRow(
        group=group,
        dots=None if score is None else _dots(score, threshold),
        band=score.band.value if score else "",
        band_label=BAND_WORDS[score.band] if score else "",
        chance=score.chance if score else 0.0,
        shortlisted=str(group.id) in passing,
    )


def _dots(score: GroupScore, threshold: float) -> Dots:
    seen: dict[float, int] = {}
    raw = []
    for value in score.raw:  # equal scores stand above each other
        seen[value] = seen.get(value, 0) + 1
        raw.append((_x(value), 34.0 - 9.0 * seen[value]))
    low, high = score.interval_80
    return Dots(raw=tuple(raw), mean=_x(score.mean), low=_x(low), high=_x(high), threshold=_x(threshold))


def _x(value: float) -> float:
    share = (min(5.0, max(1.0, value)) - 1.0) / 4.0
    return round(LEFT + share * (RIGHT - LEFT), 1)
