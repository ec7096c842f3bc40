"""What finalists hear of their task, and everybody of a result that was published or corrected."""

from datetime import datetime

import msgspec

from innovatie.accounts.queries import people_who_may
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import day_in_words, dutch_day
from innovatie.domain.phases import Phase
from innovatie.domain.vocabulary import Followed
from innovatie.domain.wording import Wording, paragraphs, sentences, wording
from innovatie.following.actions import tell_followers
from innovatie.grouping.queries import municipalities_of
from innovatie.infra.database import fetch_as
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.previews import Message, Preview, preview
from innovatie.notifications.queries import EVERYBODY, people_of_audience
from innovatie.publication.queries import winner
from innovatie.rounds.queries import round_by_id


def in_words(round_name: str, version: int) -> Message:
    """The message; a version after the first is a correction."""
    if version > 1:
        return Message(
            wording("De uitslag van %(ronde)s is verbeterd", ronde=round_name),
            wording("Bij een eerdere bekendmaking is iets verbeterd. Lees wat, en waarom."),
        )
    return Message(
        wording("De uitslag van %(ronde)s is bekend", ronde=round_name),
        wording("Lees welke plannen winnen, waarom, en hoe gemeenten stemden."),
    )


async def preview_of(round_name: str, version: int, *, now: datetime) -> Preview:
    """What will be told when this version is published, and to whom."""
    people = await people_of_audience(EVERYBODY, today=dutch_day(now))
    return await preview(people, kind=Kind.ROUND, message=in_words(round_name, version))


async def tell_published(*, round_id: int, version: int, now: datetime) -> int:
    """Tell everybody with a role that the result, or a correction of it, is there; how many."""
    round_ = await round_by_id(round_id, now=now)
    message = in_words(round_.name, version)
    path, once = f"/rondes/{round_.code}/uitslag", f"uitslag {round_id} {version}"
    if version == 1:
        await _tell_of_winners(round_id, round_.name, now)
    following = await tell_followers(
        of=[(Followed.ROUND, round_id)], subject=message.subject, body=message.body, path=path, once=once, now=now
    )
    return following + await tell_many(
        person_ids=await people_of_audience(EVERYBODY, today=dutch_day(now)),
        kind=Kind.ROUND,
        subject=message.subject,
        body=message.body,
        path=path,
        once=once,
        now=now,
    )


class _Won(msgspec.Struct, frozen=True):
    group: int
    title: str


async def _tell_of_winners(round_id: int, round_name: str, now: datetime) -> None:
    """Who follows a group hears that it won."""
    for one in await fetch_as(_Won, 'SELECT "group", title FROM winner WHERE round = $1 ORDER BY id', round_id):
        await tell_followers(
            of=[(Followed.GROUP, one.group)],
            subject=wording("‘%(groep)s’ wint %(ronde)s", groep=one.title, ronde=round_name),
            body=wording("Lees waarom, en wat u kunt overnemen."),
            path=f"/winnaars/{one.group}",
            once=f"winnaar {round_id} {one.group}",
            now=now,
        )


def standing_news(title: str, *, stands: bool, ground: Wording, reason: str) -> Message:
    """What is told of a winner that was withdrawn, or (`stands`) is one after all."""
    if stands:
        return Message(
            wording("‘%(winnaar)s’ blijft winnaar", winnaar=title),
            wording("VNG trok deze winnaar in en neemt dat terug. %(reden)s", reden=reason),
        )
    return Message(
        wording("VNG trok winnaar ‘%(winnaar)s’ in", winnaar=title),
        wording("%(grond)s %(reden)s", grond=ground, reden=reason),
    )


async def tell_standing(*, group_id: int, once: str, message: Message, now: datetime) -> int:
    """Tell who makes a winner, and who follows it or its round, that it was withdrawn or stands again; how many."""
    found = await winner(group_id)
    towns = [town.id for town in await municipalities_of(group_id)]
    told = await tell_many(
        person_ids=await people_who_may(Act.KEEP_REALISATION, towns, today=dutch_day(now)),
        kind=Kind.ASKED,
        subject=message.subject,
        body=message.body,
        path=found.address,
        once=once,
        now=now,
    )
    return told + await tell_followers(
        of=[(Followed.GROUP, group_id), (Followed.ROUND, found.round_id)],
        subject=message.subject,
        body=message.body,
        path=found.address,
        once=once,
        now=now,
    )


class _Asked(msgspec.Struct, frozen=True):
    group: int
    title: str
    elaborated: bool


async def ask_finalists(*, round_id: int, deadline: datetime | None, reminder: bool, now: datetime) -> int:
    """Tell the people of each finalist that they are one, what they must do and until when; how many were told.

    A reminder goes only to finalists that have written nothing. Nothing is told when the phase is over, was taken back
    or has another deadline by now.
    """
    round_ = await round_by_id(round_id, now=now)
    row = round_.row_of(Phase.DEVELOP)
    if round_.open_phase is not Phase.DEVELOP or row.deadline != deadline:
        return 0
    until = wording("Dit kan tot en met %(dag)s.", dag=day_in_words(row.deadline)) if row.deadline else None
    told = 0
    for one in await fetch_as(
        _Asked,
        'SELECT f."group", g.title, EXISTS (SELECT FROM elaboration e WHERE e.round = f.round'
        ' AND e."group" = f."group") AS elaborated'
        ' FROM finalist f JOIN idea_group g ON g.id = f."group" WHERE f.round = $1'
        " AND f.withdrawn_at IS NULL ORDER BY f.position",
        round_id,
    ):
        if reminder and one.elaborated:
            continue
        towns = [town.id for town in await municipalities_of(one.group)]
        subject = wording("U bent finalist: werk ‘%(groep)s’ uit", groep=one.title)
        if reminder:
            subject = wording("Nog niets uitgewerkt: ‘%(groep)s’", groep=one.title)
        task = wording(
            "Gemeenten kozen uw plan in %(ronde)s. Schrijf nu wie het maakt, wat het kost en wat anderen ermee kunnen.",
            ronde=round_.name,
        )
        told += await tell_many(
            person_ids=await people_who_may(Act.POST_IDEA, towns, today=dutch_day(now)),
            kind=Kind.ASKED,
            subject=subject,
            body=paragraphs(sentences(task, until), wording("Gemeenten lezen dit voordat zij stemmen.")),
            path=f"/finalisten/{round_.code}/{one.group}/bewerken",
            once=f"finalist {round_id} {one.group} {dutch_day(now) if reminder else 'eerst'}",
            now=now,
        )
    return told
