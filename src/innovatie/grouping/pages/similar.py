"""Who does the same, beside the form while one writes; and the answers: join, variant, or go on."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar

import msgspec
import structlog
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain.authority import Act, Actor, Context, may
from innovatie.domain.errors import Conflict, DomainError, Invalid, NotFound
from innovatie.domain.excerpts import plain
from innovatie.domain.similarity import Piece, Tier, excerpt, marked
from innovatie.grouping import actions, queries
from innovatie.grouping.suggesting import Suggestion, answers_of, name_of, size_class_of, suggest
from innovatie.ideas import actions as ideas
from innovatie.ideas.queries import idea_by_id, visible_idea
from innovatie.infra.database import TROUBLE
from innovatie.search.language import analyser
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

TIER_KEYS = {Tier.SAME: "zelfde", Tier.OVERLAP: "overlappend", Tier.RELATED: "verwant"}
OTHERS_SHOWN = 8
PATIENCE = 8.0
"""Seconds after which the writer is told that comparing does not work now."""
_log = structlog.get_logger()
_READ = 4_000
"""Characters of a draft that are compared while somebody types."""


class Shown(msgspec.Struct, frozen=True):
    """A suggestion with the pieces of its title and text, the shared words marked.

    `same_size`: of a municipality as large as one's own; `answer`: what this writer said of it already, in words.
    """

    suggestion: Suggestion
    tier: str
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    may_join: bool
    same_size: bool
    answer: str


class SimilarView(msgspec.Struct, frozen=True):
    """`own` is the draft with the shared words marked; `failed` when the search is down; `asked` when it was asked."""

    template: ClassVar[str] = "grouping/_similar.html"
    shown: tuple[Shown, ...]
    own: tuple[Piece, ...]
    failed: bool
    asked: bool
    may_answer: bool


class ReasonView(msgspec.Struct, frozen=True):
    """What was answered, in place of the buttons."""

    template: ClassVar[str] = "grouping/_answered.html"
    text: str


@dataclass(frozen=True)
class _Reader:
    """Who writes: the municipality acted for, and what this person answered in this form before."""

    municipality: int | None
    name: str
    may_answer: bool
    size_class: str
    answers: dict[int, tuple[str, str]]

    def said(self, idea: int) -> str:
        answer, reason = self.answers.get(idea, ("", ""))
        words = {"variant": _("U voegt dit toe als variant."), "ander": _("U zei: mijn plan is iets anders.")}
        return f"{words[answer]} {reason}".strip() if answer in words else ""


def _shown(one: Suggestion, reader: _Reader) -> Shown:
    analyse = analyser()
    return Shown(
        one,
        TIER_KEYS[one.tier],
        tuple(marked(one.title, analyse, one.reason.words, one.reason.concepts)),
        tuple(excerpt(marked(plain(one.body, 2_000), analyse, one.reason.words, one.reason.concepts), 220)),
        reader.may_answer and one.headline.municipality_id != reader.municipality,
        bool(reader.size_class) and one.headline.size_class == reader.size_class,
        reader.said(one.idea),
    )


async def _reader(actor: Actor, form_token: str) -> _Reader:
    here = actor.municipality_id
    if here is None or actor.person_id is None:
        return _Reader(None, "", False, "", {})
    return _Reader(
        here,
        await name_of(here),
        bool(may(actor, Act.JOIN_IDEA, Context(municipality_id=here))),
        await size_class_of(here),
        await answers_of(form_token, actor.person_id),
    )


class SimilarPages(Controller):
    path = "/groepen"

    @post("/vergelijkbaar", status_code=200)
    async def similar(self, request: AnyRequest, actor: By) -> Response[str]:
        """The fragment beside the form. It never blocks: when something fails it says so and the form goes on."""
        form = await request.form()
        title = str(form.get("titel", ""))[:300]
        text = "\n".join(str(form.get(name, ""))[:_READ] for name in ("samenvatting", "probleem", "aanpak"))[:_READ]
        number = str(form.get("nummer", ""))
        exclude = [int(number)] if number.isascii() and number.isdigit() and len(number) < 10 else []
        shown: tuple[Shown, ...] = ()
        failed = may_answer = False
        asked = bool(title.strip() or text.strip())
        if asked:
            try:
                async with asyncio.timeout(PATIENCE):
                    reader = await _reader(actor, str(form.get("formulier", ""))[:40])
                    found = await suggest(title, text, owner=reader.name, exclude=exclude)
                shown, may_answer = tuple(_shown(one, reader) for one in found), reader.may_answer
            except TROUBLE as error:
                _log.warning("suggestions", error=type(error).__name__)
                failed = True
        words = {word for one in shown for word in one.suggestion.reason.words}
        concepts = {number for one in shown for number in one.suggestion.reason.concepts}
        mine = plain(f"{title}. {text}", 1_000)
        own = excerpt(marked(mine, analyser(), list(words), list(concepts)), 260) if shown else []
        view = SimilarView(
            shown=shown,
            own=tuple(own),
            failed=failed,
            asked=asked,
            may_answer=may_answer,
        )
        return show(request, view)

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
                form_token=form.get("formulier", "")[:40] or None,
                tier=tier if tier in {one.value for one in Tier} else "",
                now=now,
            )
            if answer == "aangehaakt":
                await ideas.join(actor=actor, idea_id=idea.id, municipality_id=here, note="", now=now)
                return redirect(idea.address, request, _("U haakt aan bij dit plan."))
        except (Invalid, Conflict) as error:
            return show(request, ReasonView(text=_message(error)), status=422)
        if answer == "variant":
            text = _("Uw plan komt als variant bij deze groep, zodra u het indient en de groep akkoord is.")
        else:
            text = _("Dank u. Uw reden is bewaard.")
        return show(request, ReasonView(text=text))

    @get("/bij-idee/{number:int}")
    async def of_idea(self, request: AnyRequest, number: FromPath[int], actor: By) -> Response[str]:
        """The group of an idea: a panel for htmx, else the group's own page."""
        await visible_idea(number, municipality_ids=actor.municipalities())
        found = await queries.group_number_of_idea(number)
        if found is None:
            idea = await idea_by_id(number)
            if request.headers.get("hx-request") != "true":
                return redirect(idea.address, request)
            return show(request, OfIdeaView(group=None, others=()))
        group = await queries.group(found, limit=OTHERS_SHOWN)
        if request.headers.get("hx-request") != "true":
            return redirect(group.card.address, request)
        return show(request, OfIdeaView(group=group, others=tuple(one for one in group.members if one.id != number)))


class OfIdeaView(msgspec.Struct, frozen=True):
    """The group of an idea, and its other plans."""

    template: ClassVar[str] = "grouping/_of_idea.html"
    group: queries.GroupDetail | None
    others: tuple[queries.GroupMemberRow, ...]


def _message(error: DomainError) -> str:
    return " ".join(error.errors.values()) if isinstance(error, Invalid) else error.message
