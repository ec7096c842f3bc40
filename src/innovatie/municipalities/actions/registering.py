"""Taking over a table of municipalities: new ones, mergers, names, inhabitants; and what was before our tables."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import msgspec

from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, NotFound
from innovatie.domain.municipal_table import Changes, Fact, compare
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, execute_many, transaction
from innovatie.infra.rows import as_json
from innovatie.municipalities.actions.holding import require_no_seat
from innovatie.municipalities.queries import ids_by_code, standing
from innovatie.municipalities.tables import (
    Merger,
    Municipality,
    Neighbour,
    WaitingMunicipalTable,
)


async def take_over_table(
    *, actor: Actor, facts: tuple[Fact, ...], day: date, successors: Mapping[str, str], now: datetime
) -> Changes:
    """Make `facts` the municipalities as of `day` (1 January of its year for inhabitants); what it changed.

    Nothing is deleted: a municipality that is missing ends on `day` and must have a successor, to whom its plans,
    votes and adoptions count from then on. Conflict when one has none, or more than one, or has a seat in a vote that
    runs (`StillVoting`). A table for a day to come changes nothing until that day: it waits (see waiting.py), and
    another one for that day takes its place.
    """
    authority.require(actor, Act.MANAGE_MUNICIPALITIES)
    async with transaction():
        changes = compare(await standing(day=day, year=day.year), facts, successors)
        if changes.ended:
            raise Conflict(
                wording(
                    "Noem de opvolger van %(gemeenten)s: deze gemeenten staan niet in de tabel.",
                    gemeenten=", ".join(changes.ended),
                )
            )
        if changes.divided:
            raise Conflict(
                wording(
                    "Noem voor %(gemeenten)s de gemeente waarin plannen, stemmen en overname doorgaan: volgens de tabel"
                    " is elk verdeeld over meer gemeenten.",
                    gemeenten=", ".join(code for code, _parts in changes.divided),
                )
            )
        if day > dutch_day(now):
            await _keep_waiting(actor=actor, facts=facts, day=day, successors=successors, now=now)
            return changes
        known = await ids_by_code()
        await require_no_seat(municipalities=[known[old] for old, _heir in changes.merged])
        await _write_facts(facts, {fact.code for fact in changes.new} if changes.known else set(), day)
        ids = await ids_by_code()
        for old, heir in changes.merged:
            await _merge(ids[old], ids[heir], day)
        merged = (code for pair in changes.merged for code in pair)
        other = (line[0] for line in (*changes.renamed, *changes.moved, *changes.inhabitants))
        touched = {*(fact.code for fact in changes.new), *merged, *other}
        await tell_changes(resource=PublicResource.MUNICIPALITY, kind=ChangeKind.CHANGED, object_ids=sorted(touched))
        await record(
            actor=actor,
            act="gemeentetabel overnemen",
            object_kind="gemeentetabel",
            object_id=str(day.year),
            now=now,
            details={
                "nieuw": len(changes.new),
                "opgegaan": len(changes.merged),
                "hernoemd": len(changes.renamed),
                "inwoners": len(changes.inhabitants),
            },
        )
    return changes


async def _keep_waiting(
    *, actor: Actor, facts: tuple[Fact, ...], day: date, successors: Mapping[str, str], now: datetime
) -> None:
    """Keep a table for `day`, in the place of one that waits for that day already."""
    table = WaitingMunicipalTable
    waiting = table(
        day=day,
        facts=as_json([msgspec.to_builtins(fact) for fact in facts]),
        successors=as_json(dict(successors)),
        stored_at=now,
    )
    await table.insert(waiting).on_conflict(
        action="DO UPDATE", target=(table.day,), values=[table.facts, table.successors, table.stored_at]
    )
    await record(
        actor=actor, act="gemeentetabel klaarzetten", object_kind="gemeentetabel", object_id=str(day.year), now=now
    )


async def _write_facts(facts: Iterable[Fact], started_now: set[str], day: date) -> None:
    await execute_many(
        """
        INSERT INTO municipality (code, name, sort_name, province, domain, tooi_uri, latitude, longitude, area_km2,
                                  labour_market_region, safety_region, started)
        VALUES ($1, $2, $3, $4, nullif($5, ''), $6, $7, $8, $9, nullif($10, ''), nullif($11, ''), $12)
        ON CONFLICT (code) DO UPDATE SET
            name = excluded.name, sort_name = excluded.sort_name, province = excluded.province,
            domain = coalesce(excluded.domain, municipality.domain), latitude = excluded.latitude,
            longitude = excluded.longitude, area_km2 = coalesce(excluded.area_km2, municipality.area_km2),
            labour_market_region = coalesce(excluded.labour_market_region, municipality.labour_market_region),
            safety_region = coalesce(excluded.safety_region, municipality.safety_region)
        """,
        [
            (
                fact.code,
                fact.name,
                fact.sort_name,
                fact.province,
                fact.domain,
                fact.tooi_uri,
                fact.latitude,
                fact.longitude,
                fact.area,
                fact.labour,
                fact.safety,
                day if fact.code in started_now else None,
            )
            for fact in facts
        ],
    )
    ids = await ids_by_code()
    await execute_many(
        "INSERT INTO inhabitants (municipality, year, number) VALUES ($1, $2, $3)"
        " ON CONFLICT (municipality, year) DO UPDATE SET number = excluded.number",
        [(ids[fact.code], day.year, fact.inhabitants) for fact in facts if fact.inhabitants is not None],
    )
    pairs = {
        pair
        for fact in facts
        for other in fact.neighbours
        if other in ids
        for pair in ((ids[fact.code], ids[other]), (ids[other], ids[fact.code]))
    }
    if pairs:
        await execute_many(
            "INSERT INTO neighbour (municipality, neighbour) VALUES ($1, $2) ON CONFLICT DO NOTHING", sorted(pairs)
        )


async def _merge(old: int, heir: int, day: date) -> None:
    """`old` goes up in `heir` on `day`: its memberships end the day before and pass on where the heir has none."""
    await Municipality.update({Municipality.ended: day}).where(Municipality.id == old)
    merger = Merger(predecessor=old, successor=heir, takes_effect=day)
    await Merger.insert(merger).on_conflict(action="DO NOTHING")
    for one, other in (("neighbour", "municipality"), ("municipality", "neighbour")):  # both ways
        await execute(
            f"INSERT INTO neighbour ({other}, {one}) SELECT $2, n.{one} FROM neighbour n"
            f" WHERE n.{other} = $1 AND n.{one} <> $2 ON CONFLICT DO NOTHING",
            old,
            heir,
        )
    await Neighbour.delete().where((Neighbour.municipality == old) | (Neighbour.neighbour == old))
    await execute(
        """
        INSERT INTO partnership_member (partnership, municipality, starts)
        SELECT l.partnership, $2, $3 FROM partnership_member l
         WHERE l.municipality = $1 AND (l.ends IS NULL OR l.ends >= $3)
           AND NOT EXISTS (SELECT 1 FROM partnership_member k WHERE k.partnership = l.partnership
                              AND k.municipality = $2 AND (k.ends IS NULL OR k.ends >= $3))
        ON CONFLICT DO NOTHING
        """,
        old,
        heir,
        day,
    )
    await execute(
        "UPDATE partnership_member SET ends = $2 WHERE municipality = $1 AND (ends IS NULL OR ends > $2)",
        old,
        day - timedelta(days=1),
    )


async def add_past_merger(*, actor: Actor, fact: Fact, successor: str, day: date, now: datetime) -> None:
    """A municipality that had gone up in another one before our first table; the successor must be known."""
    authority.require(actor, Act.MANAGE_MUNICIPALITIES)
    async with transaction():
        ids = await ids_by_code()
        if successor not in ids:
            raise NotFound(wording("Er is geen gemeente met code %(code)s.", code=successor))
        if fact.code in ids:
            raise Conflict(wording("%(code)s is al bekend.", code=fact.code))
        old = Municipality(
            code=fact.code,
            name=fact.name,
            sort_name=fact.sort_name,
            province=fact.province,
            tooi_uri=fact.tooi_uri,
            latitude=fact.latitude,
            longitude=fact.longitude,
        )
        await old.save()
        await _merge(old.id, ids[successor], day)
        await record(actor=actor, act="herindeling vastleggen", object_kind="gemeente", object_id=fact.code, now=now)


async def set_start(*, actor: Actor, code: str, day: date, now: datetime) -> None:
    """The day on which a municipality came into being."""
    authority.require(actor, Act.MANAGE_MUNICIPALITIES)
    async with transaction():
        its = Municipality.code == code
        if not await Municipality.update({Municipality.started: day}).where(its).returning(Municipality.id):
            raise NotFound(wording("Er is geen gemeente met code %(code)s.", code=code))
        await record(actor=actor, act="begin van gemeente vastleggen", object_kind="gemeente", object_id=code, now=now)
