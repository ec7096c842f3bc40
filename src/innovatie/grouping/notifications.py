"""What the municipalities of a proposal are told: asked when people propose, told when it is settled. And what VNG is
told: that a learnt model waits for its decision.

Proposals of the machine are many: of those people hear once a day, in one message.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec

from innovatie.accounts.queries import people_who_may
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.roles import Role
from innovatie.domain.wording import Wording, counted, paragraphs, sentences, wording
from innovatie.grouping.queries import ProposalRow, proposal, sides_of_proposal
from innovatie.infra.database import fetch_as
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.queries import people_of_audience


class _New(msgspec.Struct, frozen=True):
    """How many new proposals are about groups of a municipality."""

    municipality: int
    number: int


INBOX = "/groepen/voorstellen"


def _in_words(row: ProposalRow) -> Wording:
    number, group, other = len(row.ideas), row.group_title, row.other_title
    if row.kind == "splitsen":
        return counted(
            wording("Het voorstel: 1 plan uit ‘%(groep)s’ in een eigen groep zetten.", groep=group),
            wording("Het voorstel: %(n)s plannen uit ‘%(groep)s’ in een eigen groep zetten.", n=number, groep=group),
            number,
        )
    if row.kind == "verplaatsen":
        return counted(
            wording("Het voorstel: 1 plan uit ‘%(groep)s’ verplaatsen naar ‘%(ander)s’.", groep=group, ander=other),
            wording(
                "Het voorstel: %(n)s plannen uit ‘%(groep)s’ verplaatsen naar ‘%(ander)s’.",
                n=number,
                groep=group,
                ander=other,
            ),
            number,
        )
    return wording("Het voorstel: ‘%(groep)s’ en ‘%(ander)s’ samenvoegen.", groep=group, ander=other)


async def tell_proposed(*, proposal_id: int, by_person: int | None, now: datetime) -> None:
    """The municipalities of both sides are asked."""
    row = await proposal(proposal_id)
    one, other = await sides_of_proposal(row)
    await tell_many(
        person_ids=await people_who_may(Act.JUDGE_SIMILARITY, sorted(one | other), today=dutch_day(now), but=by_person),
        kind=Kind.ASKED,
        subject=wording("Wat vindt u van dit voorstel voor uw groep?"),
        body=paragraphs(_in_words(row), wording("De reden: %(reden)s", reden=row.reason)),
        path=INBOX,
        once=f"groepsvoorstel {row.id}",
        now=now,
    )


async def tell_settled(*, proposal_id: int, parties: Collection[int], by_person: int | None, now: datetime) -> None:
    """The municipalities that were on either side hear what became of it, with the objection if there was one."""
    row = await proposal(proposal_id)
    objection = next((voice.reason for voice in row.voices if not voice.agrees), "")
    done = (
        wording("Het is uitgevoerd.")
        if row.state == "uitgevoerd"
        else wording("Het gaat niet door. Het bezwaar: %(bezwaar)s", bezwaar=objection)
    )
    await tell_many(
        person_ids=await people_who_may(Act.JUDGE_SIMILARITY, sorted(parties), today=dutch_day(now), but=by_person),
        kind=Kind.FOLLOWED,
        subject=wording("Over een voorstel voor uw groep is beslist"),
        body=sentences(_in_words(row), done),
        path=f"/groepen/{row.group}",
        once=f"groepsvoorstel {row.id} beslist",
        now=now,
    )


async def tell_of_new_proposals(*, now: datetime) -> int:
    """Once a day: who has groups about which the machine proposed something since yesterday; how many people."""
    found = await fetch_as(
        _New,
        "SELECT d.municipality, count(DISTINCT p.id) AS number FROM group_proposal p JOIN group_member m"
        ' ON m."group" IN (p."group", p.other_group) JOIN idea_participant d ON d.idea = m.idea AND d.left_at IS NULL'
        " WHERE p.state = 'open' AND p.by IS NULL AND p.made_at > $1 GROUP BY d.municipality ORDER BY d.municipality",
        now - timedelta(days=1),
    )
    told = 0
    for one in found:
        subject = counted(
            wording("Er is 1 nieuw voorstel voor uw groepen"),
            wording("Er zijn %(n)s nieuwe voorstellen voor uw groepen", n=one.number),
            one.number,
        )
        told += await tell_many(
            person_ids=await people_who_may(Act.JUDGE_SIMILARITY, [one.municipality], today=dutch_day(now)),
            kind=Kind.FOLLOWED,
            subject=subject,
            body=wording(
                "Innovatie stelt voor om groepen samen te voegen, te splitsen of te verplaatsen. U beslist mee."
            ),
            path=INBOX,
            once=f"groepsvoorstellen {dutch_day(now)}",
            now=now,
        )
    return told


async def tell_of_offered_model(*, model_id: int, labels: int, now: datetime) -> int:
    """Every director at VNG is asked about a model that was learnt from `labels` decisions; how many people."""
    return await tell_many(
        person_ids=await people_of_audience(Role.VNG_DIRECTOR.value, today=dutch_day(now)),
        kind=Kind.ASKED,
        subject=wording("Neemt u het nieuwe model om plannen te groeperen in gebruik?"),
        body=wording(
            "Innovatie leerde van %(n)s antwoorden en besluiten van mensen. U ziet vooraf wat er verandert. Tot u"
            " beslist, blijft alles zoals het is.",
            n=labels,
        ),
        path="/vng/groeperen",
        once=f"groepeermodel {model_id}",
        now=now,
    )
