"""What VNG, a supplier or a public source thinks, and the answer of the municipality."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from innovatie.accounts.queries import actor_of
from innovatie.accounts.records import people_with
from innovatie.adoption.actions.reporting import Details, report, take_turn
from innovatie.adoption.queries.histories import statuses
from innovatie.adoption.queries.solutions import solution
from innovatie.adoption.queries.suppliers import company_of
from innovatie.adoption.tables import AdoptionProposal
from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.adoption_states import LABELS, OLDEST, Source, Stage
from innovatie.domain.authority import Act, Actor, Context, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_one_as, fetch_one_value, transaction
from innovatie.municipalities.queries import names
from innovatie.notifications.actions import tell, tell_many
from innovatie.notifications.kinds import Kind


class Proposed(msgspec.Struct, frozen=True):
    """What became of one proposal to several municipalities: how many are asked, each with the number of its proposal.

    `asked`: proposals made now; `waiting`: those that were open already; `known`: municipalities that said so already.
    """

    asked: tuple[int, ...]
    waiting: tuple[int, ...]
    known: tuple[int, ...]


async def propose_for(
    *,
    actor: Actor,
    solution_id: int,
    municipalities: Iterable[int],
    stage: Stage,
    on: date,
    proposer: str,
    note: str,
    now: datetime,
    evidence_url: str = "",
) -> Proposed:
    """The same proposal to each of these municipalities, whose civil servants are asked.

    VNG names whom it speaks for; a supplier always speaks for its own company, whatever `proposer` says. A municipality
    that said this of itself already is not asked, and one that has not answered yet is not asked again.
    """
    company = await in_whose_name(actor=actor, solution_id=solution_id)
    proposer = company or proposer
    if not OLDEST <= on <= dutch_day(now):
        raise Invalid({"datum": "Kies een datum tussen 1990 en vandaag."})
    asked: list[int] = []
    waiting: list[int] = []
    known: list[int] = []
    async with transaction():
        title = (await solution(solution_id)).title
        said = await statuses(solution_id)
        for municipality in sorted(municipalities):  # in one order, so that two who propose never wait in a ring
            if municipality in said and said[municipality].stage is stage:
                known.append(municipality)
                continue
            number, fresh = await _propose(
                company,
                actor=actor,
                solution_id=solution_id,
                municipality_id=municipality,
                stage=stage,
                on=on,
                proposer=proposer,
                note=note,
                evidence_url=evidence_url,
                now=now,
            )
            (asked if fresh else waiting).append(number)
            await tell_many(
                person_ids=await people_with(Role.CIVIL_SERVANT, today=dutch_day(now), municipality_id=municipality),
                kind=Kind.ASKED,
                subject=wording("Klopt dit? %(titel)s", titel=title),
                body=wording(
                    "%(wie)s denkt dat uw gemeente hier staat: %(stap)s. Zeg of dit klopt.",
                    wie=proposer,
                    stap=LABELS[stage].lower(),
                ),
                path="/overname/mijn-gemeente",
                once=f"overname-voorstel:{number}",
                now=now,
            )
    return Proposed(tuple(asked), tuple(waiting), tuple(known))


async def in_whose_name(*, actor: Actor, solution_id: int) -> str | None:
    """The company that a supplier speaks for; None when VNG may name anybody. NotAllowed for everybody else."""
    if authority.may(actor, Act.PROPOSE_ADOPTION):
        return None
    company = await company_of(actor.person_id, solution_id)
    if actor.has(Role.SUPPLIER):
        authority.require(actor, Act.PROPOSE_AS_SUPPLIER, Context(supplies=company is not None))
        return company
    authority.require(actor, Act.PROPOSE_ADOPTION)
    return None


async def propose(
    *,
    actor: Actor,
    solution_id: int,
    municipality_id: int,
    stage: Stage,
    on: date,
    proposer: str,
    note: str,
    now: datetime,
    evidence_url: str = "",
) -> tuple[int, bool]:
    """VNG, for itself or for a supplier, or a supplier thinks that this holds; the municipality decides. Its number,
    and whether it was made now.

    The same proposal that is still open is not made twice: its number is given back. A supplier waits for the answer
    to its last proposal to a municipality before it may make another.
    """
    return await _propose(
        await in_whose_name(actor=actor, solution_id=solution_id),
        actor=actor,
        solution_id=solution_id,
        municipality_id=municipality_id,
        stage=stage,
        on=on,
        proposer=proposer,
        note=note,
        evidence_url=evidence_url,
        now=now,
    )


async def _propose(
    company: str | None,
    *,
    actor: Actor,
    solution_id: int,
    municipality_id: int,
    stage: Stage,
    on: date,
    proposer: str,
    note: str,
    evidence_url: str,
    now: datetime,
) -> tuple[int, bool]:
    """`company`: in whose name the actor may do so, as `in_whose_name` found it."""
    async with transaction():
        await take_turn(solution_id=solution_id, municipality_id=municipality_id)
        known = await fetch_one_value(
            int,
            "SELECT id FROM adoption_proposal WHERE solution = $1 AND municipality = $2 AND state = 'open'"
            " AND ((stage = $3 AND happened_on = $4) OR proposer = $5) ORDER BY id LIMIT 1",
            solution_id,
            municipality_id,
            stage.value,
            on,
            company,
        )
        if known is not None:
            return known, False
        made = AdoptionProposal(
            solution=solution_id,
            municipality=municipality_id,
            stage=stage,
            happened_on=on,
            proposer=company or proposer,
            note=note,
            evidence_url=evidence_url,
            made_at=now,
            made_by=actor.person_id,
        )
        await made.save()
        await record(
            actor=actor,
            act="overname voorstellen",
            object_kind="oplossing",
            object_id=solution_id,
            details={"gemeente": municipality_id, "stap": stage.value, "voorstel": made.id},
            now=now,
        )
    return made.id, True


class _Open(msgspec.Struct, frozen=True):
    """A proposal, which may have been answered."""

    solution: int
    municipality: int
    stage: Stage
    happened_on: date
    note: str
    evidence_url: str
    state: str
    made_by: int | None


async def settle_proposal(*, actor: Actor, proposal_id: int, agree: bool, now: datetime) -> int | None:
    """The municipality confirms (a statement follows; its number) or rejects (None)."""
    async with transaction():
        found = await fetch_one_as(_Open, "SELECT * FROM adoption_proposal WHERE id = $1 FOR UPDATE", proposal_id)
        if found is None:
            raise NotFound("Dit voorstel bestaat niet.")
        authority.require(actor, Act.REPORT_ADOPTION, Context(municipality_id=found.municipality))
        if found.state != "open":
            raise Conflict("Dit voorstel is al beantwoord.")
        made: int | None = None
        if agree:
            made = await report(
                actor=actor,
                solution_id=found.solution,
                municipality_id=found.municipality,
                stage=found.stage,
                on=found.happened_on,
                now=now,
                details=Details(reason=found.note, evidence_url=found.evidence_url),
                source=Source.CONFIRMED,
            )
        await AdoptionProposal.update(
            {
                AdoptionProposal.state: "bevestigd" if agree else "afgewezen",
                AdoptionProposal.settled_at: now,
                AdoptionProposal.settled_by: actor.person_id,
            }
        ).where(AdoptionProposal.id == proposal_id)
        await record(
            actor=actor,
            act="voorstel beantwoorden",
            object_kind="oplossing",
            object_id=found.solution,
            on_behalf_of=found.municipality,
            result="bevestigd" if agree else "afgewezen",
            details={"voorstel": proposal_id},
            now=now,
        )
        await _tell_the_answer(proposal_id, found, agree=agree, now=now)
    return made


async def _tell_the_answer(proposal_id: int, answered: _Open, *, agree: bool, now: datetime) -> None:
    """Whoever proposed this hears what the municipality said, as long as they may still propose it."""
    today = dutch_day(now)
    maker = await actor_of(person_id=answered.made_by, municipality_id=None, today=today) if answered.made_by else None
    if answered.made_by is None or maker is None:
        return
    try:
        await in_whose_name(actor=maker, solution_id=answered.solution)
    except NotAllowed:
        return
    found = await solution(answered.solution)
    town = (await names((answered.municipality,)))[answered.municipality]
    said = wording("Ja, dit klopt") if agree else wording("Nee, dit klopt niet")
    await tell(
        person_id=answered.made_by,
        kind=Kind.FOLLOWED,
        subject=wording("%(gemeente)s antwoordde op uw voorstel", gemeente=town),
        body=wording(
            "%(antwoord)s. Het ging om: %(stap)s. De oplossing: %(titel)s.",
            antwoord=said,
            stap=LABELS[answered.stage].lower(),
            titel=found.title,
        ),
        path=f"/overname/{found.slug}/voorstel",
        once=f"overname-antwoord:{proposal_id}",
        now=now,
    )
