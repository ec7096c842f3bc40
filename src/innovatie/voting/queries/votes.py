"""A vote with its frozen rules and options."""

from datetime import date, datetime

import msgspec

from innovatie.domain.draws import DrawSource
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.phases import Window
from innovatie.domain.vote_kinds import FINAL, PRESELECTION, VoteKind
from innovatie.domain.vote_weights import Weighing
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.notifications.queries import is_director
from innovatie.voting.defaults import label
from innovatie.voting.result_files import Analysis, Result, read_analysis, read_result
from innovatie.voting.rules import Rules, RulesFile, read_rules

KINDS = (PRESELECTION, FINAL)


class Option(msgspec.Struct, frozen=True):
    """An option on the ballot; `group_id` is None for "Geen van deze"."""

    code: str
    title: str
    group_id: int | None


class Vote(msgspec.Struct, frozen=True):
    """A vote. `state` is open, wacht (deadline passed or phase closed, not yet counted), or geteld.

    `rules_text` is regels.json to the byte, `rules_file` what it says. `options` can be chosen; `withdrawn` could until
    they withdrew.
    """

    id: int
    round_id: int
    round_code: str
    round_name: str
    kind: VoteKind
    label: str
    log: str
    rules_text: str
    rules_file: RulesFile
    options: tuple[Option, ...]
    withdrawn: tuple[Option, ...]
    draw_source: str
    draw_digits: int
    draw_from: date
    draw_value: str | None
    public_key: bytes
    opened_at: datetime
    deadline: datetime | None
    closed_at: datetime | None
    counted_at: datetime | None
    revealed_at: datetime | None
    count_asked_by: int | None
    count_asked_name: str
    state: str
    result: Result | None
    analysis: Analysis | None

    @property
    def rules(self) -> Rules:
        return self.rules_file.rules

    @property
    def is_final(self) -> bool:
        return self.kind is FINAL

    @property
    def is_weighted(self) -> bool:
        return self.rules_file.weighting.kind is not Weighing.EQUAL

    @property
    def draw(self) -> DrawSource:
        """Where the number of a draw comes from, as it was fixed at the opening."""
        return DrawSource(self.draw_source, self.draw_digits, self.draw_from)

    @property
    def draws_after_close(self) -> bool:
        """The draw waits for no day of its own: the first number after the close counts, whenever that is."""
        return self.draw_from <= dutch_day(self.opened_at)

    def draw_day(self, now: datetime) -> date:
        """The first day of which the number of a draw may come, if the vote closes now or was closed."""
        return self.draw.earliest(closed=dutch_day(self.closed_at or now))

    @property
    def draw_needed(self) -> bool:
        """Counted, but a tie waits for the public value."""
        return self.result is not None and bool(self.result.weighted.draw_among or self.result.unweighted.draw_among)

    def title(self, code: str) -> str:
        """The title of an option."""
        return next((one.title for one in (*self.options, *self.withdrawn) if one.code == code), code)


class _Row(msgspec.Struct, frozen=True):
    id: int
    round_id: int
    round_code: str
    round_name: str
    kind: VoteKind
    log: str
    rules_file: str
    draw_source: str
    draw_digits: int
    draw_from: date | None
    draw_value: str | None
    public_key: bytes
    opened_at: datetime
    closed_at: datetime | None
    counted_at: datetime | None
    revealed_at: datetime | None
    count_asked_by: int | None
    count_asked_at: datetime | None
    count_asked_name: str
    phase_opened: datetime | None
    deadline: datetime | None
    phase_closed: datetime | None
    result: str | None
    analysis: str | None


_VOTE = """
SELECT v.*, v.round AS round_id, coalesce(a.name, '') AS count_asked_name, r.code AS round_code, r.name AS round_name,
       w.opened_at AS phase_opened, w.deadline, w.closed_at AS phase_closed
  FROM round_vote v JOIN round r ON r.id = v.round
  LEFT JOIN person a ON a.id = v.count_asked_by
  LEFT JOIN phase_window w ON w.round = r.id
   AND w.phase = CASE v.kind WHEN 'voorselectie' THEN 'voorselectie' ELSE 'stemmen' END
"""


