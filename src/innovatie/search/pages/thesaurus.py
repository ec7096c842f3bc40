"""The list of words: everybody reads it, VNG changes it, with a reason that everybody can read too."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.language import Kind, fold
from innovatie.domain.slugs import slug
from innovatie.search import actions, queries, wording
from innovatie.search.addresses import question_in
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.pagination import Page, page
from innovatie.web.render import redirect, show

HERE = "/zoeken/woordenlijst"
_SIZE = 50


class ThesaurusView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "search/thesaurus.html"
    concepts: tuple[queries.ConceptRow, ...]
    page: Page
    words: str
    kind: str
    changed_only: bool
    kinds: dict[str, str]
    changes: tuple[queries.ChangeRow, ...]
    may_change: bool


class ConceptView(msgspec.Struct, frozen=True):
    """`documents` is how many documents of the index name the concept."""

    template: ClassVar[str] = "search/concept.html"
    concept: queries.ConceptRow
    kind: str
    documents: int
    changes: tuple[queries.ChangeRow, ...]
    form: Form
    may_change: bool


class NewConceptView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "search/new_concept.html"
    form: Form
    kinds: dict[str, str]


def _kinds() -> dict[str, str]:
    return {
        Kind.TASK.value: _("Taak van een gemeente"),
        Kind.METHOD.value: _("Manier van werken"),
        Kind.LAW.value: _("Wet of regeling"),
        Kind.SYSTEM.value: _("Systeem of voorziening"),
        Kind.WORD.value: _("Gewoon woord (alleen voor het zoeken)"),
    }


async def _view(concept: queries.ConceptRow, actor: Actor, form: Form) -> ConceptView:
    return ConceptView(
        concept=concept,
        kind=_kinds()[concept.kind],
        documents=await queries.documents_with(concept.name),
        changes=tuple(await queries.history(name=concept.name)),
        form=form,
        may_change=bool(authority.may(actor, Act.MANAGE_THESAURUS)),
    )


def _filled(concept: queries.ConceptRow) -> Form:
    lines = "\n".join(concept.terms)
    return Form.filled({"termen": lines, "gezien": lines})


class ThesaurusPages(Controller):
    path = HERE

    @get("/")
    async def index(self, request: AnyRequest, actor: By) -> Response[str]:
        """The concepts by name, to search and to filter; what changed of late."""
        await wording.refresh()
        values = request.query_params
        words, kind = str(values.get("q", ""))[:80], str(values.get("soort", ""))
        kind = kind if kind in set(Kind) else ""
        changed_only = values.get("gewijzigd") == "ja"
        rows = queries.concept_rows(words=fold(words.strip()), kind=kind, changed_only=changed_only)
        wanted = page(values.get("pagina", 1), total=len(rows), size=_SIZE)
        view = ThesaurusView(
            concepts=tuple(rows[wanted.offset : wanted.offset + wanted.size]),
            page=wanted,
            words=words,
            kind=kind,
            changed_only=changed_only,
            kinds=_kinds(),
            changes=tuple(await queries.history(limit=10)),
            may_change=bool(authority.may(actor, Act.MANAGE_THESAURUS)),
        )
        return show(request, view)

    @get("/nieuw", guards=[signed_in])
    async def new(self, request: AnyRequest, actor: By) -> Response[str]:
        """The form for a new concept."""
        authority.require(actor, Act.MANAGE_THESAURUS)
        asked = question_in({"q": request.query_params.get("begrip")})
        return show(request, NewConceptView(form=Form.filled({"begrip": asked}) if asked else Form(), kinds=_kinds()))

    @post("/nieuw", guards=[signed_in])
    async def add(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Add a concept."""
        form = Form(await request.form())
        name = form.text("begrip", label=_("Begrip"))
        act = actions.add_concept(
            actor=actor,
            name=name,
            kind=form.values.get("soort", ""),
            terms=form.values.get("termen", ""),
            reason=form.values.get("reden", ""),
            now=now,
        )
        if await done(form, act):
            return await _changed(request, slug(fold(name)), _("Het begrip staat in de lijst."))
        return show(request, NewConceptView(form=form, kinds=_kinds()), status=form.status)

    @get("/{address:str}")
    async def concept(self, request: AnyRequest, address: FromPath[str], actor: By) -> Response[str]:
        """One concept with its terms and its history."""
        await wording.refresh()
        concept = queries.concept_at(address)
        return show(request, await _view(concept, actor, _filled(concept)))

    @post("/{address:str}", guards=[signed_in])
    async def change(self, request: AnyRequest, address: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Other terms."""
        await wording.refresh()
        concept = queries.concept_at(address)
        form = Form(await request.form())
        act = actions.change_concept(
            actor=actor,
            name=concept.name,
            terms=form.values.get("termen", ""),
            reason=form.values.get("reden", ""),
            expected=[line.strip() for line in form.values.get("gezien", "").splitlines() if line.strip()],
            now=now,
        )
        if await done(form, act):
            return await _changed(request, address, _("Het begrip is gewijzigd."))
        return show(request, await _view(queries.concept_at(address), actor, form), status=form.status)

    @post("/{address:str}/verwijderen", guards=[signed_in])
    async def remove(self, request: AnyRequest, address: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The concept does not count any more."""
        await wording.refresh()
        concept = queries.concept_at(address)
        form = Form(await request.form())
        act = actions.remove_concept(actor=actor, name=concept.name, reason=form.values.get("reden", ""), now=now)
        if await done(form, act):
            return await _changed(request, address, _("Het begrip telt niet meer mee. U kunt het terugzetten."))
        return show(request, await _view(concept, actor, form), status=form.status)

    @post("/{address:str}/herstellen", guards=[signed_in])
    async def restore(self, request: AnyRequest, address: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Back to the shipped list."""
        await wording.refresh()
        concept = queries.concept_at(address)
        form = Form(await request.form())
        act = actions.restore_concept(actor=actor, name=concept.name, reason=form.values.get("reden", ""), now=now)
        if await done(form, act):
            return await _changed(request, address, _("Het begrip is weer zoals het is meegeleverd."))
        return show(request, await _view(concept, actor, form), status=form.status)


async def _changed(request: AnyRequest, address: str, message: str) -> Response[str]:
    """The new words count in this process at once; the index follows in a job."""
    await wording.refresh()
    return redirect(f"{HERE}/{address}", request, message + " " + _("Plannen worden zo opnieuw gelezen."))
