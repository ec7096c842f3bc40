"""Voting for the audience award by a link in a mail; looking at it, and publishing its result."""

from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Final, Literal

from innovatie.audience.queries import EXPIRED, Moment, Poll, ends_at, moment_of, poll_of, require_open, required
from innovatie.audience.tables import AudiencePoll, AudienceStrike, AudienceVote
from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain import audience, authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.domain.wording import wording
from innovatie.infra import outbox
from innovatie.infra.database import fetch_one_value, transaction
from innovatie.infra.rate_limit import Limit, take
from innovatie.notifications.two_directors import ask_other_directors, require_second_director
from innovatie.rounds.actions import during
from innovatie.rounds.queries import RoundDetail, round_by_code
from innovatie.voting.queries import standing_finalists

PER_NETWORK: Final = Limit(name="publieksprijs netwerk", size=30, period=timedelta(hours=1))
PER_ADDRESS: Final = Limit(name="publieksprijs adres", size=3, period=timedelta(days=1))
PER_DOMAIN: Final = Limit(name="publieksprijs domein", size=100, period=timedelta(hours=1))


async def ask(*, code: str, group: int, address: str, network: str, now: datetime, language: str = "nl") -> None:
    """Somebody wants to vote for this finalist: a link goes to the address, which is not kept here.

    The mail is in `language`, of the page on which they asked.
    The same answer for who voted before. Raises Conflict while it is not open, TooMany beyond the limits.
    """
    await take(PER_NETWORK, network, now=now)
    async with transaction():
        round_, now = await _at_its_moment(code, now, "SHARE")
        require_open(round_, await poll_of(round_.id), now=now)
        chosen = next((one for one in await standing_finalists(round_.id) if one.group_id == group), None)
        if chosen is None:
            raise Invalid({"keuze": "Kies een van de finalisten."})
        poll = await _poll(round_, now)
        assert poll.key is not None
        voter = audience.voter_of(address, poll.key)
        await take(PER_ADDRESS, voter.voter.hex(), now=now)
        if not voter.common:
            await take(PER_DOMAIN, voter.domain.hex(), now=now)
        secret = audience.sealed(group, voter, key=poll.key, now=now)
        await outbox.put(
            kind="publieksprijs",
            address=address,
            language=language,
            details={
                "naam": "",
                "plan": chosen.title,
                "ronde": round_.name,
                "pad": f"/publieksprijs/{code}/bevestigen/{secret}",
            },
            now=now,
        )


async def confirm(*, code: str, secret: str, now: datetime) -> str:
    """The vote counts from now on; its code. NotFound for a link that is not ours or too old, Conflict for a second one
    and for a plan that withdrew.
    """
    async with transaction():
        round_, now = await _at_its_moment(code, now, "SHARE")
        poll = await poll_of(round_.id)
        require_open(round_, poll, now=now)
        ticket = None if poll is None or poll.key is None else audience.opened(secret, key=poll.key, now=now)
        if ticket is None or poll is None:
            raise NotFound(EXPIRED)
        standing = [one.group_id for one in await standing_finalists(round_.id)]
        if ticket.group not in standing:
            raise Conflict("Dit plan doet niet meer mee. Stem opnieuw op de pagina van de publieksprijs.")
        voter = bytes.fromhex(ticket.voter)
        # Whose vote was for a plan that withdrew since, votes anew.
        await AudienceVote.delete().where(
            AudienceVote.poll == poll.id, AudienceVote.voter == voter, AudienceVote.group.not_in(standing)
        )
        row = AudienceVote(
            poll=poll.id,
            voter=voter,
            group=ticket.group,
            domain=bytes.fromhex(ticket.domain),
            common=ticket.common,
            cast_on=dutch_day(now),
        )
        once = AudienceVote.insert(row).on_conflict(target=(AudienceVote.poll, AudienceVote.voter), action="DO NOTHING")
        if not await once.returning(AudienceVote.id):
            raise Conflict("Met dit e-mailadres is al gestemd. Een stem staat vast.")
    return audience.receipt(voter)


