"""What people say about a plan or a group, and who hears of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from innovatie.accounts.queries import names_of, people_who_may
from innovatie.audit.actions import record
from innovatie.contact.queries import reached, receivers
from innovatie.contact.queries.discussion import (
    Discussed,
    Mentionable,
    discussed,
    mentionable,
    remark_at,
    speakers_of,
)
from innovatie.contact.rights import require_may_write, require_own
from innovatie.contact.tables import GroupRemark, RemarkVersion
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.excerpts import plain
from innovatie.domain.mentions import mentioned
from innovatie.domain.reaching import Discussable
from innovatie.domain.vocabulary import Followed
from innovatie.domain.wording import as_written, wording
from innovatie.following.actions import tell_followers
from innovatie.infra.database import execute, fetch_values, transaction
from innovatie.infra.rate_limit import Limit, take
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind

REMARK_LIMIT: Final = 5_000
MOST_MUNICIPALITIES: Final = 5
"""Municipalities that one remark may mention: everybody there hears of it."""
SAID: Final = Limit(name="meepraten", size=60, period=timedelta(days=1))
EDITED: Final = Limit(name="reactie wijzigen", size=100, period=timedelta(days=1))
"""Each edit keeps the version before it."""
_FOLLOWED: Final = {Discussable.PLAN: Followed.PLAN, Discussable.GROUP: Followed.GROUP}


async def remark(
    *,
    actor: Actor,
    about: Discussed,
    text: str,
    now: datetime,
    answers: int | None = None,
    mention: str = "",
) -> int:
    """Say something, or answer a remark; the number of the remark. Everybody can read it.

    `mention` is a name chosen from the list: it is put behind the text. An answer to an answer stands below the same
    first remark. Conflict when the plan was withdrawn, TooMany beyond the limit of a day.
    """
    person = require_may_write(actor)
    known = await mentionable(about, municipality_id=actor.municipality_id, now=now)
    text = _with_mention(text.strip(), mention.strip().lstrip("@").strip(), known)
    _check(text, known)
    async with transaction():
        await _require_open(about.kind.value, str(about.id))
        if answers is not None:
            above = await remark_at(answers)
            here = await discussed(*above.place)
            if (here.kind, here.id) != (about.kind, about.id):
                raise Conflict("De reactie waarop u antwoordt, staat hier niet.")
            answers = above.answers or above.id
        await take(SAID, person, now=now)
        said = GroupRemark(
            idea=about.id if about.kind is Discussable.PLAN else None,
            group=about.id if about.kind is Discussable.GROUP else None,
            answers=answers,
            municipality=actor.municipality_id,
            text=text,
            at=now,
            by=person,
        )
        await said.save()
        await record(
            actor=actor,
            act="meepraten",
            object_kind="reactie",
            object_id=int(said.id),
            on_behalf_of=actor.municipality_id,
            now=now,
        )
        await _tell_mentioned(about, number=int(said.id), text=text, known=known, actor=actor, now=now)
        await _tell_others(about, number=int(said.id), text=text, by_person=person, now=now)
    return int(said.id)


async def edit(*, actor: Actor, number: int, text: str, now: datetime) -> None:
    """Change one's own remark; what it said before stays to be read. Who is mentioned for the first time hears so."""
    person = require_may_write(actor)
    text = text.strip()
    async with transaction():
        await execute("SELECT 1 FROM group_remark WHERE id = $1 FOR UPDATE", number)
        said = await remark_at(number)
        await require_own(actor, said, now)
        if said.hidden_at is not None:
            raise Conflict("VNG verborg deze reactie. U kunt haar niet meer wijzigen.")
        about = await _require_open(*said.place)
        known = await mentionable(about, municipality_id=actor.municipality_id, now=now)
        before = await fetch_values(str, "SELECT text FROM remark_version WHERE remark = $1", number)
        _check(text, known, before=[said.text, *before])
        if text == said.text:
            return
        await take(EDITED, person, now=now)
        await RemarkVersion(remark=number, text=said.text, until=now).save()
        await GroupRemark.update({GroupRemark.text: text, GroupRemark.edited_at: now}).where(GroupRemark.id == number)
        await record(
            actor=actor,
            act="reactie wijzigen",
            object_kind="reactie",
            object_id=number,
            on_behalf_of=actor.municipality_id,
            now=now,
        )
        await _tell_mentioned(about, number=number, text=text, known=known, actor=actor, now=now)


