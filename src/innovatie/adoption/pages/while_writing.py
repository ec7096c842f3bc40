"""While somebody writes a plan: what exists already and can be taken over, then the plans that look like it.

The same stands on the page on which a plan is looked at before it is submitted, so that nobody needs a script for it.
"""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.adoption import queries
from innovatie.adoption.queries.solutions import SolutionCard
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotAllowed
from innovatie.domain.idea_content import submission_errors
from innovatie.domain.idea_states import STAGE_LABELS
from innovatie.domain.phases import Phase
from innovatie.domain.picture_words import Pictured
from innovatie.domain.similarity import Tier
from innovatie.domain.themes import BY_SLUG
from innovatie.domain.whole_numbers import whole
from innovatie.grouping.comparing import READ, Comparison, Shown, compare
from innovatie.ideas.queries import IdeaDetail, visible_idea
from innovatie.pictures.queries import PictureRow, covers_of
from innovatie.rounds.queries import rounds_open_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.render import redirect, show


class Existing(msgspec.Struct, frozen=True):
    """A solution that does what is being written about, with the plan by which it was recognised."""

    solution: SolutionCard
    plan: Shown


class SimilarView(msgspec.Struct, frozen=True):
    """`exists`: in use already, at most two; `shown`: the other plans; `whole`: how many municipalities there are."""

    template: ClassVar[str] = "adoption/_similar.html"
    comparison: Comparison
    exists: tuple[Existing, ...]
    shown: tuple[Shown, ...]
    whole: int
    plan_photos: dict[int, PictureRow]
    group_photos: dict[int, PictureRow]


class CheckView(msgspec.Struct, frozen=True):
    """A draft as it would be submitted, with what looks like it. `missing`: what must still be filled in."""

    template: ClassVar[str] = "adoption/check_plan.html"
    idea: IdeaDetail
    stage: str
    theme: str
    missing: tuple[str, ...]
    round: str
    round_name: str
    similar: SimilarView


class WhileWritingPages(Controller):
    @post("/groepen/vergelijkbaar", status_code=200)
    async def similar(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """The fragment beside the form. It never blocks: when something fails it says so and the form goes on."""
        form = await request.form()
        title = str(form.get("titel", ""))[:300]
        text = "\n".join(str(form.get(name, ""))[:READ] for name in ("samenvatting", "probleem", "aanpak"))
        number = whole(str(form.get("nummer", "")))
        comparison = await compare(
            actor,
            title=title,
            text=text,
            form_token=str(form.get("formulier", ""))[:40],
            exclude=() if number is None else (number,),
        )
        return show(request, await _with_existing(comparison, now))

    @get("/ideeen/{segment:str}/controleren", guards=[signed_in])
    async def check(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The draft once more, and who does the same: nothing happens on this page by accident."""
        idea = await visible_idea(whole(segment.partition("-")[0]) or 0, municipality_ids=actor.municipalities())
        if not idea.is_draft:
            return redirect(idea.address, request)
        if actor.municipality_id not in {one.municipality_id for one in idea.active}:
            raise NotAllowed("Alleen de gemeenten die dit plan schrijven, kunnen het indienen.")
        code = request.query_params.get("ronde", "")
        open_rounds = {one.code: one.name for one in await rounds_open_in(Phase.SUBMIT, now=now)}
        content = idea.content
        comparison = await compare(
            actor,
            title=content.title,
            text="\n".join((content.summary, content.problem, content.approach)),
            form_token=idea.form_token or "",
            exclude=(idea.id,),
        )
        theme = BY_SLUG.get(content.theme)
        view = CheckView(
            idea=idea,
            stage=STAGE_LABELS.get(content.stage, ""),
            theme=theme.label if theme else "",
            missing=tuple(submission_errors(content).values()),
            round=code if code in open_rounds else "",
            round_name=open_rounds.get(code, ""),
            similar=await _with_existing(comparison, now),
        )
        return show(request, view)


async def _with_existing(comparison: Comparison, now: Now) -> SimilarView:
    """What is in use already comes first, and stands in the list only once."""
    sure = [one for one in comparison.shown if one.suggestion.tier in (Tier.SAME, Tier.OVERLAP)]
    known = await queries.in_use_from([one.suggestion.headline.group or 0 for one in sure])
    exists = tuple(Existing(known[group], one) for one in sure if (group := one.suggestion.headline.group) in known)[:2]
    taken = {one.plan.suggestion.idea for one in exists}
    shown = tuple(one for one in comparison.shown if one.suggestion.idea not in taken)
    return SimilarView(
        comparison=comparison,
        exists=exists,
        shown=shown,
        whole=await queries.number_of_municipalities(dutch_day(now)) if exists else 0,
        plan_photos=await covers_of(Pictured.PLAN, [one.suggestion.idea for one in shown]),
        group_photos=await covers_of(Pictured.GROUP, [one.solution.group or 0 for one in exists]),
    )
