"""`/ideeen/invoeren`: a list of plans that a municipality keeps itself, looked at first and then brought in."""

import base64
import binascii
import zlib
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

import msgspec
from litestar import Controller, Response, get, post

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.idea_import import COLUMN_LABELS, Reading
from innovatie.domain.idea_sources import short_name
from innovatie.ideas import actions, queries
from innovatie.ideas.own_lists import OwnList
from innovatie.ideas.pages.form_context import FormContext
from innovatie.ideas.queries.listing import clear_facets
from innovatie.municipalities.queries import codes_of_line
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.render import redirect, show
from innovatie.web.requests import SentFile, sent_file

LARGEST: Final = 2_000_000
"""Bytes of the file; it travels with the page until it is brought in, so that nothing of it is kept before."""
SHOWN_LINES: Final = 50


class ColumnShown(msgspec.Struct, frozen=True):
    """A column of the file with its first value, and what it is read as: a column of ours, '-' or ''."""

    field: str
    header: str
    example: str
    read_as: str


class LineShown(msgspec.Struct, frozen=True):
    line: int
    title: str
    outcome: str
    address: str


class ProblemShown(msgspec.Struct, frozen=True):
    line: int
    column: str
    reason: str


class BringInView(msgspec.Struct, frozen=True):
    """The form for a file, and when one was sent: what is in it and what would become of each line."""

    template: ClassVar[str] = "ideas/bring_in.html"
    form: Form
    acting: str
    lists: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    sheets: tuple[str, ...] = ()
    columns: tuple[ColumnShown, ...] = ()
    problems: tuple[ProblemShown, ...] = ()
    more_problems: int = 0
    notes: tuple[str, ...] = ()
    lines: tuple[LineShown, ...] = ()
    more_lines: int = 0
    told: str = ""
    ready: int = 0


