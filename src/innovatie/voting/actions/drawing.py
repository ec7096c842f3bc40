"""The public draw when a tie is left: one director reads the number at the source, another confirms it."""

from datetime import date, datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.draws import normalised
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.ties import draw_seed
from innovatie.domain.wording import wording
from innovatie.infra.database import transaction
from innovatie.infra.moments import moment
from innovatie.infra.retrying import retried
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.queries import other_directors
from innovatie.notifications.two_directors import require_second_director
from innovatie.voting.actions.closing import count_vote
from innovatie.voting.actions.log import lock_vote
from innovatie.voting.queries.draws import open_reading
from innovatie.voting.queries.logbook import summary
from innovatie.voting.queries.votes import Vote, vote_by_id
from innovatie.voting.tables import DrawReading, RoundVote


@retried
async def read_draw(*, actor: Actor, vote_id: int, value: str, drawn_on: date, evidence: str, now: datetime) -> None:
    """Note the number that the source gave on `drawn_on`, and where everybody can see it (`evidence`). Nothing is drawn
    yet; until it is confirmed, reading again replaces it.
    """
    authority.require(actor, Act.DIRECT_VOTE)
    async with transaction():
        await lock_vote(vote_id=vote_id)
        now = await moment(now)
        vote = await _waiting(vote_id, now)
        assert vote.closed_at is not None, "what waits for a draw was counted"
        closed = dutch_day(vote.closed_at)
        errors: dict[str, str] = {}
        digits = normalised(value, vote.draw.digits)
        if digits is None:
            errors["waarde"] = wording(
                "Vul precies %(n)s cijfers in, zoals bij de opening is afgesproken.", n=vote.draw.digits
            )
        if not vote.draw.may_come_of(drawn_on, closed=closed):
            errors["getrokken_op"] = "Kies een trekking van na de sluiting, en niet van voor de afgesproken dag."
        elif drawn_on > dutch_day(now):
            errors["getrokken_op"] = "Deze dag moet nog komen."
        if not evidence.strip():
            errors["vindplaats"] = "Schrijf waar iedereen het getal kan nakijken, bijvoorbeeld een webadres."
        if errors or digits is None:
            raise Invalid(errors)
        await DrawReading.delete().where(DrawReading.vote == vote_id, DrawReading.confirmed_at.is_null())
        await DrawReading.insert(
            DrawReading(
                vote=vote_id,
                value=digits,
                drawn_on=drawn_on,
                evidence=evidence.strip(),
                read_by=actor.person_id,
                read_at=now,
            )
        )
        await tell_many(
            person_ids=await other_directors(actor, today=dutch_day(now)),
            kind=Kind.ASKED,
            subject=wording("%(ronde)s: bevestig het getal van de loting", ronde=vote.round_name),
            body=wording(
                "%(naam)s vulde het getal van de bron in. Kijk zelf bij de bron en bevestig wat u daar leest. Pas"
                " daarna is er geloot.",
                naam=actor.name,
            ),
            path=f"/vng/stemming/{vote.round_code}",
            once=f"loting {vote_id} {now.isoformat()}",
            now=now,
        )
        await record(actor=actor, act="lotgetal invullen", object_kind="stemming", object_id=vote.log, now=now)


@retried
async def confirm_draw(*, actor: Actor, vote_id: int, value: str, now: datetime) -> None:
    """Another director reads the same digits at the source: the draw is held, once and for all."""
    authority.require(actor, Act.DIRECT_VOTE)
    async with transaction():
        await lock_vote(vote_id=vote_id)
        now = await moment(now)
        vote = await _waiting(vote_id, now)
        reading = await open_reading(vote_id)
        if reading is None:
            raise Conflict("Er is nog geen getal ingevuld om te bevestigen.")
        own = wording("Een andere regisseur van VNG moet dit getal bevestigen.")
        await require_second_director(actor, asker=reading.read_by, now=now, own=own)
        digits = normalised(value, vote.draw.digits)
        if digits != reading.value:
            raise Invalid(
                {"bevestiging": "Dit is niet het getal dat uw collega invulde. Kijk bij de bron wie gelijk heeft."}
            )
        await DrawReading.update({DrawReading.confirmed_by: actor.person_id, DrawReading.confirmed_at: now}).where(
            DrawReading.id == reading.id
        )
        await RoundVote.update({RoundVote.draw_value: digits}).where(RoundVote.id == vote_id)
        log = await summary(vote_id)
        await count_vote(vote=vote, seed=draw_seed(bytes.fromhex(log.root), digits), now=now)
        await record(actor=actor, act="loten", object_kind="stemming", object_id=vote.log, now=now)


async def _waiting(vote_id: int, now: datetime) -> Vote:
    vote = await vote_by_id(vote_id, now=now)
    if not vote.draw_needed:
        raise Conflict("Er is niets om over te loten.")
    return vote
