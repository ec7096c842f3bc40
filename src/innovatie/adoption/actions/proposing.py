"""What VNG, a supplier or a public source thinks, and the answer of the municipality."""

from collections.abc import Iterable
from datetime import date, datetime

from innovatie.adoption.actions.reporting import Details, report
from innovatie.adoption.queries.suppliers import company_of
from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.adoption_states import LABELS, OLDEST, Source, Stage
from innovatie.domain.authority import Act, Actor, Context, Role
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.infra.database import execute, fetch, fetch_row, fetch_value, transaction
from innovatie.notifications.actions import tell
from innovatie.notifications.kinds import Kind


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
) -> tuple[int, ...]:
    """The same proposal to each of these municipalities, whose civil servants are asked; the numbers.

    VNG names whom it speaks for; a supplier always speaks for its own company, whatever `proposer` says.
    """
    proposer = await in_whose_name(actor=actor, solution_id=solution_id) or proposer
    if not OLDEST <= on <= now.date():
        raise Invalid({"datum": "Kies een datum tussen 1990 en vandaag."})
    made = []
    async with transaction():
        title = await fetch_value("SELECT title FROM solution WHERE id = $1", solution_id)
        if title is None:
            raise NotFound("Van deze oplossing volgen we de overname niet.")
        for municipality in municipalities:
            number = await propose(
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
            made.append(number)
            for person in await _civil_servants(municipality, now):
                await tell(
                    person_id=person,
                    kind=Kind.ASKED,
                    subject=f"Klopt dit? {title}",
                    body=f"{proposer} denkt dat uw gemeente hier staat: {LABELS[stage].lower()}. Zeg of dit klopt.",
                    path="/overname/mijn-gemeente",
                    once=f"overname-voorstel:{number}",
                    now=now,
                )
    return tuple(made)


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


async def _civil_servants(municipality_id: int, now: datetime) -> list[int]:
    rows = await fetch(
        "SELECT DISTINCT g.person FROM role_grant g JOIN person p ON p.id = g.person AND p.active"
        " WHERE g.municipality = $1 AND g.role = $2 AND g.revoked_at IS NULL AND g.starts <= $3"
        " AND (g.ends IS NULL OR g.ends >= $3) ORDER BY g.person",
        municipality_id,
        Role.CIVIL_SERVANT.value,
        now.date(),
    )
    return [row["person"] for row in rows]


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
) -> int:
    """VNG, for itself or for a supplier, or a supplier thinks that this holds; the municipality decides. Its number.

    The same proposal that is still open is not made twice: its number is given back. A supplier waits for the answer
    to its last proposal to a municipality before it may make another.
    """
    company = await in_whose_name(actor=actor, solution_id=solution_id)
    async with transaction():
        known: int | None = await fetch_value(
            "SELECT id FROM adoption_proposal WHERE solution = $1 AND municipality = $2 AND state = 'open'"
            " AND ((stage = $3 AND happened_on = $4) OR proposer = $5) ORDER BY id LIMIT 1",
            solution_id,
            municipality_id,
            stage.value,
            on,
            company,
        )
        if known is not None:
            return known
        made: int = await fetch_value(
            "INSERT INTO adoption_proposal (solution, municipality, stage, happened_on, proposer, note, evidence_url,"
            " made_at, made_by, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open') RETURNING id",
            solution_id,
            municipality_id,
            stage.value,
            on,
            company or proposer,
            note,
            evidence_url,
            now,
            actor.person_id,
        )
        await record(
            actor=actor,
            act="overname voorstellen",
            object_kind="oplossing",
            object_id=solution_id,
            details={"gemeente": municipality_id, "stap": stage.value, "voorstel": made},
            now=now,
        )
    return made


async def settle_proposal(*, actor: Actor, proposal_id: int, agree: bool, now: datetime) -> int | None:
    """The municipality confirms (a statement follows; its number) or rejects (None)."""
    async with transaction():
        row = await fetch_row("SELECT * FROM adoption_proposal WHERE id = $1 FOR UPDATE", proposal_id)
        if row is None:
            raise NotFound("Dit voorstel bestaat niet.")
        authority.require(actor, Act.REPORT_ADOPTION, Context(municipality_id=row["municipality"]))
        if row["state"] != "open":
            raise Conflict("Dit voorstel is al beantwoord.")
        made: int | None = None
        if agree:
            made = await report(
                actor=actor,
                solution_id=row["solution"],
                municipality_id=row["municipality"],
                stage=Stage(row["stage"]),
                on=row["happened_on"],
                now=now,
                details=Details(reason=row["note"], evidence_url=row["evidence_url"]),
                source=Source.CONFIRMED,
            )
        await execute(
            "UPDATE adoption_proposal SET state = $2, settled_at = $3, settled_by = $4 WHERE id = $1",
            proposal_id,
            "bevestigd" if agree else "afgewezen",
            now,
            actor.person_id,
        )
        await record(
            actor=actor,
            act="voorstel beantwoorden",
            object_kind="oplossing",
            object_id=row["solution"],
            on_behalf_of=row["municipality"],
            result="bevestigd" if agree else "afgewezen",
            details={"voorstel": proposal_id},
            now=now,
        )
    return made
