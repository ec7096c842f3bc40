"""Opening a vote: from this moment options, rules, weights and the source of the draw are fixed, and in the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any

from innovatie.audit.actions import record
from innovatie.domain import authority, phases
from innovatie.domain.authority import Act, Actor
from innovatie.domain.ballot_log import EMPTY_ROOT, canonical
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.final_vote import NONE_OF_THESE
from innovatie.domain.vote_weights import WeightRule
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, execute_many, fetch, fetch_value, transaction
from innovatie.infra.jobs import enqueue
from innovatie.review.queries import calibrated_means, shortlist
from innovatie.rounds.queries import RoundDetail, round_by_id
from innovatie.voting.actions.heads import sign_head
from innovatie.voting.actions.log import append, lock_vote
from innovatie.voting.actions.notices import REMIND_BEFORE
from innovatie.voting.defaults import weight_rule
from innovatie.voting.package import ListedVoter, rules_file, voters_file
from innovatie.voting.payloads import RemindVoters, TellVoters
from innovatie.voting.queries.votes import PHASE_OF
from innovatie.voting.results import FINAL, PRESELECTION, final_rules, preselection_rules
from innovatie.voting.signing import public_key

NONE_TITLE = wording("Geen van deze")
SOURCE_OF_WEIGHTS = "CBS, inwoners op 1 januari"


@dataclass(frozen=True)
class _Group:
    id: int
    title: str


async def open_vote(
    *,
    actor: Actor,
    round_id: int,
    kind: str,
    rules: Mapping[str, Any],
    weighing: Mapping[str, Any],
    draw_source: str,
    heads_to: Sequence[str],
    now: datetime,
) -> int:
    """Open the vote of `kind` in a round whose phase for it is open; its number.

    Conflict when it was opened before, or nothing can be chosen from; Invalid when rules or weights cannot be.
    """
    authority.require(actor, Act.DIRECT_VOTE)
    _check(kind, rules, weighing, draw_source)
    async with transaction():
        await execute("SELECT 1 FROM round WHERE id = $1 FOR UPDATE", round_id)
        round_ = await round_by_id(round_id, now=now)
        current = round_.current
        phases.require(current.window if current else None, PHASE_OF[kind], now)
        if await fetch_value("SELECT 1 FROM round_vote WHERE round = $1 AND kind = $2", round_id, kind):
            raise Conflict("Deze stemming is al geopend.")
        groups = await _options(round_, kind)
        frozen = await _frozen_rules(round_, kind, rules, groups)
        voters = await _electorate(weight_rule(weighing), now.date())
        log = f"{round_.code}/{kind}"
        names = [(str(group.id), group.title) for group in groups]
        if kind == FINAL:
            names.append((NONE_OF_THESE, NONE_TITLE))
        file = rules_file(
            log, kind, names, frozen, {**weighing, "bron": SOURCE_OF_WEIGHTS, "datum": now.date().isoformat()}
        )
        vote_id: int = await fetch_value(
            "INSERT INTO round_vote (round, kind, log, rules_file, draw_source, public_key, log_size, log_peaks,"
            " log_root, heads_to, opened_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, 0, ''::bytea, $7, $8, $9) RETURNING id",
            round_id,
            kind,
            log,
            canonical(file).decode(),
            draw_source.strip(),
            public_key(log),
            EMPTY_ROOT,
            "\n".join(heads_to),
            now,
        )
        await execute_many(
            'INSERT INTO vote_option (vote, position, code, "group", title) VALUES ($1, $2, $3, $4, $5)',
            [
                (vote_id, position, code, None if code == NONE_OF_THESE else int(code), title)
                for position, (code, title) in enumerate(names)
            ],
        )
        await execute_many(
            "INSERT INTO elector (vote, municipality, code, name, weight, inhabitants, kringen)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            [(vote_id, number, v.code, v.name, v.weight, v.inhabitants, " ".join(v.kringen)) for number, v in voters],
        )
        listed = sorted((voter for _, voter in voters), key=lambda voter: voter.code)
        row = await lock_vote(vote_id=vote_id)
        opening = {
            "regels_sha256": sha256(canonical(file)).hexdigest(),
            "stemgerechtigden_sha256": sha256(voters_file(listed)).hexdigest(),
            "bron_loting": draw_source.strip(),
            "sleutel": public_key(log).hex(),
        }
        await append(row=row, kind="opening", content=opening, now=now)
        await _standing_mandates(row, round_id, kind, now)
        await sign_head(vote_id=vote_id, occasion="opening", now=now)
        await enqueue(TellVoters(vote=vote_id))
        if current is not None and current.deadline is not None:
            await enqueue(RemindVoters(vote=vote_id), at=max(now, current.deadline - REMIND_BEFORE))
        await record(
            actor=actor,
            act="stemming openen",
            object_kind="stemming",
            object_id=log,
            now=now,
            details={"opties": len(names), "gemeenten": len(voters)},
        )
    return vote_id


def _check(kind: str, rules: Mapping[str, Any], weighing: Mapping[str, Any], draw_source: str) -> None:
    if not draw_source.strip():
        raise Invalid({"bron": "Noem nu al waar het getal voor een loting straks vandaan komt."})
    try:
        weight_rule(weighing)
    except ValueError as error:
        raise Invalid({"tabel": wording("Deze tabel kan niet: %(reden)s.", reden=error)}) from error
    try:
        if kind == PRESELECTION:
            preselection_rules({**rules, "verwant": [], "beoordeling": {}})
        else:
            final_rules({**rules, "gewogen": False})
    except (KeyError, ValueError, ZeroDivisionError) as error:
        raise Invalid({"quorum": "Schrijf aandelen als breuk, bijvoorbeeld 1/3."}) from error


async def _options(round_: RoundDetail, kind: str) -> tuple[_Group, ...]:
    if kind == PRESELECTION:
        wanted = await shortlist(round_.id)
        if not wanted:
            raise Conflict("Er is nog geen shortlist. Stel die eerst vast bij de beoordeling.")
    else:
        rows = await fetch('SELECT "group" FROM finalist WHERE round = $1 ORDER BY position', round_.id)
        wanted = tuple(row["group"] for row in rows)
        if not wanted:
            raise Conflict("Er zijn geen finalisten. Tel eerst de voorselectie.")
    rows = await fetch("SELECT id, title FROM idea_group WHERE id = ANY($1)", list(wanted))
    titles = {row["id"]: row["title"] for row in rows}
    return tuple(_Group(number, titles[number]) for number in wanted)


async def _frozen_rules(
    round_: RoundDetail, kind: str, rules: Mapping[str, Any], groups: Sequence[_Group]
) -> dict[str, Any]:
    """The rules with what only this moment knows: related groups and review means in hundredths."""
    if kind == FINAL:
        return {**rules, "gewogen": bool(rules.get("gewogen", True))}
    means = await calibrated_means(round_.id)
    numbers = [group.id for group in groups]
    related = await _related(numbers)
    return {
        **rules,
        "verwant": [[str(one), str(other)] for one, other in related],
        "beoordeling": {
            str(number): int(Fraction(str(round(means[number], 6))) * 100 + Fraction(1, 2))
            for number in numbers
            if number in means
        },
    }


async def _related(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of these groups that people linked as related, each pair once."""
    rows = await fetch(
        'SELECT DISTINCT least("group", other_group) AS one, greatest("group", other_group) AS other FROM group_link'
        " WHERE kind = 'verwant' AND \"group\" = ANY($1) AND other_group = ANY($1) ORDER BY 1, 2",
        list(numbers),
    )
    return [(row["one"], row["other"]) for row in rows]


