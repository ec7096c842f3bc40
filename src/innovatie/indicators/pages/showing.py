"""What a solution promised beside what was measured, the form to measure, and the report for a council."""

from asyncio import to_thread
from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.adoption.pages.addresses import number_of
from innovatie.adoption.queries import SolutionDetail, solution
from innovatie.adoption.queries.solutions import counts_of
from innovatie.agreements.queries import shown
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotAllowed
from innovatie.domain.indicators import LEAST
from innovatie.domain.whole_numbers import whole
from innovatie.indicators import actions, forms, queries
from innovatie.indicators.pages.report import Report, report_pdf
from innovatie.municipalities.queries import municipality, municipality_by_code
from innovatie.web.downloads import saved_as
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

Told = tuple[queries.Indicator, tuple[queries.Year, ...]]


class IndicatorsView(msgspec.Struct, frozen=True):
    """`told`: each indicator with its years. `own`: what the reader's municipality measured last, by indicator."""

    template: ClassVar[str] = "indicators/indicators.html"
    solution: SolutionDetail
    told: tuple[Told, ...]
    values: tuple[queries.Value, ...]
    titles: dict[int, str]
    least: int
    may_choose: bool
    may_measure: bool
    own_code: str


class ChooseView(msgspec.Struct, frozen=True):
    """`base`: where the form goes; `back`: the page that one came from; `may`: the reader may choose."""

    template: ClassVar[str] = "indicators/choose.html"
    title: str
    base: str
    back: str
    indicators: tuple[queries.Indicator, ...]
    form: Form
    sides: tuple[tuple[str, str], ...]
    ways: tuple[tuple[str, str], ...]
    may: bool = True


class MeasureView(msgspec.Struct, frozen=True):
    """The numbers of one `year`; `years`: tabs of those of which the municipality may give them, the newest first."""

    template: ClassVar[str] = "indicators/measure.html"
    solution: SolutionDetail
    town: str
    year: str
    years: tuple[tuple[str, str, int | None], ...]
    indicators: tuple[queries.Indicator, ...]
    form: Form


