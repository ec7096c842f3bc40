"""Answers to suggestions, remarks in the discussion, and typed links between groups."""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Invalid, NotFound
from innovatie.domain.wording import wording
from innovatie.grouping.records import lock_groups
from innovatie.grouping.telling import tell_of_remark
from innovatie.infra.database import execute, fetch_value, transaction

ANSWERS = {
    "aangehaakt": wording("Aangehaakt"),
    "variant": wording("Toegevoegd als variant"),
    "ander": wording("Iets anders"),
}
LINK_KINDS = {
    "deel van": wording("deel van"),
    "bouwt voort op": wording("bouwt voort op"),
    "vervangt": wording("vervangt"),
    "verwant": wording("verwant"),
}
REMARK_LIMIT = 5_000


async def answer_suggestion(
    *,
    actor: Actor,
    other_idea: int,
    answer: str,
    reason: str,
    municipality_id: int,
    now: datetime,
    title: str = "",
    text: str = "",
    form_token: str | None = None,
    chance: float | None = None,
    tier: str = "",
) -> None:
    """Keep what a writer said of a suggestion: a label for the next refit. Going on wants a reason."""
    authority.require(actor, Act.JUDGE_SIMILARITY, Context(municipality_id=municipality_id))
    if answer not in ANSWERS:
        raise Invalid({"antwoord": "Kies aanhaken, variant of iets anders."})
    if answer == "ander" and not reason.strip():
        raise Invalid({"reden": "Schrijf kort waarom uw plan iets anders is."})
    async with transaction():
        if not await fetch_value("SELECT 1 FROM idea WHERE id = $1 AND state <> 'concept'", other_idea):
            raise NotFound("Dit plan bestaat niet.")
        await execute(
            "INSERT INTO similarity_answer (form_token, title, text, other, answer, reason, chance, tier, municipality,"
            " at, by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            form_token,
            title[:200],
            text[:6000],
            other_idea,
            answer,
            reason.strip()[:2000],
            chance,
            tier,
            municipality_id,
            now,
            actor.person_id,
        )
        await record(
            actor=actor,
            act=Act.JUDGE_SIMILARITY,
            object_kind="idee",
            object_id=other_idea,
            on_behalf_of=municipality_id,
            now=now,
            details={"antwoord": answer},
        )


async def remark(*, actor: Actor, group_id: int, municipality_id: int | None, text: str, now: datetime) -> None:
    """Say something in the discussion of a group; everybody can read it."""
    if not authority.may(actor, Act.DIRECT_GROUPS):
        authority.require(actor, Act.DISCUSS_GROUP, Context(municipality_id=municipality_id))
    if not text.strip():
        raise Invalid({"reactie": "Schrijf eerst een reactie."})
    if len(text) > REMARK_LIMIT:
        raise Invalid({"reactie": wording("Gebruik hooguit %(n)s tekens.", n=REMARK_LIMIT)})
    async with transaction():
        await lock_groups(group_id)
        await execute(
            'INSERT INTO group_remark ("group", municipality, text, at, by) VALUES ($1, $2, $3, $4, $5)',
            group_id,
            municipality_id,
            text.strip(),
            now,
            actor.person_id,
        )
        await record(
            actor=actor,
            act=Act.DISCUSS_GROUP,
            object_kind="groep",
            object_id=group_id,
            on_behalf_of=municipality_id,
            now=now,
        )
        await tell_of_remark(group_id=group_id, by_person=actor.person_id, text=text.strip(), now=now)


async def link_groups(*, actor: Actor, group_id: int, other_id: int, kind: str, now: datetime) -> None:
    """Link a group to another one, with what the link means. Linking twice is linking once."""
    authority.require(actor, Act.DIRECT_GROUPS)
    if kind not in LINK_KINDS or group_id == other_id:
        raise Invalid({"soort": "Kies een andere groep en een soort verband."})
    async with transaction():
        await lock_groups(group_id, other_id)
        await execute(
            'INSERT INTO group_link ("group", other_group, kind, at, by) VALUES ($1, $2, $3, $4, $5)'
            ' ON CONFLICT ("group", other_group, kind) DO NOTHING',
            group_id,
            other_id,
            kind,
            now,
            actor.person_id,
        )
        await record(
            actor=actor,
            act="groepen verbinden",
            object_kind="groep",
            object_id=group_id,
            now=now,
            details={"andere": other_id, "soort": kind},
        )
