"""Where my municipality stands on every solution, with an update in two clicks."""

from collections.abc import Mapping
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get

from innovatie.adoption import queries
from innovatie.domain import authority
from innovatie.domain.adoption_states import LABELS, Stage
from innovatie.domain.authority import Act, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.picture_words import Pictured
from innovatie.pictures.queries import PictureRow, covers_of
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.render import show


class TownView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/town.html"
    town: queries.Town
    known: tuple[queries.Standing, ...]
    others: tuple[queries.Standing, ...]
    proposals: tuple[queries.Proposal, ...]
    stages: tuple[tuple[str, str], ...]
    may_report: bool
    photos: Mapping[int, PictureRow]


class TownPages(Controller):
    guards = (signed_in,)

    @get(["/overname/mijn-gemeente", "/mijn-gemeente"])
    async def mine(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """My municipality: what to confirm, what it uses, what others use."""
        may = authority.may(actor, Act.REPORT_ADOPTION, Context(municipality_id=actor.municipality_id))
        if actor.municipality_id is None:
            authority.require(actor, Act.REPORT_ADOPTION)
            raise AssertionError
        standings = await queries.standings_of(actor.municipality_id, today=dutch_day(now))
        view = TownView(
            town=await queries.town(actor.municipality_id, on=dutch_day(now)),
            known=tuple(s for s in standings if s.stage is not None),
            others=tuple(s for s in standings if s.stage is None),
            proposals=await queries.proposals_for(actor.municipality_id),
            stages=tuple((s.value, LABELS[s]) for s in Stage if s not in (Stage.DECLINED, Stage.STOPPED)),
            may_report=bool(may),
            photos=await covers_of(Pictured.GROUP, [one.group for one in standings if one.group is not None]),
        )
        return show(request, view, fragment="adoption/_town.html")
