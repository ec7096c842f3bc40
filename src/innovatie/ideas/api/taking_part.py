"""Joining a plan of others, and taking part in a round, by programs."""

from datetime import UTC

from litestar import Controller, Response, delete, post
from litestar.params import FromPath, JSONBody

from innovatie.accounts.idempotency import once
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.idea_content import NOTE_LIMIT
from innovatie.ideas import actions, queries
from innovatie.ideas.api.shapes import DeelnameIn, DeelnemerUit, InzendingIn, InzendingUit
from innovatie.ideas.api.showing import numbered
from innovatie.municipalities.queries import acting_municipality
from innovatie.rounds.queries import round_by_code
from innovatie.web.guards import with_token
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.requests import IdempotencyKey, fingerprint
from innovatie.web.wrong_fields import note_of


class JoiningApi(Controller):
    path = "/ideeen/{nummer:int}/deelnemers"
    tags = ("Plannen",)
    guards = (with_token,)

    @post(
        operation_id="aanhaken",
        summary="Aanhaken bij een plan",
        description="Uw gemeente doet mee met een plan van een andere gemeente. Nog eens aanhaken verandert niets.",
    )
    async def join(  # noqa: PLR0917 -- what stands in the address, the headers and the body
        self,
        request: AnyRequest,
        nummer: FromPath[int],
        data: JSONBody[DeelnameIn],
        actor: By,
        now: Now,
        idempotency_key: IdempotencyKey = None,
    ) -> Response[DeelnemerUit]:
        """A municipality joins."""
        note = note_of(data.toelichting, field="toelichting", longest=NOTE_LIMIT)
        idea = await queries.visible_idea(numbered(nummer), municipality_ids=())
        town = await acting_municipality(data.gemeentecode, default=actor.municipality_id, day=dutch_day(now))

        async def act() -> DeelnemerUit:
            await actions.join(actor=actor, idea_id=idea.id, municipality_id=town, note=note, now=now)
            part = next(one for one in (await queries.idea_by_id(idea.id)).active if one.municipality_id == town)
            return DeelnemerUit(part.code, part.name, part.role, part.joined_at.astimezone(UTC))

        joined = await once(
            actor=actor, key=idempotency_key, request=await fingerprint(request), shape=DeelnemerUit, now=now, act=act
        )
        return Response(joined, status_code=201, headers={"Location": f"/api/v1/ideeen/{idea.id}"})

    @delete(
        "/{gemeentecode:str}",
        operation_id="uitstappen",
        summary="Uitstappen",
        description="Een gemeente die aanhaakte of mede indiende, doet niet meer mee.",
    )
    async def leave(self, nummer: FromPath[int], gemeentecode: FromPath[str], actor: By, now: Now) -> None:
        """A municipality steps out."""
        idea = await queries.visible_idea(numbered(nummer), municipality_ids=())
        town = await acting_municipality(gemeentecode, default=None, day=dutch_day(now))
        await actions.step_out(actor=actor, idea_id=idea.id, municipality_id=town, now=now)


class EntryApi(Controller):
    path = "/rondes/{code:str}/inzendingen"
    tags = ("Rondes",)
    guards = (with_token,)

    @post(
        operation_id="inzenden",
        summary="Met een plan meedoen aan een ronde",
        description="Zolang de fase Indienen open is. Een plan doet aan één ronde tegelijk mee.",
    )
    async def enter(  # noqa: PLR0917 -- what stands in the address, the headers and the body
        self,
        request: AnyRequest,
        code: FromPath[str],
        data: JSONBody[InzendingIn],
        actor: By,
        now: Now,
        idempotency_key: IdempotencyKey = None,
    ) -> Response[InzendingUit]:
        """Take part with a plan of one's own municipality."""
        round_ = await round_by_code(code, now=now)
        idea = await queries.visible_idea(numbered(data.idee), municipality_ids=())

        async def act() -> InzendingUit:
            await actions.enter_round(actor=actor, idea_id=idea.id, round_id=round_.id, now=now, proven=data.bewezen)
            return InzendingUit(ronde=round_.code, idee=idea.id, href=f"/api/v1/ideeen/{idea.id}")

        entered = await once(
            actor=actor, key=idempotency_key, request=await fingerprint(request), shape=InzendingUit, now=now, act=act
        )
        return Response(entered, status_code=201, headers={"Location": entered.href})

    @delete(
        "/{nummer:int}",
        operation_id="inzendingIntrekken",
        summary="Niet meer meedoen aan een ronde",
        description="Zolang de fase Indienen open is.",
    )
    async def leave(self, code: FromPath[str], nummer: FromPath[int], actor: By, now: Now) -> None:
        """Take part no more."""
        round_ = await round_by_code(code, now=now)
        idea = await queries.visible_idea(numbered(nummer), municipality_ids=())
        if idea.round_id != round_.id:
            raise NotFound("Dit plan doet niet mee aan deze ronde.")
        await actions.leave_round(actor=actor, idea_id=idea.id, now=now)
