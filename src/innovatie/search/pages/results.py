"""The search page: results as one types, filters with counts, and never a dead end."""

from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar
from urllib.parse import quote_plus

import msgspec
from litestar import Controller, MediaType, Response, get
from markupsafe import Markup, escape

from innovatie.domain.searching import Query
from innovatie.domain.similarity import Piece
from innovatie.domain.themes import BY_SLUG
from innovatie.search import engine_selection, questions
from innovatie.search.addresses import PARAMETERS, filters_in, question_in, sort_in
from innovatie.search.answering import ask
from innovatie.search.engine import SORTS, Hit
from innovatie.search.facet_labels import kinds_in_words, labels, value_label
from innovatie.search.marking import all_shown
from innovatie.web import i18n
from innovatie.web.format import number_nl
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.i18n import _
from innovatie.web.pagination import Page, page, query_string
from innovatie.web.render import redirect, show, wants_fragment

HERE = "/zoeken"
_OPEN_FACETS = ("kind", "theme", "stage")
_MOST_OPTIONS = 40
_MOST_SUGGESTIONS = 7
EXCERPT = 240
"""Characters of a text that stand under a result."""


class Result(msgspec.Struct, frozen=True):
    """A hit with its words marked."""

    hit: Hit
    kind: str
    theme: str
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]


class Box(msgspec.Struct, frozen=True):
    """One filter with its values; `without` leads to the results without it; `open` when it stands unfolded.

    `options`: a line for each value, with where it leads and how many it would leave.
    """

    label: str
    chosen_label: str
    without: str
    options: Markup
    open: bool


class SearchView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "search/page.html"
    q: str
    corrected: str
    results: tuple[Result, ...]
    page: Page
    boxes: tuple[Box, ...]
    chosen: dict[str, str]
    sort: str
    sorts: tuple[tuple[str, str], ...]
    counted: bool
    """Whether questions are counted: results then lead past the count."""


def _boxes(facets: dict[str, dict[str, int]], chosen: dict[str, str], q: str, sort: str) -> tuple[Box, ...]:
    asked = {PARAMETERS[name]: value for name, value in chosen.items()} | {"q": q}
    if sort != SORTS[0]:
        asked["sorteer"] = sort
    boxes = []
    for facet, label in labels().items():
        counts = facets.get(facet, {})
        picked = chosen.get(facet, "")
        if facet == "winner":
            counts = {value: number for value, number in counts.items() if value == "ja"}
        if picked and picked not in counts:
            counts = {**counts, picked: 0}
        if not picked and len(counts) < (1 if facet == "winner" else 2):
            continue
        by_name = facet in ("year", "round")
        values = sorted(counts, key=lambda value: (value if by_name else "", -counts[value], value), reverse=by_name)
        without = HERE + query_string(asked, **{PARAMETERS[facet]: ""})
        begin = f"{without}{'&' if '?' in without else '?'}{PARAMETERS[facet]}="
        options = _options(escape(begin), [(value, counts[value]) for value in values[:_MOST_OPTIONS]], facet, picked)
        named = value_label(facet, picked) if picked else ""
        boxes.append(Box(label, named, without, options, facet in _OPEN_FACETS or bool(picked)))
    return tuple(boxes)


def _options(begin: str, counts: Sequence[tuple[str, int]], facet: str, picked: str) -> Markup:
    """The lines of a filter. Each page has some eighty, which is too many for a loop of the template."""
    language = i18n.language()
    lines = []
    for value, number in counts:
        label, quoted = _label(facet, value, language)
        begun, ended = '<span class="facet-link" aria-current="true">', "</span>"
        if value != picked:
            begun, ended = f'<a class="facet-link" href="{begin}{quoted}">', "</a>"
        counted = f'<span class="facet-link__count">{number_nl(number)}</span>'
        lines.append(f"<li>{begun}<span>{label}</span> {counted}{ended}</li>")
    return Markup("\n".join(lines))  # noqa: S704 -- label and address are escaped, the number is one


@lru_cache(maxsize=2_000)
def _label(facet: str, value: str, _language: i18n.Language) -> tuple[str, str]:
    """How a value of a filter is called, and how it stands in an address: values are few."""
    return str(escape(value_label(facet, value))), str(escape(quote_plus(value)))


async def _results(query: Query, hits: tuple[Hit, ...]) -> tuple[Result, ...]:
    kinds = kinds_in_words()
    found = await all_shown(hits, list(query.terms), EXCERPT)
    return tuple(
        Result(
            hit,
            kinds.get(hit.kind, hit.kind),
            _(BY_SLUG[hit.theme].label) if hit.theme in BY_SLUG else "",
            tuple(title),
            tuple(text),
        )
        for hit, title, text in found
    )


class Suggestion(msgspec.Struct, frozen=True, rename={"title": "titel", "address": "adres", "kind": "soort"}):
    """One line under the search box: the title, where it leads, and what it is."""

    title: str
    address: str
    kind: str


class SearchPages(Controller):
    @get("/zoeken/suggesties")
    async def suggestions(self, request: AnyRequest) -> Response[list[Suggestion]]:
        """The best few finds for what is being typed in the header, as JSON for its script."""
        q = question_in(request.query_params)
        found: list[Suggestion] = []
        if len(q) > 1:
            _query, answer = await ask(q, limit=_MOST_SUGGESTIONS, with_facets=False, by_meaning=False)
            kinds = kinds_in_words()
            found = [
                Suggestion(
                    hit.title,
                    hit.address,
                    ", ".join(part for part in (kinds.get(hit.kind, hit.kind), hit.owner) if part),
                )
                for hit in answer.hits
            ]
        return Response(found, media_type=MediaType.JSON, headers={"Vary": "Cookie"})

    @get("/zoeken")
    async def search(self, request: AnyRequest, now: Now) -> Response[str]:
        """Results for `q`; for htmx only the results with their filters."""
        values = request.query_params
        q, chosen, sort = question_in(values), filters_in(values), sort_in(values)
        wanted = page(values.get("pagina", 1), total=20_000)
        query, answer = await ask(q, filters=chosen, sort=sort, offset=wanted.offset, limit=wanted.size)
        if not (chosen or wanted.offset or wants_fragment(request)):  # half a word that is typed is no question
            await questions.note_asked(q, found=answer.total, now=now)
        view = SearchView(
            q=q,
            corrected=query.corrected,
            results=await _results(query, answer.hits),
            page=page(wanted.number, total=answer.total),
            boxes=_boxes(answer.facets, chosen, q, sort),
            chosen={PARAMETERS[facet]: value for facet, value in chosen.items()},
            sort=sort,
            sorts=(
                ("relevantie", _("Beste eerst")),
                ("nieuwste", _("Nieuwste eerst")),
                ("gemeenten", _("Meeste gemeenten eerst")),
            ),
            counted=bool(q) and questions.is_counted(),
        )
        return show(request, view, fragment="search/_results.html")


class StandingView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "search/_standing.html"
    standing: engine_selection.Standing


class SearchDeskPages(Controller):
    path = "/zoeken/stand"
    guards = (vng_only,)

    @get("/")
    async def standing(self, request: AnyRequest) -> Response[str]:
        """Which engine answers and what it missed: a panel for VNG's desk, where a visit goes."""
        if not wants_fragment(request):
            return redirect("/vng", request)
        return show(request, StandingView(standing=await engine_selection.standing()))
