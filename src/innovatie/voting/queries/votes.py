"""A vote with its frozen rules and options."""

import json
from datetime import datetime
from typing import Any

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.phases import Phase, Window
from innovatie.infra.database import fetch, fetch_row
from innovatie.voting.defaults import label
from innovatie.voting.results import FINAL, PRESELECTION

PHASE_OF = {PRESELECTION: Phase.PRESELECT, FINAL: Phase.VOTE}
KINDS = (PRESELECTION, FINAL)


class Option(msgspec.Struct, frozen=True):
    """An option on the ballot; `group_id` is None for "Geen van deze"."""

    code: str
    title: str
    group_id: int | None


class Vote(msgspec.Struct, frozen=True):
    """A vote. `state` is open, wacht (deadline passed or phase closed, not yet counted), or geteld."""

    id: int
    round_id: int
    round_code: str
    round_name: str
    kind: str
    label: str
    log: str
    rules_file: dict[str, Any]
    options: tuple[Option, ...]
    draw_source: str
    draw_value: str | None
    public_key: bytes
    opened_at: datetime
    deadline: datetime | None
    closed_at: datetime | None
    counted_at: datetime | None
    revealed_at: datetime | None
    state: str
    result: dict[str, Any] | None
    analysis: dict[str, Any] | None

    @property
    def rules(self) -> dict[str, Any]:
        rules: dict[str, Any] = self.rules_file["regels"]
        return rules

    @property
    def is_final(self) -> bool:
        return self.kind == FINAL

    @property
    def is_weighted(self) -> bool:
        return bool(self.rules_file["weging"]["soort"] != "gelijk")

    @property
    def draw_needed(self) -> bool:
        """Counted, but a tie waits for the public value."""
        return self.result is not None and any(one["loting_nodig"] for one in self.result.values())

    def title(self, code: str) -> str:
        """The title of an option."""
        return next((option.title for option in self.options if option.code == code), code)


_VOTE = """
SELECT v.*, r.code AS round_code, r.name AS round_name, w.opened_at AS phase_opened, w.deadline, w.closed_at AS
  phase_closed FROM round_vote v JOIN round r ON r.id = v.round
  LEFT JOIN phase_window w ON w.round = r.id
   AND w.phase = CASE v.kind WHEN 'voorselectie' THEN 'voorselectie' ELSE 'stemmen' END
"""


async def find_vote(round_code: str, kind: str, *, now: datetime) -> Vote | None:
    """The vote of this kind in the round; None if it has not been opened."""
    row = await fetch_row(f"{_VOTE} WHERE r.code = $1 AND v.kind = $2", round_code, kind)
    return None if row is None else await _vote(row, now)


async def vote_of(round_code: str, kind: str, *, now: datetime) -> Vote:
    """As `find_vote`; NotFound if there is none."""
    found = await find_vote(round_code, kind, now=now)
    if found is None:
        raise NotFound("Deze stemming is er (nog) niet.")
    return found


async def vote_by_id(vote_id: int, *, now: datetime) -> Vote:
    row = await fetch_row(f"{_VOTE} WHERE v.id = $1", vote_id)
    if row is None:
        raise NotFound("Deze stemming bestaat niet.")
    return await _vote(row, now)


async def votes_of(round_code: str, *, now: datetime) -> tuple[Vote, ...]:
    """The votes of a round, the preselection first."""
    rows = await fetch(f"{_VOTE} WHERE r.code = $1 ORDER BY v.id", round_code)
    return tuple([await _vote(row, now) for row in rows])


async def current_vote(round_code: str, *, now: datetime) -> Vote | None:
    """The vote of the round that was opened last."""
    found = await votes_of(round_code, now=now)
    return found[-1] if found else None


async def _vote(row: Any, now: datetime) -> Vote:
    options = await fetch('SELECT code, title, "group" FROM vote_option WHERE vote = $1 ORDER BY position', row["id"])
    phase = PHASE_OF[row["kind"]]
    window = Window(phase, row["phase_opened"], row["deadline"], row["phase_closed"])
    is_open = row["closed_at"] is None and window.is_open(now)
    return Vote(
        id=row["id"],
        round_id=row["round"],
        round_code=row["round_code"],
        round_name=row["round_name"],
        kind=row["kind"],
        label=label(row["kind"]),
        log=row["log"],
        rules_file=json.loads(row["rules_file"]),
        options=tuple(Option(one["code"], one["title"], one["group"]) for one in options),
        draw_source=row["draw_source"],
        draw_value=row["draw_value"],
        public_key=row["public_key"],
        opened_at=row["opened_at"],
        deadline=row["deadline"],
        closed_at=row["closed_at"],
        counted_at=row["counted_at"],
        revealed_at=row["revealed_at"],
        state="open" if is_open else "geteld" if row["counted_at"] is not None else "wacht",
        result=json.loads(row["result"]) if row["result"] else None,
        analysis=json.loads(row["analysis"]) if row["analysis"] else None,
    )
