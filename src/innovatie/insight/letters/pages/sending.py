"""A letter as it will arrive and whom it reaches; trying it, planning it, sending it, calling it off."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.letters import GOALS, TAKING_PART, fill
from innovatie.domain.phases import LABELS
from innovatie.domain.wording import as_written
from innovatie.insight.letters import actions, queries
from innovatie.insight.letters.forms import read_moment
from innovatie.insight.letters.queries import Delivery, LetterRow
from innovatie.insight.letters.readers import Reader
from innovatie.municipalities.queries import partnerships
from innovatie.notifications.previews import Message, Preview, preview
from innovatie.notifications.queries import AUDIENCES
from innovatie.web.forms import Form, done, refusals_in
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.render import redirect, show

EXAMPLES = 3
"""So many readers are shown with the letter as they get it."""


class Example(msgspec.Struct, frozen=True):
    """The letter as one reader gets it."""

    reader: str
    place: str
    subject: str
    paragraphs: tuple[str, ...]


class LetterView(msgspec.Struct, frozen=True):
    """`heading`: the subject with the blanks filled that are the same for all readers.

    `places`: the municipalities and Kringen that it reaches, with how many people; `placeless`: readers of none.

    `reach` is None when nobody can be counted: then the form says why.
    """

    template: ClassVar[str] = "insight/letters/letter.html"
    letter: LetterRow
    heading: str
    chosen: tuple[tuple[str, str], ...]
    examples: tuple[Example, ...]
    reach: Preview | None
    places: tuple[tuple[str, int], ...]
    placeless: int
    goal: str
    delivery: Delivery | None
    progress: queries.Progress | None
    form: Form


class ProgressView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "insight/letters/_progress.html"
    progress: queries.Progress


class SendingPages(Controller):
    path = "/vng/brieven"
    guards = (vng_only,)

    @get("/{number:int}")
    async def look(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """The letter as it will arrive, and to whom; from now on it can go."""
        authority.require(actor, Act.DIRECT_ROUND)
        view = await _view(number, Form(), now)
        await actions.look_at_letter(actor=actor, number=number, now=now)
        return show(request, view)

    @get("/{number:int}/voortgang")
    async def progress(self, request: AnyRequest, number: FromPath[int], actor: By) -> Response[str]:
        """How far a letter is that goes now: a piece of its page, which asks for it while there is something to do."""
        authority.require(actor, Act.DIRECT_ROUND)
        found = await queries.progress(number)
        if found is None:
            raise NotFound("Deze brief gaat nu niet weg.")
        return show(request, ProgressView(progress=found))

    @post("/{number:int}")
    async def send(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Send the letter."""
        authority.require(actor, Act.DIRECT_ROUND)
        form = Form(await request.form())
        expected = form.integer("ontvangers", label=_("Ontvangers")) or 0
        with refusals_in(form):
            sent = await actions.send_letter(
                actor=actor, number=number, expected=expected, stand=form.value("stand"), now=now
            )
            message = ngettext("De brief gaat nu naar %(n)s persoon.", "De brief gaat nu naar %(n)s mensen.", sent)
            return redirect(f"/vng/brieven/{number}", request, message)
        return show(request, await _view(number, form, now), status=form.status)

    @post("/{number:int}/plannen")
    async def plan(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Have it go at a moment."""
        authority.require(actor, Act.DIRECT_ROUND)
        form = Form(await request.form())
        expected = form.integer("ontvangers", label=_("Ontvangers")) or 0
        moment = read_moment(form)
        if form.ok and moment is not None:
            planning = actions.plan_letter(
                actor=actor, number=number, expected=expected, stand=form.value("stand"), send_at=moment, now=now
            )
            if await done(form, planning):
                message = _("De brief staat klaar. Tot dat moment kunt u hem afblazen.")
                return redirect(f"/vng/brieven/{number}", request, message)
        return show(request, await _view(number, form, now), status=form.status)

    @post("/{number:int}/afblazen")
    async def call_off(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """The planned letter does not go."""
        form = Form()
        if await done(form, actions.call_off(actor=actor, number=number, now=now)):
            return redirect(f"/vng/brieven/{number}", request, _("De brief gaat niet weg."))
        return show(request, await _view(number, form, now), status=form.status)

    @post("/{number:int}/proef")
    async def test(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """The letter to oneself."""
        form = Form()
        if await done(form, actions.send_test(actor=actor, number=number, now=now)):
            message = _("De proef is onderweg naar uw eigen e-mailadres.")
            return redirect(f"/vng/brieven/{number}", request, message)
        return show(request, await _view(number, form, now), status=form.status)

    @post("/{number:int}/weggooien")
    async def discard(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Throw away what was not sent."""
        form = Form()
        if await done(form, actions.discard_letter(actor=actor, number=number, now=now)):
            return redirect("/vng/brieven", request, _("De brief is weggegooid."))
        return show(request, await _view(number, form, now), status=form.status)

    @post("/{number:int}/sjabloon")
    async def keep(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Keep the letter to begin another one from."""
        authority.require(actor, Act.DIRECT_ROUND)
        form = Form(await request.form())
        name = form.text("sjabloonnaam", label=_("Naam van het sjabloon"), required=True, max_length=80)
        letter = await queries.letter(number)
        if form.ok:
            content = actions.content_of(letter)
            selection = msgspec.structs.replace(content.selection, round="", phase=None)
            keeping = actions.keep_template(
                actor=actor,
                key=None,
                name=name,
                content=msgspec.structs.replace(content, selection=selection),
                now=now,
            )
            if await done(form, keeping):
                return redirect(f"/vng/brieven/{number}", request, _("Bewaard als sjabloon."))
        return show(request, await _view(number, form, now), status=form.status)


async def _view(number: int, form: Form, now: datetime) -> LetterView:
    letter = await queries.letter(number)
    readers: tuple[Reader, ...] = ()
    values: Mapping[str, str] = {}
    reach = None
    with refusals_in(form):
        readers, values = await actions.check(actions.content_of(letter), now=now)
        reach = await preview(
            [reader.id for reader in readers],
            kind=letter.kind,
            message=Message(as_written(letter.subject), as_written(letter.body)),
        )
    places: dict[str, int] = {}
    for reader in readers:
        for place in reader.places:
            places[place] = places.get(place, 0) + 1
    shown = [_example(letter, reader, values) for reader in readers[:EXAMPLES]]
    kept = None if letter.delivered is not None else (await queries.deliveries([number])).get(number)
    heading = (await queries.headings([letter]))[number]
    return LetterView(
        letter=letter,
        heading=heading if letter.sent_at else fill(heading, values),
        chosen=await _chosen(letter, now),
        examples=tuple(shown),
        reach=reach,
        places=tuple(sorted(places.items())),
        placeless=sum(not reader.places for reader in readers),
        goal=_(GOALS[letter.goal][0]),
        delivery=kept,
        progress=await queries.progress(number),
        form=form,
    )


def _example(letter: LetterRow, reader: Reader, values: Mapping[str, str]) -> Example:
    filled = {**values, **reader.values()}
    return Example(
        reader=reader.name,
        place=", ".join(reader.places),
        subject=fill(letter.subject, filled),
        paragraphs=tuple(part for part in fill(letter.body, filled).split("\n\n") if part),
    )


async def _chosen(letter: LetterRow, now: datetime) -> tuple[tuple[str, str], ...]:
    """Whom the letter is for, in words: what was chosen and nothing else."""
    selection = letter.selection
    names = {one.id: one.name for one in await partnerships(day=dutch_day(now), kind="kring")}
    said = (
        (_("Aan"), _(AUDIENCES[letter.audience])),
        (_("Ronde"), selection.round),
        (_("Wat zij deden"), _(TAKING_PART[selection.part]) if selection.part else ""),
        (_("Provincie"), ", ".join(selection.provinces)),
        (_("Grootte"), ", ".join(_(size) for size in selection.sizes)),
        (_("Kring"), ", ".join(names.get(one, "") for one in selection.kringen)),
        (_("Fase van de invulplekken"), _(LABELS[selection.phase]) if selection.phase else ""),
    )
    return tuple((label, value) for label, value in said if value)
