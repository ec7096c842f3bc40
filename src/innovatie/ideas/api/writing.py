"""Posting, changing and withdrawing plans by programs."""

import re
from typing import Annotated

from litestar import Controller, Response, get, patch, post, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, HeaderParameter, JSONBody, PathParameter, QueryParameter
from msgspec import structs

from innovatie.accounts.idempotency import once
from innovatie.domain.authority import Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid, NotFound
from innovatie.domain.idea_content import NOTE_LIMIT, VERSION_NOTE_LIMIT, IdeaContent
from innovatie.domain.idea_sources import LONGEST_NAME, NAME_PATTERN, own_source
from innovatie.domain.slugs import slug
from innovatie.domain.typed_values import one_line
from innovatie.domain.wording import wording
from innovatie.ideas import actions, queries
from innovatie.ideas.api.content import changed_content, content_of, in_names_of_the_api
from innovatie.ideas.api.shapes import (
    BewaardUit,
    GeplaatstUit,
    IdeeIn,
    IdeeMetInhoudUit,
    IdeeWijzigingIn,
    IntrekkingIn,
    VergelijkbaarUit,
)
from innovatie.ideas.api.showing import numbered, whole
from innovatie.municipalities.queries import acting_municipality, codes_of_line
from innovatie.web.conditions import require_version, version_tag
from innovatie.web.guards import with_token
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.listing import Reference
from innovatie.web.openapi_bounds import ONE_LINE
from innovatie.web.requests import IdempotencyKey, fingerprint
from innovatie.web.wrong_fields import note_of

IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match", description="De ETag die u kreeg toen u het plan las: alleen die versie verandert."
    ),
]
Town = Annotated[
    str | None,
    QueryParameter(description="De code van de gemeente van wie de bron is; anders de gemeente van het token."),
]
_LONGEST_NUMBER = 60
_Source = Annotated[str, PathParameter(schema_extra={"pattern": NAME_PATTERN, "max_length": LONGEST_NAME})]
_Number = Annotated[str, PathParameter(schema_extra={"pattern": ONE_LINE, "max_length": _LONGEST_NUMBER})]


class IdeaWritingApi(Controller):
    path = "/ideeen"
    tags = ("Plannen",)
    guards = (with_token,)

    @post(
        operation_id="ideePlaatsen",
        summary="Een plan plaatsen",
        description="Met een token voor ideeën: het plan staat meteen voor iedereen op de site. Het antwoord noemt"
        " plannen van anderen die erop lijken.",
    )
    async def place(
        self, request: AnyRequest, data: JSONBody[IdeeIn], actor: By, now: Now, idempotency_key: IdempotencyKey = None
    ) -> Response[GeplaatstUit]:
        """Submit an idea for the municipality of the token, or the one that is named."""
        town = await acting_municipality(data.gemeentecode, default=actor.municipality_id, day=dutch_day(now))
        content = content_of(data)

        async def act() -> GeplaatstUit:
            try:
                number = await actions.post(
                    actor=actor, municipality_id=town, content=content, co_submitters=(), form_token=None, now=now
                )
            except Invalid as error:
                raise in_names_of_the_api(error) from None
            return await _placed(request, number, content, town)

        placed = await once(
            actor=actor, key=idempotency_key, request=await fingerprint(request), shape=GeplaatstUit, now=now, act=act
        )
        return Response(placed, status_code=201, headers={"Location": placed.href})

    @patch(
        "/{nummer:int}",
        operation_id="ideeWijzigen",
        summary="Een plan wijzigen",
        description="Noem alleen wat verandert. Zonder If-Match is het antwoord 428; na een andere wijziging 412.",
    )
    async def change(
        self, nummer: FromPath[int], data: JSONBody[IdeeWijzigingIn], actor: By, now: Now, if_match: IfMatch = None
    ) -> Response[IdeeMetInhoudUit]:
        """A new version of a plan of one's own municipality, made from the version that If-Match names."""
        idea = await queries.visible_idea(numbered(nummer), municipality_ids=())
        note = note_of(data.toelichting, field="toelichting", longest=VERSION_NOTE_LIMIT)
        return await _changed(actor, idea, changed_content(idea.content, data), note, if_match, now)

    @post(
        "/{nummer:int}/intrekking",
        operation_id="ideeIntrekken",
        summary="Een plan intrekken",
        description="Het plan blijft leesbaar, met de reden.",
        status_code=204,
    )
    async def withdraw(self, nummer: FromPath[int], data: JSONBody[IntrekkingIn], actor: By, now: Now) -> None:
        """Withdraw a plan of one's own municipality."""
        reason = note_of(data.reden, field="reden", longest=NOTE_LIMIT)
        await actions.withdraw(actor=actor, idea_id=numbered(nummer), reason=reason, now=now)

    @get(
        "/bron/{bron:str}/{bronnummer:path}",
        operation_id="ideeVanBron",
        summary="Een plan van uw eigen systeem",
        description="Het plan dat uw gemeente onder dit nummer plaatste, met zijn ETag.",
    )
    async def of_source(
        self, bron: _Source, bronnummer: _Number, actor: By, now: Now, gemeentecode: Town = None
    ) -> Response[IdeeMetInhoudUit]:
        """The plan that a system of the municipality knows by this number."""
        town = await acting_municipality(gemeentecode, default=actor.municipality_id, day=dutch_day(now))
        found = await _of_source(town, bron, bronnummer)
        if found is None:
            raise NotFound("Onder dit nummer is van deze bron geen plan geplaatst.")
        return Response(await whole(found), headers={"ETag": version_tag(found.version)})

    @put(
        "/bron/{bron:str}/{bronnummer:path}",
        operation_id="ideeVanBronBewaren",
        summary="Een plan van uw eigen systeem plaatsen of wijzigen",
        description="Is het er nog niet, dan wordt het geplaatst (201). Anders vervangt u het, met If-Match.",
        responses={201: ResponseSpec(BewaardUit, generate_examples=False, description="Geplaatst")},
    )
    async def keep(  # noqa: PLR0917 -- what stands in the address, the headers and the body
        self,
        request: AnyRequest,
        bron: _Source,
        bronnummer: _Number,
        data: JSONBody[IdeeIn],
        actor: By,
        now: Now,
        if_match: IfMatch = None,
    ) -> Response[BewaardUit]:
        """Post a plan under a number of one's own, or replace it."""
        town = await acting_municipality(data.gemeentecode, default=actor.municipality_id, day=dutch_day(now))
        content = content_of(data)
        found = await _of_source(town, bron, bronnummer)
        if found is not None:
            changed = await _changed(actor, found, content, "", if_match, now)
            return Response(_kept(changed.content), headers=changed.headers)
        try:
            number = await actions.post_from_system(
                actor=actor,
                municipality_id=town,
                content=content,
                source=own_source((await codes_of_line(town))[0], bron),
                number=_number(bronnummer),
                now=now,
            )
        except Invalid as error:
            raise in_names_of_the_api(error) from None
        made = await queries.idea_by_id(number)
        headers = {"Location": f"/api/v1/ideeen/{number}", "ETag": version_tag(made.version)}
        return Response(
            _kept(await whole(made), await _similar(request, content, town)), status_code=201, headers=headers
        )


