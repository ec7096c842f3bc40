"""The letters so far, and the form in which one is written or changed."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.letters import BLANKS
from innovatie.insight.letters import actions, queries
from innovatie.insight.letters.forms import Choices, filled_from, read_content
from innovatie.insight.letters.queries import Delivery, LetterRow, Template
from innovatie.municipalities.queries import partnerships
from innovatie.notifications.queries import AUDIENCES
from innovatie.rounds.queries import rounds
from innovatie.web.forms import Form, done, refusals_in
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class LettersView(msgspec.Struct, frozen=True):
    """`headings` and, as far as they are known, `deliveries`: by the number of a letter."""

    template: ClassVar[str] = "insight/letters/letters.html"
    letters: tuple[LetterRow, ...]
    headings: dict[int, str]
    deliveries: dict[int, Delivery]
    templates: tuple[Template, ...]
    audiences: dict[str, str]


class WriteView(msgspec.Struct, frozen=True):
    """`number`: of the letter that is changed; None for a new one. `begun_from`: the name of what it began from."""

    template: ClassVar[str] = "insight/letters/write.html"
    number: int | None
    stand: str
    form: Form
    choices: Choices
    blanks: tuple[tuple[str, str], ...]
    begun_from: str


class WritingPages(Controller):
    path = "/vng/brieven"
    guards = (vng_only,)

    @get()
    async def index(self, request: AnyRequest, actor: By) -> Response[str]:
        """What is planned, what is being written, what was sent, and letters to begin from."""
        authority.require(actor, Act.DIRECT_ROUND)
        found = await queries.letters()
        view = LettersView(
            letters=found,
            headings=await queries.headings(found),
            deliveries=await queries.deliveries([one.id for one in found if one.sent_at and one.delivered is None]),
            templates=await queries.templates(),
            audiences=AUDIENCES,
        )
        return show(request, view)

    @get("/nieuw")
    async def begin(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """An empty letter, or one that begins from another (`?sjabloon=`), of a round (`?ronde=`)."""
        authority.require(actor, Act.DIRECT_ROUND)
        values: dict[str, object] = {"soort": "brief", "knop": "mijn werk", "aan": "allen"}
        begun_from = ""
        if key := request.query_params.get("sjabloon", ""):
            found = await queries.template(key)
            values, begun_from = filled_from(found), found.name
        if code := request.query_params.get("ronde", ""):
            values["ronde"] = code
        return show(request, await write_view(Form.filled(values), now, begun_from=begun_from))

    @post("/nieuw")
    async def write(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Keep the letter and show how it will arrive."""
        authority.require(actor, Act.DIRECT_ROUND)
        form = Form(await request.form())
        view = await write_view(form, now)
        content = read_content(form, view.choices)
        if form.ok:
            with refusals_in(form):
                number = await actions.write_letter(actor=actor, content=content, now=now)
                return redirect(f"/vng/brieven/{number}", request)
        return show(request, view, status=form.status)

    @get("/{number:int}/wijzigen")
    async def change_form(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """The letter in its form."""
        authority.require(actor, Act.DIRECT_ROUND)
        letter = await queries.letter(number)
        return show(request, await write_view(Form.filled(filled_from(letter)), now, letter=letter))

    @post("/{number:int}/wijzigen")
    async def change(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Keep what was changed and show how it will arrive."""
        authority.require(actor, Act.DIRECT_ROUND)
        form = Form(await request.form())
        view = await write_view(form, now, letter=await queries.letter(number))
        content = read_content(form, view.choices)
        if form.ok:
            changing = actions.change_letter(
                actor=actor, number=number, content=content, stand=form.value("stand"), now=now
            )
            if await done(form, changing):
                return redirect(f"/vng/brieven/{number}", request, _("De brief is gewijzigd. Bekijk hem opnieuw."))
        return show(request, view, status=form.status)


async def choices_now(now: datetime) -> Choices:
    """The rounds and Kringen of this moment, the newest round first."""
    kringen = await partnerships(day=dutch_day(now), kind="kring")
    return Choices(
        [(card.code, card.name) for card in await rounds(now=now, drafts=True)],
        [(str(kring.id), kring.name) for kring in kringen],
    )


async def write_view(form: Form, now: datetime, *, letter: LetterRow | None = None, begun_from: str = "") -> WriteView:
    """The form of a letter, new or changed."""
    return WriteView(
        number=letter.id if letter else None,
        stand=form.value("stand") or (letter.stand if letter else ""),
        form=form,
        choices=await choices_now(now),
        blanks=tuple((f"{{{blank}}}", _(label)) for blank, label in BLANKS.items()),
        begun_from=begun_from,
    )