def _with_mention(text: str, mention: str, known: Mentionable) -> str:
    if not text or not mention:
        return text
    names = {name.lower(): name for name in (*known.municipalities, *known.people)}
    chosen = names.get(mention.lower())
    if chosen is None:
        raise Invalid({"noem": "Kies een naam uit de lijst, of laat dit leeg."})
    return text if chosen in mentioned(text, [chosen]) else f"{text}\n\n@{chosen}"


def _check(text: str, known: Mentionable, *, before: Sequence[str] = ()) -> None:
    """`before`: what the remark said earlier; whom that mentioned heard of it too, and counts."""
    if not text:
        raise Invalid({"reactie": "Schrijf eerst een reactie."})
    if len(text) > REMARK_LIMIT:
        raise Invalid({"reactie": wording("Gebruik hooguit %(n)s tekens.", n=REMARK_LIMIT)})
    names = {name for one in (text, *before) for name in mentioned(one, [*known.municipalities, *known.people])}
    if len(names & set(known.municipalities)) > MOST_MUNICIPALITIES:
        raise Invalid({"reactie": wording("Noem hooguit %(n)s gemeenten in één reactie.", n=MOST_MUNICIPALITIES)})


async def _require_open(kind: str, number: str) -> Discussed:
    """What is at this place, and holds it if it is a plan, so that it is not withdrawn meanwhile."""
    if kind == Discussable.PLAN:
        await execute("SELECT 1 FROM idea WHERE id = $1 FOR SHARE", int(number))
    about = await discussed(kind, number)
    if about.closed:
        raise Conflict("Dit plan is ingetrokken. U kunt het gesprek nog lezen.")
    return about


async def _tell_mentioned(
    about: Discussed, *, number: int, text: str, known: Mentionable, actor: Actor, now: datetime
) -> None:
    """Colleagues who are mentioned, and the people of municipalities that are, hear at once; each once per remark."""
    names = mentioned(text, [*known.municipalities, *known.people])
    people = {person for name in names for person in known.people.get(name, ())}
    towns = [known.municipalities[name] for name in names if name in known.municipalities]
    people.update(await people_who_may(Act.DISCUSS_GROUP, towns, today=dutch_day(now)))
    people.discard(actor.person_id or 0)
    if people:
        name = (await names_of((actor.person_id or 0,))).get(actor.person_id or 0, wording("Iemand"))
        await tell_many(
            person_ids=sorted(people),
            kind=Kind.ASKED,
            subject=wording("%(naam)s noemt u in het gesprek over ‘%(titel)s’", naam=name, titel=about.title),
            body=as_written(plain(text, 500)),
            path=f"{about.discussion}#reactie-{number}",
            once=f"reactie {number}",
            now=now,
        )


async def _tell_others(about: Discussed, *, number: int, text: str, by_person: int, now: datetime) -> None:
    """Whose it is, who spoke before, and who follows it. Who is mentioned heard already: `once` is the same."""
    owners = await receivers(await reached(about.kind.value, str(about.id), now=now), now=now)
    subject = wording("Nieuw in het gesprek over ‘%(titel)s’", titel=about.title)
    path = f"{about.discussion}#reactie-{number}"
    body, once = as_written(plain(text, 500)), f"reactie {number}"
    await tell_many(
        person_ids=sorted({*owners, *await speakers_of(about)} - {by_person}),
        kind=Kind.FOLLOWED,
        subject=subject,
        body=body,
        path=path,
        once=once,
        now=now,
    )
    of = [(_FOLLOWED[about.kind], about.id)]
    await tell_followers(of=of, subject=subject, body=body, path=path, once=once, now=now, but=by_person)