async def _placed(request: AnyRequest, number: int, content: IdeaContent, town: int) -> GeplaatstUit:
    return GeplaatstUit(
        nummer=number,
        href=f"/api/v1/ideeen/{number}",
        webpagina=Reference(f"/ideeen/{number}-{slug(content.title)}"),
        vergelijkbaar=await _similar(request, content, town),
    )


async def _similar(request: AnyRequest, content: IdeaContent, town: int) -> list[VergelijkbaarUit] | None:
    """Plans of others that resemble this one; None when search does not answer."""
    text = "\n".join((content.summary, content.problem, content.approach))
    found: list[VergelijkbaarUit] | None = await request.app.state.similar_plans(content.title, text, town)
    return found


def _kept(idea: IdeeMetInhoudUit, similar: list[VergelijkbaarUit] | None = None) -> BewaardUit:
    return BewaardUit(**structs.asdict(idea), vergelijkbaar=similar)


async def _changed(  # noqa: PLR0917 -- what the two ways of changing share
    actor: Actor, idea: queries.IdeaDetail, content: IdeaContent, note: str, if_match: str | None, now: Now
) -> Response[IdeeMetInhoudUit]:
    require_version(if_match, idea.version)
    try:
        await actions.edit(
            actor=actor,
            idea_id=idea.id,
            content=content,
            co_submitters=[one.municipality_id for one in idea.co_submitters],
            base_version=idea.version,
            note=note,
            now=now,
        )
    except Invalid as error:
        raise in_names_of_the_api(error) from None
    except actions.Stale as stale:  # somebody saved between our look and our lock
        require_version(if_match, stale.current.version)
        raise
    kept = await queries.idea_by_id(idea.id)
    return Response(await whole(kept), headers={"ETag": version_tag(kept.version)})


async def _of_source(town: int, source: str, number: str) -> queries.IdeaDetail | None:
    """The plan, also when it was posted by a municipality that went up in this one."""
    number = _number(number)
    sources = [own_source(code, source) for code in await codes_of_line(town)]
    found = await queries.idea_of_source(sources, number)
    return None if found is None else await queries.idea_by_id(found)


def _number(in_address: str) -> str:
    """The number at the source, in which slashes may stand (Z/2026/17): it is all that is left of the address."""
    number = in_address.removeprefix("/")
    if len(number) > _LONGEST_NUMBER or not re.fullmatch(ONE_LINE, number):
        raise Invalid(
            {"bronnummer": wording("Geef een nummer van hooguit %(n)s tekens, op één regel.", n=_LONGEST_NUMBER)}
        )
    return one_line(number)
