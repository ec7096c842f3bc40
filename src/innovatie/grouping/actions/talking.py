"""Answers to suggestions, and typed links between groups."""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Invalid, NotFound
from innovatie.domain.idea_states import State
from innovatie.domain.wording import wording
from innovatie.grouping.records import lock_groups
from innovatie.grouping.tables import GroupLink, SimilarityAnswer
from innovatie.ideas.tables import Idea
from innovatie.infra.database import transaction

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
        if not await Idea.exists().where(Idea.id == other_idea, Idea.state != State.DRAFT):
            raise NotFound("Dit plan bestaat niet.")
        said = SimilarityAnswer(
            form_token=form_token,
            title=title[:200],
            text=text[:6000],
            other=other_idea,
            answer=answer,
            reason=reason.strip()[:2000],
            chance=chance,
            tier=tier,
            municipality=municipality_id,
            at=now,
            by=actor.person_id,
        )
        await said.save()
        await record(
            actor=actor,
            act=Act.JUDGE_SIMILARITY,
            object_kind="idee",
            object_id=other_idea,
            on_behalf_of=municipality_id,
            now=now,
            details={"antwoord": answer},
        )


async def link_groups(*, actor: Actor, group_id: int, other_id: int, kind: str, now: datetime) -> None:
    """Link a group to another one, with what the link means. Linking twice is linking once."""
    authority.require(actor, Act.DIRECT_GROUPS)
    if kind not in LINK_KINDS or group_id == other_id:
        raise Invalid({"soort": "Kies een andere groep en een soort verband."})
    async with transaction():
        await lock_groups(group_id, other_id)
        link = GroupLink(group=group_id, other_group=other_id, kind=kind, at=now, by=actor.person_id)
        await GroupLink.insert(link).on_conflict(
            target=(GroupLink.group, GroupLink.other_group, GroupLink.kind), action="DO NOTHING"
        )
        await record(
            actor=actor,
            act="groepen verbinden",
            object_kind="groep",
            object_id=group_id,
            now=now,
            details={"andere": other_id, "soort": kind},
        )
