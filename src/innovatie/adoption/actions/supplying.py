"""VNG asks the supplier of a solution in, and lets it go again."""

from datetime import datetime

from innovatie.accounts.actions import end_supplier_account, supplier_account
from innovatie.adoption.queries.solutions import solution
from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.errors import Invalid, NotFound
from innovatie.infra.database import fetch_row, fetch_value, transaction


async def invite_supplier(
    *, actor: Actor, solution_id: int, company: str, name: str, address: str, now: datetime
) -> int:
    """Somebody of `company` may from now on propose where municipalities stand, for this solution alone."""
    authority.require(actor, Act.INVITE_SUPPLIER)
    async with transaction():
        found = await solution(solution_id)
        person_id = await supplier_account(
            actor=actor,
            name=name,
            address=address,
            company=company,
            path=f"/overname/{found.slug}/voorstel",
            now=now,
        )
        if await fetch_value(
            "SELECT true FROM solution_supplier WHERE solution = $1 AND person = $2 AND ended_at IS NULL",
            solution_id,
            person_id,
        ):
            raise Invalid({"email": "Deze leverancier mag dit voor deze oplossing al."})
        number: int = await fetch_value(
            "INSERT INTO solution_supplier (solution, person, company, invited_by, invited_at)"
            " VALUES ($1, $2, $3, $4, $5) RETURNING id",
            solution_id,
            person_id,
            company,
            actor.person_id,
            now,
        )
        await record(
            actor=actor, act="leverancier toelaten", object_kind="oplossing", object_id=solution_id, now=now,
            details={"leverancier": number},
        )  # fmt: skip
    return number


async def end_supplier(*, actor: Actor, number: int, now: datetime) -> int:
    """No more proposals by this person for this solution; the solution. Without any left the account ends too."""
    authority.require(actor, Act.INVITE_SUPPLIER)
    async with transaction():
        row = await fetch_row(
            "UPDATE solution_supplier SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL"
            " RETURNING solution, person",
            number,
            now,
            actor.person_id,
        )
        if row is None:
            raise NotFound("Deze leverancier bestaat niet, of is al gestopt.")
        left = await fetch_value(
            "SELECT true FROM solution_supplier WHERE person = $1 AND ended_at IS NULL LIMIT 1", row["person"]
        )
        if not left:
            await end_supplier_account(actor=actor, person_id=row["person"], now=now)
        await record(
            actor=actor, act="leverancier stoppen", object_kind="oplossing", object_id=row["solution"], now=now,
            details={"leverancier": number},
        )  # fmt: skip
    return int(row["solution"])
