"""Finalists choose what will be measured, with their promise, while they elaborate their plan."""

from datetime import datetime

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, NotAllowed
from innovatie.indicators import actions, forms, queries
from innovatie.indicators.pages.showing import ChooseView
from innovatie.publication.queries import finalist_of
from innovatie.rounds.queries import round_by_code
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class FinalistIndicatorPages(Controller):
    path = "/finalisten/{code:str}/{group:int}/indicatoren"

    @get()
    async def chosen(
        self, request: AnyRequest, code: FromPath[str], group: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """What this finalist promises, for everybody, as a piece of its page too; for its writers with the form."""
        round_ = await round_by_code(code, now=now)
        may = await _may(actor, round_.id, group, now)
        view = await _view(code, round_.id, group, Form(), may=may)
        return show(request, view, fragment="indicators/_promises.html")

    @post(guards=[signed_in])
    async def choose(
        self, request: AnyRequest, code: FromPath[str], group: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Promise something that will be measured."""
        round_ = await round_by_code(code, now=now)
        await actions.finalists_town(actor=actor, round_id=round_.id, group_id=group, now=now)
        form = Form(await request.form())
        text = forms.read_indicator(form)
        act = text and actions.choose_for_finalist(actor=actor, round_id=round_.id, group_id=group, text=text, now=now)
        if act and await done(form, act):
            return redirect(f"/finalisten/{code}/{group}/indicatoren", request, _("De indicator staat erbij."))
        return show(request, await _view(code, round_.id, group, form), status=form.status)

    @post("/{number:int}/weghalen", guards=[signed_in])
    async def drop(
        self,
        request: AnyRequest,
        *,
        code: FromPath[str],
        group: FromPath[int],
        number: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """Not this one after all."""
        round_ = await round_by_code(code, now=now)
        await actions.drop_of_finalist(actor=actor, round_id=round_.id, group_id=group, number=number, now=now)
        return redirect(f"/finalisten/{code}/{group}/indicatoren", request, _("De indicator is weggehaald."))


async def _may(actor: Actor, round_id: int, group: int, now: datetime) -> bool:
    if actor.is_visitor:
        return False
    try:
        await actions.finalists_town(actor=actor, round_id=round_id, group_id=group, now=now)
    except (NotAllowed, Conflict):  # others, or the phase is over
        return False
    return True


async def _view(code: str, round_id: int, group: int, form: Form, *, may: bool = True) -> ChooseView:
    return ChooseView(
        title=(await finalist_of(round_id, group)).title,
        base=f"/finalisten/{code}/{group}/indicatoren",
        back=f"/finalisten/{code}/{group}",
        indicators=await queries.of_group(group),
        form=form,
        sides=forms.sides(),
        ways=forms.ways(),
        may=may,
    )