class BringInPages(Controller):
    path = "/ideeen/invoeren"
    guards = (signed_in,)

    @get("/")
    async def ask(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Which file, and what the list is called."""
        context = await FormContext.open(actor, now, None)
        lists = await queries.lists_of(context.acting_id)
        form = Form.filled({"lijst": lists[0].list if lists else ""})
        return show(request, _view(form, context, lists))

    @post("/", request_max_body_size=LARGEST * 4 // 3 + 300_000)
    async def look(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """What would become of each line; with `actie=invoeren` it becomes so."""
        context = await FormContext.open(actor, now, None)
        sent = await request.form()
        form, lists = Form(sent), await queries.lists_of(context.acting_id)
        name = short_name(form.text("lijst", label=_("Hoe heet deze lijst?"), required=True))
        if not name and form.ok:
            form.fail("lijst", _("Geef de lijst een naam met letters of cijfers, zoals plannenlijst."))
        found = await _list(form, sent_file(sent, "bestand"))
        if found is None or not form.ok:
            return show(request, _view(form, context, lists), status=422)
        form.values["lijst"] = name
        kept = next((one.columns for one in lists if one.list == name), {})
        given = found.given(
            {header: form.value(_field(header)) for header in found.headers if _field(header) in form.values}, kept
        )
        reading = await found.read(await codes_of_line(context.acting_id), context.towns.names, dutch_day(now), given)
        wanted = form.value("actie") == "invoeren" and not reading.problems
        done = actions.Imported(0, 0, 0)
        with refusals_in(form):
            if reading.rows:
                done = await actions.bring_in_list(
                    actor=actor,
                    municipality_id=context.acting_id,
                    name=name,
                    rows=reading.rows,
                    columns=given,
                    dry_run=not wanted,
                    now=now,
                )
        if wanted and form.ok:
            clear_facets()
            return redirect("/ideeen/mijn", request, " ".join((_("Klaar."), *_told(done))))
        view = _checked(_view(form, context, lists), found, given, reading, done)
        return show(request, view, status=422 if reading.problems else form.status if form.errors else 200)


async def _list(form: Form, file: SentFile) -> OwnList | None:
    """The list in the file that was chosen, or that the page brought along; what is wrong stands in the form."""
    content = file.content
    if file.name:
        form.values |= {"naam": file.name[:200], "blad": ""}
    else:
        try:
            content = base64.b64decode(form.value("inhoud"), validate=True)
        except binascii.Error:
            content = b""
    if not content:
        form.fail("bestand", _("Kies het bestand met uw plannen."))
        return None
    if len(content) > LARGEST:
        form.fail("bestand", _("Dit bestand is te groot: hooguit 2 MB. Haal plaatjes weg of deel de lijst op."))
        return None
    form.values["inhoud"] = base64.b64encode(content).decode()
    with refusals_in(form):
        return await OwnList.opened(content, sheet=form.value("blad"))
    return None


def _field(header: str) -> str:
    """The name of the field for a column: a better file may have them in another order."""
    return f"kolom-{zlib.crc32(header.encode()):08x}"


def _view(form: Form, context: FormContext, lists: Sequence[queries.KnownList]) -> BringInView:
    labels = tuple((column, _(label)) for column, label in COLUMN_LABELS.items())
    names = tuple(dict.fromkeys(one.list for one in lists))  # two that went up in this one may have used the same
    return BringInView(form=form, acting=context.acting, lists=names, labels=labels)


def _checked(
    view: BringInView, found: OwnList, given: Mapping[str, str], reading: Reading, done: actions.Imported
) -> BringInView:
    """The page with what the file holds; each column shows what it is read as."""
    titles = {row.line: row.content.title for row in reading.rows}
    return msgspec.structs.replace(
        view,
        sheets=found.sheets,
        columns=tuple(
            ColumnShown(_field(header), header, example, read_as) for header, example, read_as in found.columns(given)
        ),
        problems=tuple(ProblemShown(one.line, one.column, _(one.reason)) for one in reading.problems[:SHOWN_LINES]),
        more_problems=max(0, len(reading.problems) - SHOWN_LINES),
        notes=reading.notes,
        lines=tuple(
            LineShown(
                one.line, titles[one.line], _outcome(one.outcome), f"/ideeen/{one.idea}" if one.idea is not None else ""
            )
            for one in done.outcomes[:SHOWN_LINES]
        ),
        more_lines=max(0, len(done.outcomes) - SHOWN_LINES),
        told=" ".join(_told(done)),
        ready=0 if reading.problems or view.form.errors else done.new + done.changed,
    )


def _outcome(outcome: actions.Outcome) -> str:
    return {
        actions.Outcome.NEW: _("nieuw"),
        actions.Outcome.CHANGED: _("gewijzigd"),
        actions.Outcome.UNCHANGED: _("gelijk"),
        actions.Outcome.WITHDRAWN: _("ingetrokken, blijft zo"),
        actions.Outcome.CONFLICT: _("hier ook gewijzigd: u kiest bij het plan"),
    }[outcome]


def _told(done: actions.Imported) -> tuple[str, ...]:
    told = [
        ngettext("%(n)s plan is nieuw.", "%(n)s plannen zijn nieuw.", done.new),
        ngettext("%(n)s plan is gewijzigd.", "%(n)s plannen zijn gewijzigd.", done.changed),
        ngettext("%(n)s plan was al gelijk.", "%(n)s plannen waren al gelijk.", done.unchanged),
        ngettext(
            "%(n)s plan is ingetrokken en blijft zo.",
            "%(n)s plannen zijn ingetrokken en blijven zo.",
            done.withdrawn,
        ),
        ngettext(
            "Bij %(n)s plan is hier ook iets gewijzigd: dat blijft, en u kiest bij het plan.",
            "Bij %(n)s plannen is hier ook iets gewijzigd: dat blijft, en u kiest bij het plan.",
            len(done.conflicts),
        ),
    ]
    numbers = (done.new, done.changed, done.unchanged, done.withdrawn, len(done.conflicts))
    return tuple(text for text, number in zip(told, numbers, strict=True) if number)