async def judge_domain(*, actor: Actor, code: str, domain: str, reason: str, now: datetime) -> None:
    """VNG strikes the votes of one domain, with a reason that everybody reads; without one they count again.

    Who was asked to publish before must look anew: nothing is asked any more.
    Conflict before the vote is over, after its publication, and for a domain where everybody can have an address.
    """
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        round_, now = await _at_its_moment(code, now, "UPDATE")
        poll = await _looked_at(round_, now)
        try:
            wanted = bytes.fromhex(domain)
        except ValueError:
            wanted = b""
        common = await fetch_one_value(
            bool, "SELECT bool_or(common) FROM audience_vote WHERE poll = $1 AND domain = $2", poll.id, wanted
        )
        if common is None:
            raise NotFound("Van dit domein is niet gestemd.")
        if common:
            raise Conflict("Op dit domein kan iedereen een adres hebben. Die stemmen schrapt niemand.")
        await AudienceStrike.delete().where(AudienceStrike.poll == poll.id, AudienceStrike.domain == wanted)
        if reason.strip():
            row = AudienceStrike(
                poll=poll.id, domain=wanted, reason=reason.strip(), struck_at=now, struck_by=actor.person_id
            )
            await row.save()
        await AudiencePoll.update({AudiencePoll.asked_by: None, AudiencePoll.asked_at: None}).where(
            AudiencePoll.id == poll.id
        )
        await record(
            actor=actor,
            act="stemmen van een domein beoordelen",
            object_kind="ronde",
            object_id=code,
            details={"domein": wanted.hex(), "geschrapt": bool(reason.strip())},
            now=now,
        )


async def ask_to_publish(*, actor: Actor, code: str, note: str, now: datetime) -> None:
    """Ask another director to publish it with this note and with what is struck now. Asking again replaces that.

    Conflict unless the vote is over, and when there is no other director.
    """
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        round_, now = await _at_its_moment(code, now, "UPDATE")
        poll = await _looked_at(round_, now)
        await AudiencePoll.update(
            {AudiencePoll.note: note.strip(), AudiencePoll.asked_by: actor.person_id, AudiencePoll.asked_at: now}
        ).where(AudiencePoll.id == poll.id)
        await ask_other_directors(
            actor=actor,
            subject=wording("Maak de publieksprijs van %(ronde)s bekend", ronde=round_.name),
            body=wording(
                "%(naam)s keek de stemmen na. Dat doen twee regisseurs: kijk wat er geschrapt is en waarom, en maak de"
                " uitslag dan bekend.",
                naam=actor.name,
            ),
            path=f"/vng/publieksprijs/{code}",
            once=f"publieksprijs {poll.id} {now.isoformat()}",
            now=now,
        )
        await record(
            actor=actor, act="vragen de publieksprijs bekend te maken", object_kind="ronde", object_id=code, now=now
        )


async def publish(*, actor: Actor, code: str, seen: str, now: datetime) -> None:
    """The result is there for everybody, with its list of votes; the key is thrown away.

    Conflict unless it is over, and for who asked for it: another director looks and publishes. `seen`: the `stand` of
    what this director looked at; Conflict when something else is asked by now.
    """
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        round_, now = await _at_its_moment(code, now, "UPDATE")
        poll = await _looked_at(round_, now)
        if poll.asked_by is None:
            raise Conflict("Vraag eerst een collega om de uitslag bekend te maken: twee regisseurs doen dit samen.")
        await require_second_director(actor, asker=poll.asked_by, now=now)
        if poll.stand != seen:
            raise Conflict("Er is intussen iets anders gevraagd. Kijk opnieuw en maak de uitslag dan bekend.")
        await AudiencePoll.update(
            {
                AudiencePoll.published_at: now,
                AudiencePoll.published_by: actor.person_id,
                AudiencePoll.key: None,
            }
        ).where(AudiencePoll.id == poll.id)
        await record(actor=actor, act="publieksprijs bekendmaken", object_kind="ronde", object_id=code, now=now)
        await tell_changes(resource=PublicResource.ROUND, kind=ChangeKind.CHANGED, object_ids=(code,))


async def _poll(round_: RoundDetail, now: datetime) -> Poll:
    """The poll of this round, made by the first who votes: its end is fixed then."""
    end = ends_at(round_)
    assert end is not None
    row = AudiencePoll(round=round_.id, key=token_bytes(32), opened_at=now, closes_at=end)
    await AudiencePoll.insert(row).on_conflict(target=AudiencePoll.round, action="DO NOTHING")
    found = await poll_of(round_.id)
    assert found is not None
    return found


async def _at_its_moment(code: str, now: datetime, lock: Literal["SHARE", "UPDATE"]) -> tuple[RoundDetail, datetime]:
    """The round, and the moment by the database's clock, with its poll locked: who votes in time is counted."""
    round_id = (await round_by_code(code, now=now)).id
    await fetch_one_value(int, f"SELECT 1 FROM audience_poll WHERE round = $1 FOR {lock}", round_id)
    return await during(round_id=round_id, now=now)


async def _looked_at(round_: RoundDetail, now: datetime) -> Poll:
    required(round_)
    poll = await poll_of(round_.id)
    if poll is None or moment_of(round_, poll, now=now) is not Moment.LOOKED_AT:
        raise Conflict("Dit kan pas als het stemmen voorbij is, en niet meer na de bekendmaking.")
    return poll
