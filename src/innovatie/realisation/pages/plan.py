"""The plan of realisation of a winner, for everybody: milestones on a line of time, who does what, and a calendar."""

from datetime import date
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath

from innovatie.domain.authority import Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotAllowed, NotFound
from innovatie.domain.icalendar import Day, calendar
from innovatie.domain.realisation import STATE_LABELS, Axis, Bar, Standing, axis_of, same_person
from innovatie.domain.slugs import number_of
from innovatie.domain.vocabulary import MilestoneState, RealisationRole
from innovatie.publication.queries import WinnerPage, Withdrawal, winner, withdrawal_of
from innovatie.realisation import queries
from innovatie.realisation.rights import keeper
from innovatie.web.downloads import saved_as
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.render import show


class Line(msgspec.Struct, frozen=True):
    """A milestone with its bars, its end in percent, how it stands and how many days late it is."""

    milestone: queries.Milestone
    look: Standing
    late: int
    bars: tuple[Bar, ...]
    end: float


class PlanView(msgspec.Struct, frozen=True):
    """`board`: the milestones by state. `one_in_two`: who is both opdrachtgever and eigenaar, or ''."""

    template: ClassVar[str] = "realisation/plan.html"
    winner: WinnerPage
    lines: tuple[Line, ...]
    board: tuple[tuple[str, tuple[Line, ...]], ...]
    axis: Axis | None
    now_at: float | None
    done: int
    whole: int
    late: int
    dropped: int
    parts: tuple[queries.Part, ...]
    one_in_two: str
    risks: tuple[queries.Risk, ...]
    may_keep: bool
    withdrawn: Withdrawal | None


class PlanPages(Controller):
    @get("/winnaars/{segment:str}/realisatie")
    async def plan(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """How this winner is being made; as a piece of the winner's page: how far it is."""
        found = await winner_of(segment)
        view = await _view(found, actor, dutch_day(now))
        return show(request, view, fragment="realisation/_progress.html")

    @get("/winnaars/{segment:str}/realisatie.ics")
    async def days(self, request: AnyRequest, segment: FromPath[str], now: Now) -> Response[str]:
        """The milestones that are still to come, to subscribe to."""
        found = await winner_of(segment)
        site = request.app.state.settings.base_url.rstrip("/")
        host = site.split("//", 1)[-1].replace(":", "-")
        coming = [
            Day(
                uid=f"mijlpaal-{one.id}@{host}",
                day=one.expected_on,
                summary=f"{found.title}: {one.title}",
                description=one.note,
                address=f"{site}{found.address}/realisatie",
                sequence=one.version - 1,
                cancelled=one.state is MilestoneState.DROPPED,
            )
            for one in await queries.milestones(found.group_id)
            if one.state is not MilestoneState.DONE
        ]
        return Response(
            calendar(found.title, coming, now=now),
            media_type="text/calendar",
            headers={"Content-Disposition": saved_as(f"realisatie-{found.group_id}.ics")},
        )


async def winner_of(segment: str) -> WinnerPage:
    """The winner at this address. Raises NotFound."""
    number = number_of(segment)
    if number is None:
        raise NotFound("Dit is geen winnaar.")
    return await winner(number)


async def _view(found: WinnerPage, actor: Actor, today: date) -> PlanView:
    items = await queries.milestones(found.group_id)
    axis = axis_of([one.course for one in items], today)
    lines = tuple(_line(one, axis, today) for one in items) if axis else ()
    looks = queries.counts(items, today)
    parts = await queries.parts(found.group_id)
    may_keep = await _may_keep(actor, found.group_id)
    return PlanView(
        winner=found,
        lines=lines,
        board=tuple(
            (STATE_LABELS[state], tuple(line for line in lines if line.milestone.state is state))
            for state in (MilestoneState.PLANNED, MilestoneState.BUSY, MilestoneState.DONE)
        ),
        axis=axis,
        now_at=axis.at(today) if axis and axis.holds(today) else None,
        done=looks[Standing.DONE],
        whole=len(items) - looks[Standing.DROPPED],
        late=looks[Standing.LATE],
        dropped=looks[Standing.DROPPED],
        parts=parts,
        one_in_two=_one_in_two(parts),
        risks=await queries.risks(found.group_id) if may_keep else (),
        may_keep=may_keep,
        withdrawn=await withdrawal_of(found.group_id),
    )


def _line(one: queries.Milestone, axis: Axis, today: date) -> Line:
    course = one.course
    return Line(
        milestone=one,
        look=course.standing(today),
        late=course.days_late(today),
        bars=axis.bars(course, today),
        end=axis.at(course.ends(today)),
    )


def _one_in_two(parts: tuple[queries.Part, ...]) -> str:
    by_role = {one.role: one for one in parts}
    client, owner = by_role[RealisationRole.CLIENT], by_role[RealisationRole.OWNER]
    return client.name if same_person(client.name, owner.name) else ""


async def _may_keep(actor: Actor, group_id: int) -> bool:
    if actor.is_visitor:
        return False
    try:
        await keeper(actor=actor, group_id=group_id)
    except NotAllowed:
        return False
    return True
