"""Which mail one gets, stopping it from a mail, and mail that needs a look."""

from typing import ClassVar, Final

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.audit.actions import note_reading
from innovatie.audit.read_cache import NEWEST_ACT
from innovatie.domain import authority
from innovatie.domain.authority import Act, Context, town_of
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.notifications import actions, queries, reading, refused
from innovatie.notifications.kinds import CHOICE_LABELS, KINDS, Choice, Kind, read_unsubscribe_token
from innovatie.notifications.queries import NoticeRow, Preference, QueueRow
from innovatie.web.forms import Form
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.page_cache import NEWEST, UNREAD_NOTICES
from innovatie.web.pagination import Page, page
from innovatie.web.render import local_path, redirect, show


class PreferencesView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "notifications/preferences.html"
    preferences: tuple[Preference, ...]
    form: Form
    choices: tuple[tuple[str, str], ...]


class NoticesView(msgspec.Struct, frozen=True):
    """`last`: the newest that this page knows of; what comes later stays unread."""

    template: ClassVar[str] = "notifications/notices.html"
    notices: tuple[NoticeRow, ...]
    unread: int
    last: int
    page: Page


class UnsubscribeView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "notifications/unsubscribe.html"
    label: str
    token: str
    done: bool


class RefusedView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "notifications/refused.html"
    addresses: tuple[refused.RefusedRow, ...]


class QueueView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "notifications/queue.html"
    mail: tuple[QueueRow, ...]


BESIDE_SESSIONS: Final = {UNREAD_NOTICES: queries.UNREAD, NEWEST: NEWEST_ACT}
"""What each page of somebody who is signed in needs, found in one question with the session: how much there is to read,
for the bell in the header, and whether anything happened since the page was made."""


def _choices() -> tuple[tuple[str, str], ...]:
    return tuple((choice.value, _(label)) for choice, label in CHOICE_LABELS.items())


class NoticePages(Controller):
    path = "/berichten"
    guards = (signed_in,)

    @get()
    async def index(self, request: AnyRequest, actor: By) -> Response[str]:
        """Everything one was told, also what was mailed."""
        person = actor.person_id or 0
        told, unread = await queries.notice_counts(person)
        shown = page(request.query_params.get("pagina", 1), total=told)
        newest = await queries.notices_of(person, limit=1)
        notices = await queries.notices_of(person, limit=shown.size, offset=shown.offset)
        return show(
            request, NoticesView(notices=notices, unread=unread, last=newest[0].id if newest else 0, page=shown)
        )

    @get("/{number:int}")
    async def open(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """To where the notice leads; it is read then."""
        path = await reading.open_notice(actor=actor, number=number, now=now)
        return redirect(local_path(path, "/berichten"), request)

    @post("/gelezen")
    async def mark_read(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """What was shown counts as read."""
        form = Form(await request.form())
        last = form.integer("tot", label=_("Bericht"), required=True)
        read = await reading.mark_read(actor=actor, last=last if form.ok and last else 0, now=now)
        return redirect("/berichten", request, _("Gelezen.") if read else _("Er was niets nieuws."))


class PreferencePages(Controller):
    @get("/account/mail", guards=[signed_in])
    async def preferences(self, request: AnyRequest, actor: By) -> Response[str]:
        """How one wants to hear of each kind of message."""
        found = await queries.preferences(actor.person_id or 0)
        form = Form({row.kind: row.choice for row in found})
        return show(request, PreferencesView(preferences=found, form=form, choices=_choices()))

    @post("/account/mail", guards=[signed_in])
    async def choose(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Keep the choices."""
        form = Form(await request.form())
        chosen = {
            kind: form.choice(kind.value, label=_(about.label), options=Choice, required=True)
            for kind, about in KINDS.items()
        }
        if form.ok:
            wanted = {kind: choice for kind, choice in chosen.items() if choice is not None}
            await actions.choose(actor=actor, choices=wanted, now=now)
            return redirect("/account/mail", request, _("Uw keuze is bewaard."))
        found = await queries.preferences(actor.person_id or 0)
        return show(request, PreferencesView(preferences=found, form=form, choices=_choices()), status=422)

    @get("/mail/afmelden/{token:str}")
    async def ask_unsubscribe(self, request: AnyRequest, token: FromPath[str]) -> Response[str]:
        """Asks first: programs that read mail follow every link."""
        __, kind = _told(request, token)
        return show(request, UnsubscribeView(label=_about(kind), token=token, done=False))

    @post("/mail/afmelden/{token:str}", csrf_exempt=True)
    async def unsubscribe(self, request: AnyRequest, token: FromPath[str], now: Now) -> Response[str]:
        """Stop this kind of mail; mail programs may post here themselves (RFC 8058). The token is the proof."""
        person_id, kind = _told(request, token)
        await actions.unsubscribe(person_id=person_id, kind=kind, now=now)
        return show(request, UnsubscribeView(label=_about(kind), token=token, done=True))


def _about(kind: Kind | None) -> str:
    return _(KINDS[kind].label) if kind else _("alles wat eens per dag komt")


def _told(request: AnyRequest, token: str) -> tuple[int, Kind | None]:
    found = read_unsubscribe_token(token, request.app.state.settings.required_secret())
    if found is None:
        raise NotFound("Deze link om af te melden is niet heel. Kies uw mail bij ‘Mijn account’.")
    return found


class QueuePages(Controller):
    @get("/beheer/mail", guards=[signed_in])
    async def queue(self, request: AnyRequest, actor: By) -> Response[str]:
        """Mail that needs a look: refused, uncertain, or tried again. No addresses."""
        authority.require(actor, Act.MANAGE_PLATFORM)
        return show(request, QueueView(mail=await queries.troubled_mail()))


class RefusedPages(Controller):
    path = refused.HERE
    guards = (signed_in,)

    @get("/")
    async def addresses(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Colleagues whose address refuses mail. Looking at addresses leaves a row in the trail."""
        authority.require(actor, Act.GRANT_ROLE, Context(municipality_id=actor.municipality_id))
        town = town_of(actor)
        await note_reading(
            actor=actor,
            page="adressen die mail weigeren",
            object_kind="gemeente",
            object_id=town,
            now=now,
            on_behalf_of=town,
        )
        return show(request, RefusedView(addresses=await refused.refused_in(town, today=dutch_day(now))))

    @post("/{number:int}/opnieuw")
    async def again(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Mail to an address again."""
        name = await refused.try_again(actor=actor, number=number, now=now)
        return redirect(refused.HERE, request, _("Wij mailen %(naam)s weer.", naam=name))


NOTIFICATION_PAGES = (NoticePages, PreferencePages, QueuePages, RefusedPages)
