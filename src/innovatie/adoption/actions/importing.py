"""Bringing in what registers say: all or nothing, twice is once, and a report of what was done or would be done."""

from datetime import date, datetime
from pathlib import Path

import msgspec

from innovatie.adoption.actions.following import follow
from innovatie.adoption.actions.proposing import propose
from innovatie.adoption.actions.statuses import rebuild
from innovatie.adoption.sources.reading import ORIGINS, BadSource, Claim, ReadFile, Unusable, read
from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain import authority
from innovatie.domain.adoption_states import OLDEST, Source, Stage
from innovatie.domain.authority import Act, Actor
from innovatie.domain.counting_words import counted
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.municipality_names import UnknownName
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.infra.database import execute_many, fetch_as, fetch_values, transaction
from innovatie.municipalities.naming import TownsByName, towns_by_name

_INSERT = """
    INSERT INTO adoption_event (solution, municipality, stage, happened_on, heard_at, source, reason, evidence_kind,
        evidence_url, version, variant, role, origin)
    SELECT $1, $2, $3::varchar, $4, $5, $6, '', '', '', $7, '', '', $8::varchar
     WHERE NOT EXISTS (SELECT FROM adoption_event WHERE solution = $1 AND municipality = $2 AND stage = $3::varchar
                          AND happened_on = $4 AND origin = $8::varchar)
"""


class ImportReport(msgspec.Struct, frozen=True):
    """What an import did, or with a dry run would do."""

    solutions: int
    new_solutions: int
    statements: int
    proposals: int
    known_already: int
    unusable: tuple[tuple[int, str], ...]
    dry_run: bool


async def import_file(*, actor: Actor, path: Path, kind: str, now: datetime, dry_run: bool = False) -> ImportReport:
    """Read a file (`sources`) and add what it says. Unusable lines stop the import, but not a dry run."""
    authority.require(actor, Act.FOLLOW_SOLUTION)
    found = read(path, kind, today=dutch_day(now))
    towns = await towns_by_name(day=dutch_day(now))
    claims, wrong = _matched(found, towns, now)
    if wrong and not dry_run and kind != "publiccode":
        first = wrong[0]
        raise BadSource(
            f"{path}, regel {first.line}: {first.reason} ({counted(len(wrong), 'regel', 'regels')}; niets is ingevoerd)"
        )
    origin = ORIGINS[kind]
    known = await _known(origin)
    proposed = await _proposed(origin) if kind == "publiccode" else set()
    fresh = [
        (claim, town)
        for claim, town in claims
        if _key(claim.solution, town, claim) not in known and (claim.solution, town) not in proposed
    ]
    names = list(dict.fromkeys(claim.solution for claim, _town in claims))
    have = set(await fetch_values(str, "SELECT source_key FROM solution WHERE source = $1", origin))
    if not dry_run:
        async with transaction():
            await _write(actor=actor, found=found, fresh=fresh, names=names, origin=origin, now=now)
            await record(
                actor=actor,
                act="overname invoeren",
                object_kind="bron",
                object_id=origin,
                origin="opdracht",
                details={"meldingen": len(fresh), "oplossingen": len(names)},
                now=now,
            )
    is_proposal = kind == "publiccode"
    return ImportReport(
        solutions=len(names),
        new_solutions=len([name for name in names if name not in have]),
        statements=0 if is_proposal else len(fresh),
        proposals=len(fresh) if is_proposal else 0,
        known_already=len(claims) - len(fresh),
        unusable=tuple((item.line, item.reason) for item in wrong),
        dry_run=dry_run,
    )


class _Placed(msgspec.Struct, frozen=True):
    """A solution of the source, by its key there, and a municipality."""

    solution: str
    municipality: int


class _Dated(_Placed, frozen=True):
    """With the stage and the day that were told."""

    stage: Stage
    on: date


def _matched(found: ReadFile, towns: TownsByName, now: datetime) -> tuple[list[tuple[Claim, int]], list[Unusable]]:
    claims, wrong = [], list(found.unusable)
    for claim in found.claims:
        if not OLDEST <= claim.on <= dutch_day(now):
            wrong.append(Unusable(claim.line, f"de datum {claim.on.isoformat()} kan niet kloppen."))
            continue
        try:
            claims.append((claim, towns.number(claim.town)))
        except UnknownName as error:
            wrong.append(Unusable(claim.line, str(error.message)))
    return claims, sorted(wrong, key=lambda item: item.line)


def _key(solution: str, town: int, claim: Claim) -> tuple[str, int, str, str]:
    return solution, town, claim.stage.value, claim.on.isoformat()


async def _known(origin: str) -> set[tuple[str, int, str, str]]:
    told = await fetch_as(
        _Dated,
        'SELECT s.source_key AS solution, e.municipality, e.stage, e.happened_on AS "on" FROM adoption_event e'
        " JOIN solution s ON s.id = e.solution WHERE e.origin = $1 AND s.source = $1"
        " UNION ALL SELECT s.source_key, p.municipality, p.stage, p.happened_on FROM adoption_proposal p"
        " JOIN solution s ON s.id = p.solution WHERE s.source = $1",
        origin,
    )
    return {(one.solution, one.municipality, one.stage.value, one.on.isoformat()) for one in told}


async def _proposed(origin: str) -> set[tuple[str, int]]:
    """Who was asked before or uses it by its own word: usedBy has no dates, so it says the same every day."""
    found = await fetch_as(
        _Placed,
        "SELECT s.source_key AS solution, p.municipality FROM adoption_proposal p JOIN solution s ON s.id = p.solution"
        " WHERE s.source = $1 UNION SELECT s.source_key, t.municipality FROM adoption_status t"
        " JOIN solution s ON s.id = t.solution WHERE s.source = $1 AND t.stage = $2",
        origin,
        Stage.IN_USE.value,
    )
    return {(one.solution, one.municipality) for one in found}


async def _write(
    *, actor: Actor, found: ReadFile, fresh: list[tuple[Claim, int]], names: list[str], origin: str, now: datetime
) -> None:
    numbers = {
        name: await follow(
            actor=actor,
            title=name[:1].upper() + name[1:],
            summary="",
            theme="",
            source=origin,
            source_key=name,
            now=now,
        )
        for name in names
    }
    if found.kind == "publiccode":
        for claim, town in fresh:
            await propose(
                actor=actor,
                solution_id=numbers[claim.solution],
                municipality_id=town,
                stage=claim.stage,
                on=claim.on,
                proposer="publiccode.yml",
                note="",
                evidence_url=found.url if found.url.startswith("https://") else "",
                now=now,
            )
        return
    rows = [
        (numbers[c.solution], town, c.stage.value, c.on, now, Source.DERIVED.value, c.version[:60], origin)
        for c, town in fresh
    ]
    await execute_many(_INSERT, rows)
    for number in numbers.values():
        await rebuild(solution_id=number, now=now)
    told = {(numbers[c.solution], town) for c, town in fresh}
    for number, town in sorted(told):
        await tell_changes(
            resource=PublicResource.ADOPTION, kind=ChangeKind.CHANGED, object_ids=(number,), municipality_id=town
        )
