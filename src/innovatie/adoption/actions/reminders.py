""" "Klopt dit nog?": asking again after six months by mail, with a link that answers in one more click; and nudges.

The link is proof for one thing only: how one solution stands in one municipality, said by the person it was sent to,
once, within thirty days. The database knows its digest.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from innovatie.accounts.queries import actor_of
from innovatie.accounts.secret_tokens import digest, new_secret
from innovatie.adoption.actions.reporting import confirm, report
from innovatie.adoption.queries.solutions import slug_of, solution
from innovatie.adoption.tables import AdoptionLink
from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.adoption_states import FRESH_FOR, LABELS, Source, Stage
from innovatie.domain.authority import Act, Actor, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, NotAllowed, NotFound
from innovatie.domain.wording import Wording, sentences, wording
from innovatie.infra import outbox
from innovatie.infra.database import execute, fetch_as, fetch_one_as, fetch_one_value, transaction
from innovatie.infra.moments import moment
from innovatie.notifications.actions import tell
from innovatie.notifications.kinds import Kind
from innovatie.notifications.previews import Message, Preview, preview

LIVES = timedelta(days=30)
QUIET = timedelta(days=90)
LETTER = "overname"
_PURPOSE = "adoption link"
_LIVELY = (Stage.EXPLORING.value, Stage.DECIDED.value, Stage.INTRODUCING.value, Stage.IN_USE.value)


class Asked(msgspec.Struct, frozen=True):
    """What a link is about, for the page it opens."""

    solution: int
    title: str
    municipality: int
    municipality_name: str
    person_name: str
    stage: Stage | None

    @property
    def slug(self) -> str:
        return slug_of(self.solution, self.title)

    @property
    def label(self) -> str:
        return LABELS[self.stage] if self.stage else ""


class _Stale(msgspec.Struct, frozen=True):
    """A statement that is older than six months."""

    solution: int
    title: str
    municipality: int
    town: str
    stage: Stage


class _Addressee(msgspec.Struct, frozen=True):
    """Who is asked for a municipality."""

    id: int
    name: str
    email: str


async def ask_again(*, now: datetime, most: int = 500) -> int:
    """Mail somebody of each municipality whose statement is older than six months; how many mails.

    Nobody hears of the same solution twice in ninety days, and who wants no such mail gets none.
    """
    stale = await fetch_as(
        _Stale,
        """
        SELECT st.solution, st.municipality, st.stage, s.title, m.name AS town
          FROM adoption_status st JOIN solution s ON s.id = st.solution JOIN municipality m ON m.id = st.municipality
         WHERE st.stage = ANY($1) AND st.source <> $2 AND st.confirmed_on < $3
           AND NOT EXISTS (SELECT FROM adoption_link l WHERE l.solution = st.solution
                              AND l.municipality = st.municipality AND l.made_at > $4)
         ORDER BY st.confirmed_on, st.id LIMIT $5
        """,
        list(_LIVELY),
        Source.DERIVED.value,
        dutch_day(now) - FRESH_FOR,
        now - QUIET,
        most,
    )
    sent = 0
    for one in stale:
        person = await _somebody(one.solution, one.municipality, now)
        if person is not None:
            await _ask(one, person, now)
            sent += 1
    return sent


async def _somebody(solution_id: int, municipality_id: int, now: datetime) -> _Addressee | None:
    """Who said it last, if still in office there; else a civil servant of the municipality. Not who wants no mail."""
    return await fetch_one_as(
        _Addressee,
        """
        SELECT p.id, p.name, p.email FROM person p JOIN role_grant g ON g.person = p.id
          LEFT JOIN mail_preference f ON f.person = p.id AND f.kind = $5
         WHERE p.active AND p.email IS NOT NULL AND g.municipality = $2 AND g.role = ANY($3) AND g.revoked_at IS NULL
           AND g.starts <= $4 AND (g.ends IS NULL OR g.ends >= $4) AND f.choice IS DISTINCT FROM 'niet'
         ORDER BY p.id IS DISTINCT FROM (SELECT e.said_by FROM adoption_event e WHERE e.solution = $1
                                            AND e.municipality = $2 ORDER BY e.id DESC LIMIT 1), g.role, p.id LIMIT 1
        """,
        solution_id,
        municipality_id,
        [Role.CIVIL_SERVANT.value, Role.MUNICIPAL_ADMIN.value],
        dutch_day(now),
        Kind.ASKED.value,
    )


async def _ask(stale: _Stale, person: _Addressee, now: datetime) -> None:
    secret = new_secret()
    async with transaction():
        link = AdoptionLink(
            digest=digest(secret, _PURPOSE),
            person=person.id,
            solution=stale.solution,
            municipality=stale.municipality,
            made_at=now,
            expires_at=now + LIVES,
        )
        await link.save()
        await outbox.put(
            kind=LETTER,
            address=person.email,
            person_id=person.id,
            details={
                "soort": Kind.ASKED.value,
                "naam": person.name,
                "gemeente": stale.town,
                "oplossing": stale.title,
                "stap": LABELS[stale.stage].lower(),
                "pad": f"/overname/melding/{secret}",
            },
            now=now,
        )


class _Link(Asked, frozen=True, kw_only=True):
    """A link as it is kept."""

    id: int
    person: int
    used_at: datetime | None
    expires_at: datetime


async def _link(secret: str, now: datetime, *, lock: bool = False) -> _Link:
    link = await fetch_one_as(
        _Link,
        "SELECT l.id, l.person, l.solution, s.title, l.municipality, m.name AS municipality_name, st.stage,"
        " p.name AS person_name, l.used_at, l.expires_at FROM adoption_link l"
        " JOIN solution s ON s.id = l.solution JOIN municipality m ON m.id = l.municipality"
        " JOIN person p ON p.id = l.person"
        " LEFT JOIN adoption_status st ON st.solution = l.solution AND st.municipality = l.municipality"
        f" WHERE l.digest = $1{' FOR UPDATE OF l' if lock else ''}",
        digest(secret, _PURPOSE),
    )
    if link is None:
        raise NotFound("Deze link kennen wij niet. Log in en kies mijn gemeente.")
    if link.used_at is not None:
        raise Conflict("Deze link is al gebruikt. Log in om nog iets te wijzigen.")
    if link.expires_at <= await moment(now):
        raise Conflict("Deze link is verlopen. Log in en kies mijn gemeente.")
    return link


async def look_at_link(*, secret: str, now: datetime) -> Asked:
    """What the link asks. NotFound or Conflict when it is not ours, used or too old."""
    return await _link(secret, now)


async def answer_link(*, secret: str, stage: Stage | None, now: datetime) -> None:
    """Confirm (None) or report another stage, in the name of the person the mail went to. Works once."""
    async with transaction():
        link = await _link(secret, now, lock=True)
        actor = await actor_of(person_id=link.person, municipality_id=link.municipality, today=dutch_day(now))
        if actor is None:
            raise NotAllowed("U werkt hier niet meer voor deze gemeente.")
        if stage is None:
            await confirm(actor=actor, solution_id=link.solution, municipality_id=link.municipality, now=now)
        else:
            await report(
                actor=actor,
                solution_id=link.solution,
                municipality_id=link.municipality,
                stage=stage,
                on=dutch_day(now),
                now=now,
            )
        await AdoptionLink.update({AdoptionLink.used_at: now}).where(AdoptionLink.id == link.id)


async def forget_person(*, person_id: int, address: str | None, now: datetime) -> None:
    """All that gives access to somebody's account ends: their links say nothing any more. Inside that act of
    `accounts`."""
    await execute(
        "UPDATE adoption_link SET expires_at = greatest(made_at, least(expires_at, $2))"
        " WHERE person = $1 AND used_at IS NULL",
        person_id,
        now,
    )


def _nudge_in_words(title: str, call: Wording | None) -> Message:
    body = wording("Gemeenten die op de uwe lijken gebruiken dit al. Bekijk hun ervaringen en het pakket.")
    return Message(wording("Past dit ook bij u? %(titel)s", titel=title), sentences(body, call))


async def _to_nudge(
    solution_id: int, likely: Sequence[tuple[str, Wording | None]], now: datetime
) -> list[tuple[int, str, Wording | None]]:
    """Somebody of each of these municipalities who was not told yet, with its code and whom to call."""
    found = []
    for code, call in likely:
        town = await fetch_one_value(int, "SELECT id FROM municipality WHERE code = $1", code)
        person = None if town is None else await _somebody(solution_id, town, now)
        if person is not None and not await fetch_one_value(
            bool, "SELECT true FROM notice WHERE person = $1 AND once_key = $2", person.id, _once(solution_id, code)
        ):
            found.append((person.id, code, call))
    return found


def _once(solution_id: int, code: str) -> str:
    return f"overname-duwtje:{solution_id}:{code}"


async def preview_nudge(
    *, solution_id: int, title: str, likely: Sequence[tuple[str, Wording | None]], now: datetime
) -> Preview | None:
    """What `nudge` would tell, the first as an example, and to whom; None when nobody is left to tell."""
    found = await _to_nudge(solution_id, likely, now)
    if not found:
        return None
    people = [person for person, _code, _call in found]
    return await preview(people, kind=Kind.FOLLOWED, message=_nudge_in_words(title, found[0][2]))


async def nudge(*, actor: Actor, solution_id: int, likely: Sequence[tuple[str, Wording | None]], now: datetime) -> int:
    """Tell municipalities that resemble users about a solution, once each; how many were told now.

    `likely` holds (CBS code, whom to call). VNG decides that this goes out; the platform never does so by itself.
    """
    authority.require(actor, Act.PROPOSE_ADOPTION)
    about = await solution(solution_id)
    told = 0
    async with transaction():
        for person, code, call in await _to_nudge(solution_id, likely, now):
            message = _nudge_in_words(about.title, call)
            told += await tell(
                person_id=person,
                kind=Kind.FOLLOWED,
                subject=message.subject,
                body=message.body,
                path=f"/overname/{about.slug}",
                once=_once(solution_id, code),
                now=now,
            )
        await record(
            actor=actor,
            act="overname aanbevelen",
            object_kind="oplossing",
            object_id=solution_id,
            details={"gemeenten": told},
            now=now,
        )
    return told
