"""My searches: keep one, look at what was new, rename, remove."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain.authority import Actor
from innovatie.notifications.kinds import CHOICE_LABELS, Choice, Kind
from innovatie.notifications.queries import NoticeRow, notices_of, preferences
from innovatie.saved_searches import actions, queries
from innovatie.search.addresses import filters_in, question_in
from innovatie.search.facet_labels import labels, value_label
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

HERE = "/zoeken/bewaard"


class Kept(msgspec.Struct, frozen=True):
    """A kept search with its filters in words: (facet, value)."""

    search: queries.SavedSearchRow
    filters: tuple[tuple[str, str], ...]


class SavedView(msgspec.Struct, frozen=True):
    """`form` holds the refused name, `renamed` the search it was for (None: a new one)."""

    template: ClassVar[str] = "saved_searches/list.html"
    searches: tuple[Kept, ...]
    notices: tuple[NoticeRow, ...]
    choice: str
    form: Form
    renamed: int | None


async def _list(actor: Actor, form: Form, renamed: int | None = None) -> SavedView:
    person = actor.person_id or 0
    found = await queries.searches_of(person)
    words = labels()
    chosen = {row.kind: row.choice for row in await preferences(person)}
    return SavedView(
        searches=tuple(
            Kept(one, tuple((words[facet], value_label(facet, value)) for facet, value in one.filters.items()))
            for one in found
        ),
        notices=await notices_of(person, kind=Kind.SEARCH, limit=10),
        choice=_(CHOICE_LABELS[Choice(chosen[Kind.SEARCH.value])]),
        form=form,
        renamed=renamed,
    )


class SavedSearchPages(Controller):
    path = HERE
    guards = (signed_in,)

    @get("/")
    async def index(self, request: AnyRequest, actor: By) -> Response[str]:
        """What one keeps, and what was new of late."""
        return show(request, await _list(actor, Form()))

    @post("/")
    async def save(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Keep the search that stands in the form."""
        sent = await request.form()
        form = Form(sent)
        name, question, filters = form.text("naam", label=_("Naam")), question_in(sent), filters_in(sent)
        if form.ok and await done(
            form,
            actions.save_search(
                actor=actor, name=name or question[: actions.LONGEST_NAME], question=question, filters=filters, now=now
            ),
        ):
            return redirect(HERE, request, _("De zoekopdracht is bewaard. Wij zoeken elke nacht voor u."))
        return show(request, await _list(actor, form), status=form.status)

    @get("/{number:int}")
    async def open(self, request: AnyRequest, number: FromPath[int], actor: By) -> Response[str]:
        """The search itself: where the alert leads to."""
        kept = await queries.search_of(actor.person_id or 0, number)
        return redirect(kept.address, request)

    @post("/{number:int}/naam")
    async def rename(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Another name."""
        form = Form(await request.form())
        name = form.text("naam", label=_("Naam"))
        if form.ok and await done(form, actions.rename_search(actor=actor, number=number, name=name, now=now)):
            return redirect(HERE, request, _("De naam is veranderd."))
        return show(request, await _list(actor, form, number), status=form.status)

    @post("/{number:int}/verwijderen")
    async def remove(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """No more alerts."""
        await actions.remove_search(actor=actor, number=number, now=now)
        return redirect(HERE, request, _("De zoekopdracht is verwijderd."))
