"""The audience award of the demo: who voted in the finished round, what VNG struck, and its publication.

What is random in life follows here from a checksum, so that every demo is the same. Nobody's address: the voters are
invented and only their keyed hashes are kept, as in life.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from zlib import crc32

from innovatie.audience import actions
from innovatie.audience.queries import ends_at, poll_of
from innovatie.demo import people
from innovatie.demo.rounds import Step
from innovatie.domain import audience
from innovatie.domain.dutch_dates import dutch_day
from innovatie.infra.database import execute_many, fetch_exactly, transaction
from innovatie.rounds.queries import RoundDetail
from innovatie.voting.queries import finalists

VOTERS = 340
DOMAINS = ("gmail.com", "ziggo.nl", "kpnmail.nl", "outlook.com", "hotmail.nl", "dorpsraad.example", "school.example")
AT_ONCE = 14
"""Votes of one small company on one afternoon, all for the same plan."""
REASON = "Veertien stemmen van één klein bedrijf, binnen een uur, allemaal op hetzelfde plan."
NOTE = "Wij keken alle stemmen na. De stemmen van één domein telden niet mee; de reden staat erbij."


def voting(now: datetime) -> Step:
    """The audience votes in a round whose award is over; in one that is open the visitor does."""

    async def step(round_: RoundDetail, at: datetime) -> None:
        end = ends_at(round_)
        if not round_.settings.audience or end is None or end > now:
            return
        groups = [one.group_id for one in await finalists(round_.id)]
        key = sha256(f"publieksprijs {round_.code}".encode()).digest()
        voters = [
            (f"kijker{n}@{DOMAINS[_chance(n, 'domein') % len(DOMAINS)]}", _taste(n, groups)) for n in range(VOTERS)
        ]
        voters += [(f"collega{n}@maker.example", groups[-1]) for n in range(AT_ONCE)]
        async with transaction():
            poll = await fetch_exactly(
                int,
                "INSERT INTO audience_poll (round, key, opened_at, closes_at) VALUES ($1, $2, $3, $4) RETURNING id",
                round_.id,
                key,
                at,
                end,
            )
            rows = []
            for place, (address, group) in enumerate(voters):
                voter = audience.voter_of(address, key)
                day = dutch_day(at + (end - at) * (_chance(place, "dag") % 100) / 100)
                rows.append((poll, voter.voter, group, voter.domain, voter.common, day))
            await execute_many(
                'INSERT INTO audience_vote (poll, voter, "group", domain, common, cast_on)'
                " VALUES ($1, $2, $3, $4, $5, $6)",
                rows,
            )

    return step


def publishing(now: datetime) -> Step:
    """One director strikes what is not fair and asks, another one announces the award."""

    async def step(round_: RoundDetail, at: datetime) -> None:
        end = ends_at(round_)
        if not round_.settings.audience or end is None or end > now:
            return
        director = await people.vng(today=dutch_day(at))
        colleague = await people.second_director(today=dutch_day(at))
        key = sha256(f"publieksprijs {round_.code}".encode()).digest()
        domain = audience.voter_of("iemand@maker.example", key).domain.hex()
        code = round_.code
        await actions.judge_domain(actor=director, code=code, domain=domain, reason=REASON, now=at)
        await actions.ask_to_publish(actor=director, code=code, note=NOTE, now=at + timedelta(minutes=5))
        seen = await _stand(round_.id)
        await actions.publish(actor=colleague, code=code, seen=seen, now=at + timedelta(hours=1))

    return step


async def _stand(round_id: int) -> str:
    found = await poll_of(round_id)
    assert found is not None, "it was asked of this poll"
    return found.stand


def _taste(number: int, groups: list[int]) -> int:
    """The second finalist is the favourite of the audience."""
    draw = _chance(number, "keuze") % 10
    return groups[1 % len(groups)] if draw < 5 else groups[0] if draw < 8 else groups[-1]


def _chance(number: int, what: str) -> int:
    return crc32(f"{what} {number}".encode())
