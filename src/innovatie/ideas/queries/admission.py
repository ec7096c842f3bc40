"""What was decided about entries of rounds."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.domain.admission import LABELS, Verdict
from innovatie.domain.slugs import numbered
from innovatie.infra.database import fetch_as, fetch_exactly, fetch_one_as, fetch_one_value
from innovatie.municipalities.queries import with_predecessors


class Decision(msgspec.Struct, frozen=True):
    """One decision; `note` is for VNG alone."""

    idea: int
    round: int
    round_code: str
    round_name: str
    verdict: Verdict
    reason: str
    note: str
    at: datetime
    by: str

    @property
    def label(self) -> str:
        return LABELS[self.verdict]


class Entry(msgspec.Struct, frozen=True):
    """A plan that takes part in a round, or was excluded from it; `decisions` the newest first."""

    id: int
    title: str
    municipality: str
    problem: bool
    approach: bool
    stage: str
    decisions: tuple[Decision, ...] = ()

    @property
    def address(self) -> str:
        return f"/ideeen/{numbered(self.id, self.title)}"

    @property
    def last(self) -> Verdict | None:
        return self.decisions[0].verdict if self.decisions else None


_DECISION = """
SELECT d.idea, d.round, r.code AS round_code, r.name AS round_name, d.verdict, d.reason, d.note, d.at,
       coalesce(p.name, '') AS by
  FROM entry_decision d JOIN round r ON r.id = d.round LEFT JOIN person p ON p.id = d.by
"""


async def last_decision(idea_id: int, round_id: int) -> Decision | None:
    """The decision that holds; None while nothing was decided."""
    sql = f"{_DECISION} WHERE d.idea = $1 AND d.round = $2 ORDER BY d.id DESC LIMIT 1"
    return await fetch_one_as(Decision, sql, idea_id, round_id)


async def excluded_by(idea_id: int, round_id: int) -> int | None:
    """Who excluded it the last time; None when nobody did, or that is not known any more."""
    return await fetch_one_value(
        int,
        "SELECT by FROM entry_decision WHERE idea = $1 AND round = $2 AND verdict = $3 ORDER BY id DESC LIMIT 1",
        idea_id,
        round_id,
        Verdict.EXCLUDED.value,
    )


async def of_a_contestant(municipalities: Sequence[int], round_id: int) -> bool:
    """Whether one of these municipalities has a plan in this round, joined one, or had one that was excluded."""
    line = [former for town in municipalities for former in await with_predecessors(town)]
    return await fetch_exactly(
        bool,
        """
        SELECT EXISTS (
            SELECT FROM idea i
             WHERE (i.round = $2 OR EXISTS (SELECT FROM entry_decision d WHERE d.idea = i.id AND d.round = $2))
               AND (i.municipality = ANY($1)
                    OR EXISTS (SELECT FROM idea_participant p
                                WHERE p.idea = i.id AND p.left_at IS NULL AND p.municipality = ANY($1))))
        """,
        line,
        round_id,
    )


async def decisions_about(idea_id: int) -> tuple[Decision, ...]:
    """Everything that was decided about a plan, the newest first."""
    return tuple(await fetch_as(Decision, f"{_DECISION} WHERE d.idea = $1 ORDER BY d.id DESC", idea_id))


async def entries_of(round_id: int) -> tuple[Entry, ...]:
    """The plans that take part in this round or were excluded from it, by municipality and title."""
    rows = await fetch_as(
        Entry,
        """
        SELECT i.id, i.title, m.name AS municipality, i.problem <> '' AS problem, i.approach <> '' AS approach, i.stage
          FROM idea i JOIN municipality m ON m.id = i.municipality
         WHERE i.state = 'ingediend'
           AND (i.round = $1 OR EXISTS (SELECT FROM entry_decision d WHERE d.idea = i.id AND d.round = $1))
         ORDER BY m.sort_name, i.title, i.id
        """,
        round_id,
    )
    decisions = await fetch_as(Decision, f"{_DECISION} WHERE d.round = $1 ORDER BY d.id DESC", round_id)
    return tuple(
        msgspec.structs.replace(row, decisions=tuple(one for one in decisions if one.idea == row.id)) for row in rows
    )
