"""What is public after the count: the result, the roll-call, the finalists; and the forecast of adoption."""

from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.vote_kinds import FINAL
from innovatie.domain.withdrawn_finalists import GROUNDS, FinalistGround
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as
from innovatie.voting.log_events import BallotContent
from innovatie.voting.queries.logbook import effective_ballots, listed_voters
from innovatie.voting.queries.votes import Vote, find_vote


class FinalistRow(msgspec.Struct, frozen=True):
    """A group that reached the final. `others`: municipalities that work on it besides its lead; costs are those of the
    plan that began it, as far as it tells them.
    """

    group_id: int
    title: str
    summary: str
    lead: str | None
    lead_id: int | None
    position: int
    theme: str = ""
    province: str = ""
    others: int = 0
    cost_euro: int | None = None
    effort_hours: int | None = None
    stage: str = ""
    value: str = ""
    withdrawn_at: datetime | None = None
    ground: FinalistGround | None = None
    reason: str = ""
    """Since when, on what ground and why it does not take part any more."""

    @property
    def ground_label(self) -> str:
        return GROUNDS[self.ground] if self.ground else ""


class RollCallRow(msgspec.Struct, frozen=True):
    """How one municipality's vote counted. `via` names the Kring; `voted` is False when nothing counted."""

    code: str
    name: str
    weight: int
    voted: bool
    via: str
    choice: tuple[tuple[str, ...], ...]


class _Kring(msgspec.Struct, frozen=True):
    id: int
    name: str


class _Answers(msgspec.Struct, frozen=True):
    group_id: int
    answer: str
    number: int


async def finalists(round_id: int) -> tuple[FinalistRow, ...]:
    """The finalists of a round, in the order of the shortlist, and then those that withdrew; empty before the
    preselection has been counted.
    """
    rows = await fetch_as(
        FinalistRow,
        """
        SELECT f."group" AS group_id, g.title, g.summary, m.name AS lead, g.lead AS lead_id, f.position,
               g.theme, coalesce(m.province, '') AS province, i.cost_euro, i.effort_hours, i.stage,
               i.public_value AS value, f.withdrawn_at, x.ground, coalesce(x.reason, '') AS reason,
               (SELECT count(DISTINCT ip.municipality) FROM group_member gm
                  JOIN idea_participant ip ON ip.idea = gm.idea AND ip.left_at IS NULL
                 WHERE gm."group" = g.id AND ip.municipality IS DISTINCT FROM g.lead) AS others
          FROM finalist f JOIN idea_group g ON g.id = f."group" JOIN idea i ON i.id = g.founding_idea
          LEFT JOIN municipality m ON m.id = g.lead
          LEFT JOIN finalist_withdrawal x ON x.finalist = f.id AND x.confirmed_at IS NOT NULL
         WHERE f.round = $1 ORDER BY f.withdrawn_at IS NOT NULL, f.position
        """,
        round_id,
    )
    return tuple(rows)


async def standing_finalists(round_id: int) -> tuple[FinalistRow, ...]:
    """Those that take part: without who withdrew."""
    return tuple(one for one in await finalists(round_id) if one.withdrawn_at is None)


async def withdrawn_finalists(round_id: int) -> tuple[FinalistRow, ...]:
    """Those that do not take part any more."""
    return tuple(one for one in await finalists(round_id) if one.withdrawn_at is not None)


async def result(round_code: str, *, now: datetime) -> Vote | None:
    """The counted final of a round; None before the count."""
    vote = await find_vote(round_code, FINAL, now=now)
    return vote if vote is not None and vote.counted_at is not None else None


def require_revealed(vote: Vote) -> None:
    """NotFound until everybody may see the result: the preselection from its count, the final from its publication."""
    if vote.counted_at is None:
        raise NotFound(wording("De stemming is nog niet geteld. Tot dan ziet niemand wat gemeenten stemden."))
    if vote.revealed_at is None:
        raise NotFound(wording("VNG maakt de uitslag van deze stemming nog bekend."))


async def roll_call(vote: Vote) -> tuple[RollCallRow, ...]:
    """Every municipality with the vote that counted for it, by name. NotFound before the count."""
    if vote.counted_at is None:
        raise NotFound("Wie wat stemde, staat hier na de telling.")
    counted = {one.municipality: one for one in await effective_ballots(vote.id, vote.log)}
    names = await fetch_as(_Kring, "SELECT id, name FROM partnership WHERE kind = 'kring'")
    kringen = {str(kring.id): kring.name for kring in names}
    rows = []
    for voter in sorted(await listed_voters(vote.id), key=lambda one: one.name):
        one = counted.get(voter.code)
        rows.append(
            RollCallRow(
                code=voter.code,
                name=voter.name,
                weight=voter.weight,
                voted=one is not None,
                via=kringen.get(one.kring or "", "") if one else "",
                choice=_choice(vote, one.ballot) if one else (),
            )
        )
    return tuple(rows)


def _choice(vote: Vote, ballot: BallotContent) -> tuple[tuple[str, ...], ...]:
    """Titles in classes; a preselection ballot is one class."""
    return tuple(tuple(vote.title(code) for code in tied) for tied in ballot.classes)


async def intentions(round_id: int) -> dict[int, dict[str, int]]:
    """Per group how many municipalities answered ja, misschien and nee on the final ballot; empty before the count."""
    rows = await fetch_as(
        _Answers,
        """
        SELECT i."group" AS group_id, i.answer, count(*) AS number
          FROM adoption_intention i JOIN round_vote v ON v.id = i.vote
         WHERE v.round = $1 AND v.counted_at IS NOT NULL GROUP BY 1, 2
        """,
        round_id,
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.group_id, {"ja": 0, "misschien": 0, "nee": 0})[row.answer] = row.number
    return found