class IndicatorPages(Controller):
    path = "/overname/{slug:str}"

    @get("/indicatoren")
    async def indicators(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Promise and measurements; as a piece of the page of the solution too."""
        found = await solution(number_of(slug))
        chosen = await queries.of_solution(found.id)
        measured = await queries.values(found.id)
        view = IndicatorsView(
            solution=found,
            told=tuple((one, queries.years(one, measured)) for one in chosen),
            values=measured,
            titles={one.id: one.title for one in chosen},
            least=LEAST,
            may_choose=await may_choose(actor, found.id),
            may_measure=await _may_measure(actor, found.id),
            own_code=await _own_code(actor, now),
        )
        return show(request, view, fragment="indicators/_indicators.html")

    @get("/raadsrapport.pdf")
    async def report(self, request: AnyRequest, slug: FromPath[str], now: Now) -> Response[bytes]:
        """What a council reads, on paper; `?gemeente=GM0307` with what that municipality measured."""
        found = await solution(number_of(slug))
        today = dutch_day(now)
        code = request.query_params.get("gemeente", "")
        town = await municipality_by_code(code, day=today) if code else None
        measured = await queries.values(found.id)
        told = Report(
            solution=found,
            counts=await counts_of(found.id, found.title, today=today),
            told=tuple((one, queries.years(one, measured)) for one in await queries.of_solution(found.id)),
            town=town.name if town else "",
            own=tuple(one for one in measured if town is not None and one.town == town.id),
            agreements=await shown(solution=found.id),
            address=f"{request.app.state.settings.base_url}/overname/{found.slug}/indicatoren",
            made_on=today,
        )
        return Response(
            await to_thread(report_pdf, told),
            media_type="application/pdf",
            headers={"Content-Disposition": saved_as(f"raadsrapport-{found.slug}.pdf")},
        )

    @get("/indicatoren/nieuw", guards=[signed_in])
    async def new(self, request: AnyRequest, slug: FromPath[str], actor: By) -> Response[str]:
        """The indicators of a solution, and the form for another one."""
        found = await solution(number_of(slug))
        await actions.makers_town(actor=actor, solution_id=found.id)
        return show(request, await _choose_view(found, Form()))

    @post("/indicatoren/nieuw", guards=[signed_in])
    async def choose(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Add an indicator with its promise."""
        found = await solution(number_of(slug))
        await actions.makers_town(actor=actor, solution_id=found.id)
        form = Form(await request.form())
        text = forms.read_indicator(form)
        act = text and actions.choose_for_solution(actor=actor, solution_id=found.id, text=text, now=now)
        if act and await done(form, act):
            message = _("De indicator staat erbij.")
            return redirect(f"/overname/{found.slug}/indicatoren/nieuw", request, message)
        return show(request, await _choose_view(found, form), status=form.status)

    @post("/indicatoren/{number:int}/weghalen", guards=[signed_in])
    async def drop(
        self, request: AnyRequest, slug: FromPath[str], number: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Take out an indicator that nobody measured."""
        found = await solution(number_of(slug))
        await actions.drop_of_solution(actor=actor, solution_id=found.id, number=number, now=now)
        return redirect(f"/overname/{found.slug}/indicatoren/nieuw", request, _("De indicator is weggehaald."))

    @get("/indicatoren/meten", guards=[signed_in])
    async def measure(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The form for the numbers of a year: last year's, unless `?jaar=` says another."""
        found = await solution(number_of(slug))
        town = _require_town(actor)
        first, this_year = await _first_use(found.id, town), dutch_day(now).year
        asked = whole(request.query_params.get("jaar", "")) or 0
        year = str(asked if first <= asked <= this_year else max(first, this_year - 1))
        present = {
            f"waarde-{one.indicator}": f"{one.value:g}".replace(".", ",")
            for one in await queries.values(found.id)
            if one.town == town and str(one.year) == year
        }
        return show(request, await _measure_view(found, town, first, Form.filled({"jaar": year, **present}), now))

    @post("/indicatoren/meten", guards=[signed_in])
    async def measured(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Keep what was measured in a year."""
        found = await solution(number_of(slug))
        town = _require_town(actor)
        form = Form(await request.form())
        read = forms.read_values(form, await queries.of_solution(found.id))
        act = read and actions.measure(
            actor=actor, solution_id=found.id, municipality_id=town, year=read[0], values=read[1], now=now
        )
        if act and await done(form, act):
            return redirect(f"/overname/{found.slug}/indicatoren", request, _("Bewaard: dank u wel."))
        first = await _first_use(found.id, town)
        return show(request, await _measure_view(found, town, first, form, now), status=form.status)


async def may_choose(actor: Actor, solution_id: int) -> bool:
    if actor.is_visitor:
        return False
    try:
        await actions.makers_town(actor=actor, solution_id=solution_id)
    except NotAllowed:
        return False
    return True


async def _may_measure(actor: Actor, solution_id: int) -> bool:
    town = actor.municipality_id
    if town is None or not authority.may(actor, Act.REPORT_ADOPTION, Context(municipality_id=town)):
        return False
    return await queries.uses(solution_id, town) is not None


async def _own_code(actor: Actor, now: datetime) -> str:
    town = actor.municipality_id
    return "" if town is None else (await municipality(town, day=dutch_day(now))).code


def _require_town(actor: Actor) -> int:
    authority.require(actor, Act.REPORT_ADOPTION, Context(municipality_id=actor.municipality_id))
    return authority.town_of(actor)


async def _choose_view(found: SolutionDetail, form: Form) -> ChooseView:
    return ChooseView(
        title=found.title,
        base=f"/overname/{found.slug}/indicatoren",
        back=f"/overname/{found.slug}/indicatoren",
        indicators=await queries.of_solution(found.id),
        form=form,
        sides=forms.sides(),
        ways=forms.ways(),
    )


async def _first_use(solution_id: int, town: int) -> int:
    """The year in which this municipality began to use the solution. NotAllowed when it does not."""
    first = await queries.uses(solution_id, town)
    if first is None:
        raise NotAllowed("Meten doet een gemeente die deze oplossing gebruikt. Meld dat eerst bij de overname.")
    return first


async def _measure_view(found: SolutionDetail, town: int, first: int, form: Form, now: datetime) -> MeasureView:
    name = (await municipality(town, day=dutch_day(now))).name
    base = f"/overname/{found.slug}/indicatoren/meten?jaar="
    years = tuple((f"{base}{year}", str(year), None) for year in range(dutch_day(now).year, first - 1, -1))
    return MeasureView(found, name, form.value("jaar"), years, await queries.of_solution(found.id), form)
