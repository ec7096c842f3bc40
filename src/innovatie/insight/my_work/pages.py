"""`/mijn-werk`."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import ClassVar, Final

import msgspec
from litestar import Controller, Response, get, post

from innovatie.accounts.actions import finish_tour
from innovatie.accounts.queries.account import wants_tour
from innovatie.adoption.queries import supplied_by
from innovatie.domain.authority import Actor, Role, person_of
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.picture_words import Pictured
from innovatie.domain.slugs import slug
from innovatie.domain.whole_numbers import whole
from innovatie.ideas.queries import IdeaCard, ideas_of
from innovatie.insight.my_work import queries
from innovatie.insight.my_work.agenda import AgendaDay, weeks_ahead
from innovatie.insight.my_work.tour import Step, steps_for
from innovatie.notifications.queries import NoticeRow, notice_counts, notices_of
from innovatie.pictures.queries import PictureRow, covers_of
from innovatie.rounds.calendar import days_of
from innovatie.rounds.queries import rounds_in_full
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

PLANS: Final = 4
NEWS: Final = 8
"""Messages that are looked at for what changed since yesterday."""


class Dated(msgspec.Struct, frozen=True):
    """A task with the days that are left for it: 0 today, less than 0 too late, None without a last day."""

    task: queries.Task
    days: int | None


class Part(msgspec.Struct, frozen=True):
    """Tasks of one stretch of time. `key`: nu, week, later or ooit (no last day)."""

    key: str
    tasks: tuple[Dated, ...]


WEEK = 7
"""Days that count as this week."""


def by_date(tasks: Iterable[queries.Task], today: date) -> tuple[Part, ...]:
    """The tasks in the order in which they are due; parts that hold nothing are left out."""
    found: dict[str, list[Dated]] = {"nu": [], "week": [], "later": [], "ooit": []}
    for task in tasks:
        days = None if task.deadline is None else (dutch_day(task.deadline) - today).days
        now_due = task.late or task.waits or (days is not None and days <= 0)
        key = "nu" if now_due else "ooit" if days is None else "week" if days <= WEEK else "later"
        found[key].append(Dated(task, days))
    for listed in found.values():
        listed.sort(key=lambda one: one.days if one.days is not None else 0)
    return tuple(Part(key, tuple(listed)) for key, listed in found.items() if listed)


class MyWorkView(msgspec.Struct, frozen=True):
    """What is asked by date (`parts`, `todo` in all), what is in already but may still be changed (`done`), what
    changed since yesterday (`news`), and how much there is to read.
    """

    template: ClassVar[str] = "insight/my_work.html"
    today: date
    todo: int
    parts: tuple[Part, ...]
    news: tuple[NoticeRow, ...]
    done: tuple[queries.Task, ...]
    weeks: tuple[tuple[AgendaDay, ...], ...]
    plans: tuple[tuple[IdeaCard, str], ...]
    """The newest plans of one's own municipalities, with their addresses."""
    photos: Mapping[int, PictureRow]
    shortcuts: tuple[tuple[str, str], ...]
    unread: int
    """Messages that this person has not read."""
    tour: bool
    """Whether to offer to show them around."""


class TourView(msgspec.Struct, frozen=True):
    """Step `number` of `steps`, from 1."""

    template: ClassVar[str] = "insight/tour.html"
    steps: tuple[Step, ...]
    number: int
    step: Step


async def shortcuts(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Where somebody with these roles often has to be: (address, label)."""
    found: list[tuple[str, str]] = []
    if actor.has(Role.SUPPLIER):
        found += [
            (f"/overname/{one.slug}/voorstel", _("Stel voor waar gemeenten staan: %(titel)s", titel=one.title))
            for one in await supplied_by(actor.person_id)
        ]
    if actor.municipalities(*queries.WRITERS):
        found.append(("/ideeen/nieuw", _("Plaats een plan")))
        found.append(("/ideeen/mijn", _("Plannen van mijn gemeente")))
    if actor.municipality_id is not None:
        found.append(("/overname/mijn-gemeente", _("Wat mijn gemeente overneemt")))
    if actor.municipalities(Role.MUNICIPAL_ADMIN):
        found.append(("/mijn-gemeente/mensen", _("Mensen van mijn gemeente")))
    if actor.has(Role.VNG_DIRECTOR) or actor.has(Role.ADMINISTRATOR):
        found.append(("/vng", _("Bureau van VNG")))
    if actor.has(Role.ADMINISTRATOR):
        found.append(("/beheer", _("Beheer van het platform")))
    if actor.municipality_id is not None or actor.has(Role.REVIEWER):
        found.append(("/beoordelen", _("Beoordelen")))
    found.append(("/wat-mag-ik", _("Wat mag ik?")))
    return tuple(found)


class MyWorkPages(Controller):
    guards = (signed_in,)

    @get("/mijn-werk")
    async def my_work(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """What is asked of me."""
        tasks = await queries.everything(actor, now=now)
        notices = await notices_of(actor.person_id or 0, limit=NEWS)
        plans = await ideas_of(actor.municipalities(*queries.WRITERS), limit=PLANS)
        rounds = [
            (one.day, f"{one.name}: {_(one.label)}")
            for one in days_of(await rounds_in_full(now=now))
            if one.phase and one.called_off is None
        ]
        view = MyWorkView(
            today=dutch_day(now),
            todo=sum(not task.done for task in tasks),
            parts=by_date((task for task in tasks if not task.done), dutch_day(now)),
            news=tuple(one for one in notices if dutch_day(one.created_at) >= dutch_day(now) - timedelta(days=1)),
            done=tuple(task for task in tasks if task.done and (task.deadline is None or task.deadline > now)),
            weeks=weeks_ahead(
                dutch_day(now),
                (dutch_day(task.deadline) for task in tasks if task.deadline is not None and not task.done),
                rounds,
            ),
            plans=tuple((one, f"/ideeen/{one.id}-{slug(one.title)}") for one in plans),
            photos=await covers_of(Pictured.PLAN, [one.id for one in plans]),
            shortcuts=await shortcuts(actor),
            unread=(await notice_counts(actor.person_id or 0))[1],
            tour=await wants_tour(person_of(actor)),
        )
        return show(request, view)

    @get("/welkom")
    async def tour(self, request: AnyRequest, actor: By) -> Response[str]:
        """One step of being shown around; the last one when there are not so many."""
        steps = steps_for(actor)
        asked = whole(request.query_params.get("stap", "")) or 1
        number = min(max(asked, 1), len(steps))
        return show(request, TourView(steps=steps, number=number, step=steps[number - 1]))

    @post("/welkom")
    async def end_tour(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """At the end, or because they would rather not: it is not offered again."""
        await finish_tour(person_id=person_of(actor), now=now)
        return redirect("/mijn-werk", request, _("U vindt de rondleiding terug bij Hulp."))