async def _electorate(rule: WeightRule, today: date) -> list[tuple[int, ListedVoter]]:
    """Every municipality of today with its weight and Kringen; inhabitants of the latest year known by then."""
    rows = await fetch(
        """
        SELECT g.id, g.code, g.name,
               coalesce((SELECT i.number FROM inhabitants i WHERE i.municipality = g.id AND i.year <= $2
                          ORDER BY i.year DESC LIMIT 1),
                        (SELECT i.number FROM inhabitants i WHERE i.municipality = g.id ORDER BY i.year LIMIT 1),
                        0) AS inhabitants,
               array(SELECT p.id FROM partnership_member m JOIN partnership p ON p.id = m.partnership
                      WHERE m.municipality = g.id AND p.kind = 'kring' AND p.active AND m.starts <= $1
                        AND (m.ends IS NULL OR m.ends >= $1) ORDER BY p.id) AS kringen
          FROM municipality g
         WHERE (g.started IS NULL OR g.started <= $1) AND (g.ended IS NULL OR g.ended > $1) ORDER BY g.code
        """,
        today,
        today.year,
    )
    return [
        (
            row["id"],
            ListedVoter(
                row["code"],
                row["name"],
                rule.votes(row["inhabitants"]),
                row["inhabitants"],
                tuple(str(kring) for kring in row["kringen"]),
            ),
        )
        for row in rows
    ]


async def _standing_mandates(row: Any, round_id: int, kind: str, now: datetime) -> None:
    """Mandates given before the opening go into the log as its first events."""
    rows = await fetch(
        """
        SELECT m.municipality, m.partnership, m.document, e.code
          FROM mandate m JOIN elector e ON e.vote = $1 AND e.municipality = m.municipality
         WHERE m.round = $2 AND m.revoked_at IS NULL AND m.scope IN ('ronde', $3)
           AND m.partnership::text = ANY(string_to_array(e.kringen, ' ')) ORDER BY e.code
        """,
        row["id"],
        round_id,
        kind,
    )
    for mandate in rows:
        await append(
            row=row,
            kind="machtiging",
            content={
                "gemeente": mandate["code"],
                "kring": str(mandate["partnership"]),
                "document": mandate["document"],
            },
            now=now,
            municipality_id=mandate["municipality"],
            partnership_id=mandate["partnership"],
        )
