"""What a writer says of a plan that looks like the own one: join, variant, or go on; and the group of a plan."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain.errors import Conflict, DomainError, Invalid, NotFound
from innovatie.domain.similarity import Tier
from innovatie.domain.whole_numbers import whole
from innovatie.grouping import actions, queries
from innovatie.ideas import actions as ideas
from innovatie.ideas.queries import idea_by_id, visible_idea
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import local_path, redirect, show, wants_fragment

OTHERS_SHOWN = 8
TIMES = 12
"""Times that the page of a new plan asks for its group, each time a little later: four minutes together."""
_SOON = 4


class ReasonView(msgspec.Struct, frozen=True):
    """What was answered, in place of the buttons."""

    template: ClassVar[str] = "grouping/_answered.html"
    text: str


class SimilarPages(Controller):
    path = "/groepen"

    @post("/antwoord", guards=[signed_in])
    async def answer(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Join, add as a variant, or go on with a reason; kept as a label for the next refit."""
        form = {key: str(value) for key, value in (await request.form()).items()}
        other, answer = form.get("ander", ""), form.get("antwoord", "")
        if not (other.isascii() and other.isdigit() and len(other) < 10):
            raise NotFound("Dit plan bestaat niet.")
        idea = await visible_idea(int(other), municipality_ids=actor.municipalities())
        here = actor.municipality_id
        if here is None:
            raise Invalid({"gemeente": "Kies eerst namens welke gemeente u handelt."})
        tier = form.get("mate", "")
        try:
            await actions.answer_suggestion(
                actor=actor,
                other_idea=idea.id,
                answer=answer,
                reason=form.get("reden", ""),
                municipality_id=here,
                title=form.get("titel", ""),
                text=form.get("samenvatting", "") + "\n" + form.get("probleem", ""),
                form_token=form.get("formulier", "").strip()[:40] or None,
                tier=tier if tier in {one.value for one in Tier} else "",
                now=now,
            )
            if answer == "aangehaakt":
                await ideas.join(actor=actor, idea_id=idea.id, municipality_id=here, note="", now=now)
                token, number = form.get("formulier", "")[:40], whole(form.get("nummer", ""))
                gone = await ideas.discard_written(actor=actor, form_token=token, idea_id=number, now=now)
                said = _("U haakt aan bij dit plan. Uw concept is weg.") if gone else _("U haakt aan bij dit plan.")
                return redirect(idea.address, request, said)
        except (Invalid, Conflict) as error:
            if not wants_fragment(request):
                raise
            return show(request, ReasonView(text=_message(error)), status=422)
        if answer == "variant":
            text = _("Uw plan komt als variant bij deze groep, zodra u het indient en de groep akkoord is.")
        else:
            text = _("Dank u. Uw reden is bewaard.")
        if not wants_fragment(request) and form.get("terug"):
            return redirect(local_path(form["terug"], "/ideeen/nieuw"), request, text)
        return show(request, ReasonView(text=text))

    @get("/bij-idee/{number:int}")
    async def of_idea(self, request: AnyRequest, number: FromPath[int], actor: By) -> Response[str]:
        """The group of an idea: a panel for htmx, else the group's own page."""
        await visible_idea(number, municipality_ids=actor.municipalities())
        found = await queries.group_number_of_idea(number)
        asked = min(whole(request.query_params.get("keer", "")) or 0, TIMES)
        if found is None:
            idea = await idea_by_id(number)
            if request.headers.get("hx-request") != "true":
                return redirect(idea.address, request)
            again = 0 if asked >= TIMES else _SOON + 3 * asked
            return show(request, OfIdeaView(idea=number, group=None, others=(), proposed=(), asked=asked, again=again))
        group = await queries.group(found, limit=OTHERS_SHOWN)
        if request.headers.get("hx-request") != "true":
            return redirect(group.card.address, request)
        others = tuple(one for one in group.members if one.id != number)
        proposed = await queries.proposed_with(found)
        # a group of its own is made a moment before it is proposed to another: who waited asks once more
        once_more = 0 < asked < TIMES and not others and not proposed
        view = OfIdeaView(
            idea=number,
            group=group,
            others=others,
            proposed=proposed,
            asked=TIMES - 1 if once_more else asked,
            again=_SOON if once_more else 0,
        )
        return show(request, view)


class OfIdeaView(msgspec.Struct, frozen=True):
    """The group of an idea, its other plans, and the groups that it was proposed to be one with.

    `asked` is how often the page asked already while there is no group; after `TIMES` it asks no more.
    """

    template: ClassVar[str] = "grouping/_of_idea.html"
    idea: int
    group: queries.GroupDetail | None
    others: tuple[queries.GroupMemberRow, ...]
    proposed: tuple[queries.ProposedGroup, ...]
    asked: int
    again: int
    """Seconds until the page asks again; 0 when it stops."""


def _message(error: DomainError) -> str:
    return " ".join(error.errors.values()) if isinstance(error, Invalid) else error.message
