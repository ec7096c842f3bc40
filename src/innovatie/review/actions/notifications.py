"""What reviewers and submitters are told, in the transaction that causes it. Nobody hears who reviews with them."""

from datetime import datetime

import msgspec

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.wording import Wording, lines, paragraphs, wording
from innovatie.infra.database import fetch_as, fetch_values
from innovatie.notifications.actions import tell
from innovatie.notifications.kinds import Kind
from innovatie.review import notifications


class _Drawn(msgspec.Struct, frozen=True):
    person: int
    n: int


class _Asked(msgspec.Struct, frozen=True):
    id: int
    person: int
    title: str


async def tell_assigned(*, run_id: int, round_name: str, now: datetime) -> None:
    """Each reviewer of a draw hears once how many groups there are."""
    for row in await fetch_as(
        _Drawn,
        "SELECT r.person, count(*) AS n FROM assignment a JOIN reviewer r ON r.id = a.reviewer"
        " WHERE a.run = $1 GROUP BY r.person ORDER BY r.person",
        run_id,
    ):
        message = notifications.assigned(round_name, row.n)
        await tell(
            person_id=row.person,
            kind=Kind.ASKED,
            subject=message.subject,
            body=message.body,
            path="/beoordelen",
            once=f"toewijzing {run_id}",
            now=now,
        )


async def tell_one_more(*, assignment_id: int, now: datetime) -> None:
    """The reviewer of one added assignment."""
    for row in await fetch_as(
        _Asked,
        "SELECT a.id, r.person, g.title FROM assignment a JOIN reviewer r ON r.id = a.reviewer"
        ' JOIN idea_group g ON g.id = a."group"'
        " WHERE a.id = $1",
        assignment_id,
    ):
        await tell(
            person_id=row.person,
            kind=Kind.ASKED,
            subject=wording("Wilt u nog een groep beoordelen?"),
            body=wording("Het gaat om ‘%(groep)s’. U past het best van wie nog ruimte heeft.", groep=row.title),
            path=f"/beoordelen/{assignment_id}",
            once=f"beoordeling {assignment_id}",
            now=now,
        )


async def tell_invited(*, person_id: int, reviewer_id: int, now: datetime) -> None:
    """Somebody whom VNG asks to review."""
    await tell(
        person_id=person_id,
        kind=Kind.ASKED,
        subject=wording("VNG vraagt u om plannen te beoordelen"),
        body=wording("Vertel waar u veel van weet en hoeveel groepen u wilt beoordelen. Daarna kunt u meedoen."),
        path="/beoordelen/aanmelden",
        once=f"beoordelaar {reviewer_id} gevraagd",
        now=now,
    )


async def tell_admitted(*, reviewer_id: int, now: datetime) -> None:
    """A volunteer who was admitted."""
    for person in await fetch_values(int, "SELECT person FROM reviewer WHERE id = $1", reviewer_id):
        await tell(
            person_id=person,
            kind=Kind.ASKED,
            subject=wording("U bent toegelaten als beoordelaar"),
            body=wording("Zodra het lot u een groep toewijst, krijgt u bericht."),
            path="/beoordelen",
            once=f"beoordelaar {reviewer_id} toegelaten {dutch_day(now)}",
            now=now,
        )


async def tell_reminder(*, person_id: int, titles: list[str], now: datetime) -> None:
    """What still waits; at most once a day."""
    await tell(
        person_id=person_id,
        kind=Kind.ASKED,
        subject=wording("Herinnering: er wachten nog beoordelingen op u"),
        body=paragraphs(
            wording("Deze beoordelingen wachten nog op u:"),
            lines(*(Wording("- %(groep)s", {"groep": title}) for title in titles)),
            wording("Lukt het niet? Geef een beoordeling dan terug."),
        ),
        path="/beoordelen",
        once=f"herinnering beoordelen {dutch_day(now)}",
        now=now,
    )


async def tell_discussion(*, round_id: int, group_id: int, now: datetime) -> None:
    """The reviewers of a group whose scores lie far apart, each as soon as the own review is in."""
    for row in await fetch_as(
        _Asked,
        "SELECT a.id, r.person, g.title FROM assignment a JOIN reviewer r ON r.id = a.reviewer"
        ' JOIN idea_group g ON g.id = a."group"'
        " WHERE a.round = $1 AND a.\"group\" = $2 AND a.state = 'ingeleverd' ORDER BY a.id",
        round_id,
        group_id,
    ):
        await tell(
            person_id=row.person,
            kind=Kind.ASKED,
            subject=wording("De scores liggen ver uit elkaar: lees de argumenten van de anderen"),
            body=wording("Het gaat om ‘%(groep)s’. U mag uw score wijzigen, maar dat hoeft niet.", groep=row.title),
            path=f"/beoordelen/{row.id}/overleg",
            once=f"overleg {row.id}",
            now=now,
        )


async def tell_feedback(*, round_id: int, round_code: str, now: datetime) -> None:
    """Who wrote a plan in this round hears that the feedback is there, whatever the outcome."""
    for row in await notifications.writers(round_id):
        message = notifications.feedback(row.title)
        await tell(
            person_id=row.person,
            kind=Kind.FOLLOWED,
            subject=message.subject,
            body=message.body,
            path=f"/rondes/{round_code}/groepen/{row.id}/terugkoppeling",
            once=f"terugkoppeling {round_id} {row.id}",
            now=now,
        )
