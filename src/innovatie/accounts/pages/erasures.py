"""`/beheer/gewiste-namen`: places of an erased name where the administrator of the platform looks first."""

from datetime import datetime
from typing import ClassVar, Final

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.accounts import actions
from innovatie.accounts.actions.privacy import FORMER
from innovatie.accounts.places_in_words import PLACES
from innovatie.accounts.queries.erasures import ErasureRow, waiting_erasures, waiting_places
from innovatie.accounts.queries.places import Place, look_at
from innovatie.audit.actions import note_reading
from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.names_in_texts import Sought
from innovatie.municipalities.queries import names
from innovatie.web.forms import Form
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

HERE: Final = "/beheer/gewiste-namen"
_AT_A_TIME: Final = 50
_TAKE, _LEAVE = "weg", "laten"


class ErasuresView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/erasures.html"
    erasures: tuple[ErasureRow, ...]


class LookedAt(msgspec.Struct, frozen=True):
    """A place with the words around; none any more when the text was changed meanwhile."""

    id: int
    kind: str
    municipality: str
    in_file: bool
    around: tuple[str, ...]


class ErasureView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/erasure.html"
    number: int
    name: str
    address: str
    places: tuple[LookedAt, ...]
    form: Form


async def _places(erasure_id: int, sought: Sought) -> tuple[LookedAt, ...]:
    rows = await waiting_places(erasure_id, most=_AT_A_TIME)
    called = await names(tuple({row.municipality for row in rows if row.municipality is not None}))
    return tuple(
        [
            LookedAt(
                id=row.id,
                kind=PLACES[row.place],
                municipality="" if row.municipality is None else called[row.municipality],
                in_file=row.in_file,
                around=await look_at(
                    Place(row.place, row.row, False, row.municipality, (), in_file=row.in_file), sought
                ),
            )
            for row in rows
        ]
    )


class ErasurePages(Controller):
    path = HERE
    guards = (signed_in,)

    @get()
    async def erasures(self, request: AnyRequest, actor: By) -> Response[str]:
        """Whose erasure still waits, without names."""
        authority.require(actor, Act.MANAGE_PLATFORM)
        return show(request, ErasuresView(erasures=tuple(await waiting_erasures())))

    @get("/{number:int}")
    async def erasure(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Each place with its municipality and the words around it. Looking leaves a row in the trail."""
        authority.require(actor, Act.MANAGE_PLATFORM)
        return await self._shown(request, number, actor, now, Form())

    @post("/{number:int}")
    async def decide(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Take the name away or leave it, for each place that was chosen."""
        authority.require(actor, Act.MANAGE_PLATFORM)
        form = Form(await request.form())
        decisions = {
            place.id: choice == _TAKE
            for place in await waiting_places(number, most=_AT_A_TIME)
            if (choice := form.value(f"plek-{place.id}")) in (_TAKE, _LEAVE)
        }
        if not decisions:
            form.fail("", _("Kies bij ten minste één plek of de naam weg moet."))
            return await self._shown(request, number, actor, now, form)
        left = await actions.decide_places(
            actor=actor,
            erasure_id=number,
            decisions=decisions,
            instead=FORMER,
            now=now,
            key=request.app.state.settings.required_secret(),
        )
        if left:
            return redirect(f"{HERE}/{number}", request, _("Uw besluit is uitgevoerd. Er wachten nog %(n)s.", n=left))
        return redirect(HERE, request, _("Alle plekken zijn beslist. De naam is hier nu vergeten."))

    async def _shown(self, request: AnyRequest, number: int, actor: By, now: datetime, form: Form) -> Response[str]:
        key = request.app.state.settings.required_secret()
        person_id, sought = await actions.sought_in(erasure_id=number, key=key)
        await note_reading(actor=actor, page="gewiste naam", object_kind="persoon", object_id=person_id, now=now)
        view = ErasureView(
            number=number,
            name=sought.name or "",
            address=sought.address or "",
            places=await _places(number, sought),
            form=form,
        )
        return show(request, view, status=200 if form.ok else 422)
