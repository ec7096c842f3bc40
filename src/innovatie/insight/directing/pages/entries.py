"""The entries of a round: VNG accepts a plan, asks for more, or excludes it with a reason."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.admission import JUDGED_IN, LABELS, OUT, Verdict, choices_after, may_be_judged
from innovatie.domain.authority import Act
from innovatie.domain.errors import NotFound
from innovatie.ideas.queries.admission import Entry, entries_of
from innovatie.insight.directing.actions import judge_entry
from innovatie.insight.directing.queries import facts_of
from innovatie.rounds import queries
from innovatie.rounds.queries import RoundDetail
from innovatie.web.forms import Form, done
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class EntriesView(msgspec.Struct, frozen=True):
    """`open`: entries that nobody decided about; `appeals`: those that wait for a second decision."""

    template: ClassVar[str] = "insight/directing/entries.html"
    round: RoundDetail
    entries: tuple[Entry, ...]
    open: int
    out: int
    appeals: int
    may_judge: bool
    settled: bool


class EntryView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "insight/directing/entry.html"
    round: RoundDetail
    entry: Entry
    choices: tuple[tuple[str, str], ...]
    settled: bool
    form: Form


class EntryPages(Controller):
    path = "/vng/rondes"
    guards = (vng_only,)

    @get("/{code:str}/inzendingen")
    async def entries(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """All entries of this round with what was decided."""
        authority.require(actor, Act.DIRECT_ROUND)
        round_ = await queries.round_by_code(code, now=now, drafts=True)
        found = await entries_of(round_.id)
        view = EntriesView(
            round=round_,
            entries=found,
            open=sum(one.last is None for one in found),
            out=sum(one.last in OUT for one in found),
            appeals=sum(one.last is Verdict.APPEALED for one in found),
            may_judge=round_.phase in JUDGED_IN and round_.ended_at is None,
            settled=(await facts_of(round_, now=now)).groups > 0,
        )
        return show(request, view)

    @get("/{code:str}/inzendingen/{number:int}")
    async def entry(
        self, request: AnyRequest, code: FromPath[str], number: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """One entry, and what can be decided."""
        authority.require(actor, Act.DIRECT_ROUND)
        return show(request, await _view(code, number, Form(), now))

    @post("/{code:str}/inzendingen/{number:int}")
    async def judge(
        self, request: AnyRequest, code: FromPath[str], number: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Decide about an entry."""
        authority.require(actor, Act.DIRECT_ROUND)
        form = Form(await request.form())
        view = await _view(code, number, form, now)
        verdict = form.choice("besluit", label=_("Besluit"), options=Verdict, required=True)
        reason = form.text("reden", label=_("Reden"), multiline=True, max_length=4_000)
        note = form.text("notitie", label=_("Notitie"), multiline=True, max_length=4_000)
        if form.ok and verdict is not None:
            judging = judge_entry(
                actor=actor,
                idea_id=number,
                round_id=view.round.id,
                verdict=verdict,
                reason=reason,
                note=note,
                now=now,
            )
            if await done(form, judging):
                return redirect(f"/vng/rondes/{code}/inzendingen", request, _("Het besluit is bewaard."))
        return show(request, view, status=form.status)


async def _view(code: str, number: int, form: Form, now: datetime) -> EntryView:
    round_ = await queries.round_by_code(code, now=now, drafts=True)
    entry = next((one for one in await entries_of(round_.id) if one.id == number), None)
    if entry is None:
        raise NotFound("Dit plan doet niet mee aan deze ronde.")
    settled = (await facts_of(round_, now=now)).groups > 0
    return EntryView(
        round=round_,
        entry=entry,
        choices=tuple(
            (one.value, _(LABELS[one])) for one in choices_after(entry.last) if may_be_judged(one, settled=settled)
        ),
        settled=settled,
        form=form,
    )
