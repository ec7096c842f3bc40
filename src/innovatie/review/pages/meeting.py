"""A meeting about the reviews: group by group on one screen, with what was said and decided, and the minutes of it."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.audit.actions import note_reading
from innovatie.domain.dutch_dates import day_in_words
from innovatie.domain.errors import NotFound
from innovatie.domain.meeting import VERDICTS, MeetingVerdict
from innovatie.domain.whole_numbers import whole
from innovatie.review import actions
from innovatie.review.pages.assignment import chaired_round
from innovatie.review.pages.gate import ScoreRow, rows_of
from innovatie.review.queries.feedback import Arguments, arguments_of
from innovatie.review.queries.meeting import Said, said_in
from innovatie.rounds.queries import RoundDetail
from innovatie.web.downloads import saved_as
from innovatie.web.format import number_nl
from innovatie.web.forms import Form, done
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.open_document import TEXT, as_odt
from innovatie.web.render import redirect, show


class MeetingView(msgspec.Struct, frozen=True):
    """All groups in the order of their scores, with what was said of each; `decided`: of how many something was."""

    template: ClassVar[str] = "review/meeting.html"
    round: RoundDetail
    rows: tuple[ScoreRow, ...]
    said: dict[int | None, Said]
    decided: int
    form: Form
    seen: int
    is_open: bool


class MeetingGroupView(msgspec.Struct, frozen=True):
    """One group on the screen; `place` of `number`, and the neighbours to go on to."""

    template: ClassVar[str] = "review/meeting_group.html"
    round: RoundDetail
    row: ScoreRow
    arguments: Arguments
    place: int
    number: int
    before: int | None
    after: int | None
    said: Said | None
    verdicts: tuple[tuple[str, str], ...]
    form: Form
    seen: int


class MeetingPages(Controller):
    path = "/vng/beoordeling"
    guards = (vng_only,)

    @get("/{code:str}/vergadering")
    async def meeting(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """All groups with what was decided, and what was said of the whole."""
        round_ = await chaired_round(actor, code, now)
        return show(request, await _whole(round_, None, now))

    @post("/{code:str}/vergadering")
    async def say(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Keep what is said of the whole: who was there, what was agreed."""
        round_ = await chaired_round(actor, code, now)
        form = Form(await request.form())
        body = form.text("notitie", label=_("Algemeen"), multiline=True, max_length=10_000)
        if form.ok:
            noting = actions.note(
                actor=actor, round_id=round_.id, group_id=None, body=body, verdict=None, seen=_seen(form), now=now
            )
            if await done(form, noting):
                return redirect(f"/vng/beoordeling/{code}/vergadering", request, _("Bewaard."))
        return show(request, await _whole(round_, form, now), status=form.status)

    @get("/{code:str}/vergadering/{group:int}")
    async def group(
        self, request: AnyRequest, code: FromPath[str], group: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """One group: scores, arguments, what was said."""
        round_ = await chaired_round(actor, code, now)
        return show(request, await _one(round_, group, None, now))

    @post("/{code:str}/vergadering/{group:int}")
    async def decide(
        self, request: AnyRequest, code: FromPath[str], group: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Keep what was said and go on to the next group."""
        round_ = await chaired_round(actor, code, now)
        form = Form(await request.form())
        body = form.text("notitie", label=_("Wat is er gezegd?"), multiline=True, max_length=10_000)
        verdict = form.choice("besluit", label=_("Besluit"), options=MeetingVerdict)
        view = await _one(round_, group, form, now)
        if form.ok:
            noting = actions.note(
                actor=actor, round_id=round_.id, group_id=group, body=body, verdict=verdict, seen=_seen(form), now=now
            )
            if await done(form, noting):
                on = f"/{view.after}" if view.after else ""
                return redirect(f"/vng/beoordeling/{code}/vergadering{on}", request, _("Bewaard."))
        return show(request, view, status=form.status)

    @get("/{code:str}/vergadering/notulen.odt")
    async def minutes(self, code: FromPath[str], actor: By, now: Now) -> Response[bytes]:
        """The minutes as a text document: per group the score, what was said and what was decided."""
        round_ = await chaired_round(actor, code, now)
        await note_reading(actor=actor, page="notulen", object_kind="ronde", object_id=code, now=now)
        return Response(
            as_odt(_minutes(await _whole(round_, None, now), now)),
            media_type=TEXT,
            headers={"Content-Disposition": saved_as(f"notulen-{code}.odt")},
        )


def _seen(form: Form) -> int:
    return whole(form.value("gezien")) or 0


async def _whole(round_: RoundDetail, form: Form | None, now: datetime) -> MeetingView:
    said = await said_in(round_.id)
    general = said.get(None)
    rows = await rows_of(round_, now=now)
    seen = general.number if general else 0
    return MeetingView(
        round=round_,
        rows=rows,
        said=said,
        decided=sum(row.group.id in said and bool(said[row.group.id].verdict) for row in rows),
        form=form if form is not None else Form.filled({"notitie": general.body if general else ""}),
        seen=_seen(form) if form is not None else seen,
        is_open=round_.open_phase is not None and round_.open_phase.value == "beoordelen",
    )


async def _one(round_: RoundDetail, group: int, form: Form | None, now: datetime) -> MeetingGroupView:
    rows = await rows_of(round_, now=now)
    place = next((place for place, row in enumerate(rows) if row.group.id == group), None)
    if place is None:
        raise NotFound("Deze groep doet niet mee in deze ronde.")
    said = (await said_in(round_.id)).get(group)
    kept = {"notitie": said.body, "besluit": said.verdict} if said else {}
    return MeetingGroupView(
        round=round_,
        row=rows[place],
        arguments=await arguments_of(round_.id, group),
        place=place + 1,
        number=len(rows),
        before=rows[place - 1].group.id if place else None,
        after=rows[place + 1].group.id if place + 1 < len(rows) else None,
        said=said,
        verdicts=tuple((verdict.value, _(label)) for verdict, label in VERDICTS.items()),
        form=form if form is not None else Form.filled(kept),
        seen=_seen(form) if form is not None else (said.number if said else 0),
    )


def _minutes(view: MeetingView, now: datetime) -> list[tuple[int, str]]:
    """The minutes in Dutch, as the meeting was."""
    parts = [(1, f"Notulen over de beoordeling van {view.round.name}"), (0, f"Opgemaakt op {day_in_words(now)}.")]
    general = view.said.get(None)
    if general and general.body:
        parts += [(2, "Algemeen"), (0, general.body)]
    for row in view.rows:
        said, score = view.said.get(row.group.id), row.group.score
        parts.append((2, row.group.title))
        if score is not None:
            low, high = score.said_80
            parts.append(
                (
                    0,
                    f"Gecorrigeerd gemiddelde {number_nl(score.mean, 1)}, waarschijnlijk tussen {number_nl(low, 1)} en"
                    f" {number_nl(high, 1)}. {row.group.handed_in} beoordelingen."
                    f" {'Gaat' if row.shortlisted else 'Gaat niet'} door naar de shortlist.",
                )
            )
        parts.append((0, f"Besluit: {str(said.verdict_label) if said and said.verdict else 'niet besproken'}."))
        if said and said.body:
            parts.append((0, said.body))
    return parts
