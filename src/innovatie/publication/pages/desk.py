"""VNG writes the publication, sees it as the public will, and publishes once; later a correction beside it."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.errors import NotFound
from innovatie.domain.phases import Phase
from innovatie.domain.picture_words import Pictured
from innovatie.municipalities.queries import provinces
from innovatie.pictures.queries import covers_of
from innovatie.publication import actions, notifications, queries
from innovatie.publication.forms import read_moment, read_publication
from innovatie.publication.pages.results import ResultView
from innovatie.rounds.queries import RoundDetail, round_by_code
from innovatie.voting import queries as voting
from innovatie.voting.explain import Explained, explain
from innovatie.voting.turnout_map import turnout_map
from innovatie.web.forms import Form, done, refusals_in
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.render import redirect, show


class PrepareView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "publication/prepare.html"
    round: RoundDetail
    vote: voting.Vote | None
    explained: Explained | None
    winners: tuple[tuple[int, str], ...]
    form: Form
    draft: queries.Draft | None
    published: queries.Published | None
    may_publish: bool
    plan: queries.PlannedPublication | None
    planned_by_me: bool


class PublicationDeskPages(Controller):
    path = "/vng/publicatie"
    guards = (vng_only,)

    @get("/{code:str}")
    async def prepare_form(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The texts so far."""
        return show(request, await _view(code, actor, None, now))

    @post("/{code:str}")
    async def prepare(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Keep the texts."""
        form = Form(await request.form())
        view = await _view(code, actor, form, now)
        data = read_publication(form, view.winners)
        if form.ok:
            keeping = actions.prepare(
                actor=actor,
                round_id=view.round.id,
                decision=data.decision,
                press=data.press,
                correction=data.correction,
                reasons=data.reasons,
                next_steps=data.next_steps,
                now=now,
            )
            if await done(form, keeping):
                message = _("Bewaard. Zo ziet iedereen het straks.")
                return redirect(f"/vng/publicatie/{code}/voorbeeld", request, message)
        return show(request, view, status=form.status)

    @get("/{code:str}/voorbeeld")
    async def preview(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The page as the public will see it."""
        view = await _view(code, actor, None, now)
        if view.draft is None or view.vote is None or view.explained is None:
            raise NotFound("Er is nog niets voorbereid.")
        published = await _as_published(view, view.draft, now)
        return show(
            request,
            ResultView(
                round=view.round,
                vote=view.vote,
                explained=view.explained,
                published=published,
                is_newest=True,
                preview=True,
                mail=await notifications.preview_of(view.round.name, view.draft.version, now=now),
                photos=await covers_of(Pictured.GROUP, [one.group_id for one in published.winners]),
                turnout=turnout_map(await voting.roll_call(view.vote), await provinces()),
                withdrawn_finalists=await voting.withdrawn_finalists(view.round.id),
                read=view.draft.stand,
                own_texts=view.draft.is_of(actor),
            ),
        )

    @post("/{code:str}/publiceren")
    async def publish(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Publish everything at once."""
        view = await _view(code, actor, None, now)
        read = Form(await request.form()).value("gelezen")
        if await done(view.form, actions.publish(actor=actor, round_id=view.round.id, read=read, now=now)):
            return redirect(f"/rondes/{code}/uitslag", request, _("De uitslag is bekendgemaakt."))
        return show(request, view, status=view.form.status)

    @post("/{code:str}/vragen")
    async def ask_reader(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Tell the other directors that the texts wait for one of them."""
        view = await _view(code, actor, None, now)
        with refusals_in(view.form):
            told = await actions.ask_reader(actor=actor, round_id=view.round.id, now=now)
            message = ngettext(
                "%(n)s andere regisseur krijgt bericht.", "%(n)s andere regisseurs krijgen bericht.", told
            )
            if not told:
                message = _("Uw collega’s kregen over deze teksten al bericht.")
            return redirect(f"/vng/publicatie/{code}/voorbeeld", request, message)
        return show(request, view, status=view.form.status)

    @post("/{code:str}/plannen")
    async def plan(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Plan the moment of publication; another director confirms it."""
        authority.require(actor, Act.PUBLISH_RESULT)  # before the form: its page shows the desk
        form = Form(await request.form())
        round_ = await round_by_code(code, now=now)
        moment, press = read_moment(form)
        if form.ok and moment is not None:
            planning = actions.plan_publication(
                actor=actor, round_id=round_.id, publish_at=moment, press=press, now=now
            )
            if await done(form, planning):
                message = _("Het moment staat klaar. Een andere regisseur krijgt de vraag om te bevestigen.")
                return redirect(f"/vng/publicatie/{code}", request, message)
        view = await _view(code, actor, None, now)
        form.values = view.form.values | form.values  # the texts stand on the same page
        return show(request, msgspec.structs.replace(view, form=form), status=form.status)

    @post("/{code:str}/bevestigen")
    async def confirm(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The second director confirms; the press gets the texts."""
        view = await _view(code, actor, None, now)
        read = Form(await request.form()).value("gelezen")
        with refusals_in(view.form):
            told = await actions.confirm_publication(actor=actor, round_id=view.round.id, read=read, now=now)
            message = ngettext(
                "Bevestigd. %(n)s adres van de pers krijgt de tekst onder embargo.",
                "Bevestigd. %(n)s adressen van de pers krijgen de tekst onder embargo.",
                told,
            )
            return redirect(f"/vng/publicatie/{code}", request, message)
        return show(request, view, status=view.form.status)

    @post("/{code:str}/intrekken")
    async def withdraw(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The moment does not go through."""
        view = await _view(code, actor, None, now)
        await actions.withdraw_plan(actor=actor, round_id=view.round.id, now=now)
        return redirect(f"/vng/publicatie/{code}", request, _("Het moment is ingetrokken."))


async def _view(code: str, actor: Actor, form: Form | None, now: datetime) -> PrepareView:
    authority.require(actor, Act.PUBLISH_RESULT)
    round_ = await round_by_code(code, now=now)
    vote = await voting.result(code, now=now)
    ready = vote is not None and not vote.draw_needed
    explained = explain(vote) if vote is not None else None
    draft = await queries.draft_of(round_.id)
    plan = await queries.plan_of(round_.id)
    published = await queries.published_of(round_.id)
    winners = tuple(zip(explained.chosen_ids, explained.chosen, strict=True)) if explained else ()
    return PrepareView(
        round=round_,
        vote=vote,
        explained=explained,
        winners=winners,
        form=form if form is not None else Form.filled(_texts(draft, published)),
        draft=draft,
        published=published,
        may_publish=ready
        and draft is not None
        and round_.has_reached(Phase.RESULT)
        and (round_.ended_at is None or published is not None),
        plan=plan,
        planned_by_me=plan is not None and plan.planned_by == actor.person_id,
    )


def _texts(draft: queries.Draft | None, published: queries.Published | None) -> dict[str, str]:
    """The draft's texts; without one those of the version that a correction would replace."""
    if draft is not None:
        values = {"besluit": draft.decision, "persbericht": draft.press, "correctie": draft.correction}
        values |= {f"reden-{number}": text for number, text in draft.reasons.items()}
        return values | {f"vervolg-{number}": text for number, text in draft.next_steps.items()}
    if published is not None:
        values = {"besluit": published.decision, "persbericht": published.press, "correctie": ""}
        for one in published.winners:
            values |= {f"reden-{one.group_id}": one.reasons, f"vervolg-{one.group_id}": one.next_step}
        return values
    return {}


async def _as_published(view: PrepareView, draft: queries.Draft, now: datetime) -> queries.Published:
    """The draft as if it were published at this moment."""
    rows = {row.group_id: row for row in await voting.finalists(view.round.id)}
    winners = tuple(
        queries.WinnerPage(
            group_id=number,
            title=title,
            summary=rows[number].summary,
            lead=rows[number].lead or "",
            round_id=view.round.id,
            round_code=view.round.code,
            round_name=view.round.name,
            place=place,
            reasons=draft.reasons.get(str(number), ""),
            next_step=draft.next_steps.get(str(number), ""),
            published_at=now,
            municipalities=0,
        )
        for place, (number, title) in enumerate(view.winners, start=1)
    )
    earlier = view.published.versions if view.published else ()
    return queries.Published(
        version=draft.version,
        decision=draft.decision,
        press=draft.press,
        correction=draft.correction,
        published_at=now,
        winners=winners,
        versions=(*earlier, (draft.version, now, draft.correction)),
    )
