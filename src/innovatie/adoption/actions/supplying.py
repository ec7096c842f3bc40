"""VNG asks the supplier of a solution in, and lets it go again."""

from datetime import datetime

import msgspec

from innovatie.accounts.actions import end_supplier_account, supplier_account
from innovatie.adoption.queries.solutions import solution
from innovatie.adoption.tables import SolutionSupplier
from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.errors import Invalid, NotFound
from innovatie.infra.database import fetch_one_as, transaction


async def invite_supplier(
    *, actor: Actor, solution_id: int, company: str, name: str, address: str, now: datetime, language: str = "nl"
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
            language=language,
            now=now,
        )
        if await SolutionSupplier.exists().where(
            SolutionSupplier.solution == solution_id,
            SolutionSupplier.person == person_id,
            SolutionSupplier.ended_at.is_null(),
        ):
            raise Invalid({"email": "Deze leverancier mag dit voor deze oplossing al."})
        made = SolutionSupplier(
            solution=solution_id, person=person_id, company=company, invited_by=actor.person_id, invited_at=now
        )
        await made.save()
        await record(
            actor=actor, act="leverancier toelaten", object_kind="oplossing", object_id=solution_id, now=now,
            details={"leverancier": made.id},
        )  # fmt: skip
    return made.id


class _Ended(msgspec.Struct, frozen=True):
    """Whose leave to propose ends, for which solution."""

    solution: int
    person: int


async def end_supplier(*, actor: Actor, number: int, now: datetime) -> int:
    """No more proposals by this person for this solution; the solution. Without any left the account ends too."""
    authority.require(actor, Act.INVITE_SUPPLIER)
    async with transaction():
        ended = await fetch_one_as(
            _Ended,
            "UPDATE solution_supplier SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL"
            " RETURNING solution, person",
            number,
            now,
            actor.person_id,
        )
        if ended is None:
            raise NotFound("Deze leverancier bestaat niet, of is al gestopt.")
        if not await SolutionSupplier.exists().where(
            SolutionSupplier.person == ended.person, SolutionSupplier.ended_at.is_null()
        ):
            await end_supplier_account(actor=actor, person_id=ended.person, now=now)
        await record(
            actor=actor, act="leverancier stoppen", object_kind="oplossing", object_id=ended.solution, now=now,
            details={"leverancier": number},
        )  # fmt: skip
    return ended.solution
