"""Taking back a file that goes with a statement: the statement stays, the file does not."""

from datetime import datetime

from innovatie.adoption.queries.evidence import evidence_place
from innovatie.adoption.tables import AdoptionEvidence
from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid
from innovatie.infra.database import transaction


async def in_capacity(*, actor: Actor, owner: int) -> str:
    """As what this actor may take back a file of the municipality `owner`; NotAllowed when not at all."""
    if authority.may(actor, Act.MANAGE_PLATFORM):
        return "platform"
    authority.require(actor, Act.REPORT_ADOPTION, Context(municipality_id=owner))
    return "gemeente"


async def withdraw_evidence(*, actor: Actor, number: int, reason: str, now: datetime) -> None:
    """By the municipality of the statement (or the one it went up in), or by who runs the platform.

    Name and content are gone for good; the row keeps who, when and why. NotFound when it was withdrawn before.
    """
    async with transaction():
        await AdoptionEvidence.select(AdoptionEvidence.id).where(AdoptionEvidence.id == number).lock_rows()
        place = await evidence_place(number, today=dutch_day(now))
        capacity = await in_capacity(actor=actor, owner=place.owner)
        if not reason.strip():
            raise Invalid({"reden": "Schrijf waarom u dit bewijs intrekt."})
        await AdoptionEvidence.update(
            {
                AdoptionEvidence.content: b"",
                AdoptionEvidence.kept_as: "",
                AdoptionEvidence.name: "",
                AdoptionEvidence.withdrawn_at: now,
                AdoptionEvidence.withdrawn_by: actor.person_id,
                AdoptionEvidence.withdrawn_as: capacity,
                AdoptionEvidence.withdrawn_reason: reason.strip(),
            }
        ).where(AdoptionEvidence.id == number)
        await record(
            actor=actor,
            act="bewijs intrekken",
            object_kind="oplossing",
            object_id=place.solution,
            on_behalf_of=None if capacity == "platform" else place.owner,
            details={"bewijs": number},
            now=now,
        )