class _Option(msgspec.Struct, frozen=True):
    code: str
    title: str
    group_id: int | None
    is_withdrawn: bool


_OPTIONS = """
SELECT o.code, o.title, o."group" AS group_id, v.kind = 'finale' AND f.withdrawn_at IS NOT NULL AS is_withdrawn
  FROM vote_option o JOIN round_vote v ON v.id = o.vote
  LEFT JOIN finalist f ON f.round = v.round AND f."group" = o."group"
 WHERE o.vote = $1 ORDER BY o.position
"""


async def find_vote(round_code: str, kind: str, *, now: datetime) -> Vote | None:
    """The vote of this kind in the round; None if it has not been opened."""
    row = await fetch_one_as(_Row, f"{_VOTE} WHERE r.code = $1 AND v.kind = $2", round_code, kind)
    return None if row is None else await _vote(row, now)


async def vote_of(round_code: str, kind: str, *, now: datetime) -> Vote:
    """As `find_vote`; NotFound if there is none."""
    found = await find_vote(round_code, kind, now=now)
    if found is None:
        raise NotFound("Deze stemming is er (nog) niet.")
    return found


async def vote_by_id(vote_id: int, *, now: datetime) -> Vote:
    row = await fetch_one_as(_Row, f"{_VOTE} WHERE v.id = $1", vote_id)
    if row is None:
        raise NotFound("Deze stemming bestaat niet.")
    return await _vote(row, now)


async def votes_of(round_code: str, *, now: datetime) -> tuple[Vote, ...]:
    """The votes of a round, the preselection first."""
    rows = await fetch_as(_Row, f"{_VOTE} WHERE r.code = $1 ORDER BY v.id", round_code)
    return tuple([await _vote(row, now) for row in rows])


async def current_vote(round_code: str, *, now: datetime) -> Vote | None:
    """The vote of the round that was opened last."""
    found = await votes_of(round_code, now=now)
    return found[-1] if found else None


async def _vote(row: _Row, now: datetime) -> Vote:
    options = await fetch_as(_Option, _OPTIONS, row.id)
    window = Window(row.kind.phase, row.phase_opened, row.deadline, row.phase_closed)
    is_open = row.closed_at is None and window.is_open(now)
    ends = [one for one in (row.deadline, row.phase_closed) if one is not None]
    # Who asked before the phase got more time asks again.
    asked = row.count_asked_at is not None and (not ends or row.count_asked_at >= min(ends))
    if asked and row.counted_at is None:  # who lost the role, or goes on under another account, is no second one
        asked = await is_director(row.count_asked_by, today=dutch_day(now))
    return Vote(
        id=row.id,
        round_id=row.round_id,
        round_code=row.round_code,
        round_name=row.round_name,
        kind=row.kind,
        label=label(row.kind),
        log=row.log,
        rules_text=row.rules_file,
        rules_file=read_rules(row.rules_file),
        options=tuple(Option(one.code, one.title, one.group_id) for one in options if not one.is_withdrawn),
        withdrawn=tuple(Option(one.code, one.title, one.group_id) for one in options if one.is_withdrawn),
        draw_source=row.draw_source,
        draw_digits=row.draw_digits,
        draw_from=row.draw_from or dutch_day(row.opened_at),
        draw_value=row.draw_value,
        public_key=row.public_key,
        opened_at=row.opened_at,
        deadline=row.deadline,
        closed_at=row.closed_at,
        counted_at=row.counted_at,
        revealed_at=row.revealed_at,
        count_asked_by=row.count_asked_by if asked else None,
        count_asked_name=row.count_asked_name if asked else "",
        state="open" if is_open else "geteld" if row.counted_at is not None else "wacht",
        result=read_result(row.kind, row.result) if row.result else None,
        analysis=read_analysis(row.kind, row.analysis) if row.analysis else None,
    )
