"""What the stages have of one round, as facts for the checklist of its next phase."""

from datetime import date, datetime

import msgspec

from innovatie.domain.admission import APPEAL_WITHIN
from innovatie.domain.checklist import Item, Place, Weight
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.phase_readiness import checklist
from innovatie.domain.phase_too_early import before_its_day
from innovatie.domain.phases import Phase
from innovatie.domain.round_facts import RoundFacts, VoteState
from innovatie.infra.database import fetch_one_as, fetch_values
from innovatie.rounds.queries import RoundDetail
from innovatie.voting.queries import Vote, find_vote


class _Counts(msgspec.Struct, frozen=True):
    plans: int
    appeals: int
    may_appeal: int
    groups: int
    open_proposals: int
    assignments: int
    reviews_missing: int
    shortlist: int | None
    municipalities: int
    without_voter: int
    finalists: int
    elaborations: int
    published: bool
    winners: int
    award: bool
    adoptions: int


_COUNTS = """
WITH latest AS (
     SELECT DISTINCT ON (d.idea) d.idea, d.verdict, d.at FROM entry_decision d
       JOIN idea i ON i.id = d.idea AND i.state = 'ingediend'
      WHERE d.round = $1 ORDER BY d.idea, d.id DESC)
SELECT (SELECT count(*) FROM idea i WHERE i.round = $1 AND i.state = 'ingediend') AS plans,
       (SELECT count(*) FROM latest WHERE verdict = 'bezwaar') AS appeals,
       (SELECT count(*) FROM latest WHERE verdict = 'uitgesloten' AND at >= $4) AS may_appeal,
       (SELECT count(*) FROM round_group g WHERE g.round = $1) AS groups,
       (SELECT count(*) FROM group_proposal p WHERE p.state = 'open' AND EXISTS (
               SELECT FROM group_member m JOIN idea i ON i.id = m.idea
                WHERE m."group" IN (p."group", p.other_group) AND i.round = $1)) AS open_proposals,
       (SELECT count(*) FROM assignment a WHERE a.round = $1) AS assignments,
       (SELECT count(*) FROM assignment a WHERE a.round = $1 AND a.state IN ('open', 'verlopen')) AS reviews_missing,
       (SELECT (SELECT count(*) FROM shortlist_group x WHERE x.shortlist = s.id)
          FROM shortlist s WHERE s.round = $1) AS shortlist,
       (SELECT count(*) FROM municipality n WHERE (n.started IS NULL OR n.started <= $2)
           AND (n.ended IS NULL OR n.ended > $2)) AS municipalities,
       (SELECT count(*) FROM municipality n WHERE (n.started IS NULL OR n.started <= $2)
           AND (n.ended IS NULL OR n.ended > $2) AND NOT EXISTS (
               SELECT FROM role_grant h WHERE h.municipality = n.id AND h.role = 'stemgemachtigde'
                  AND h.revoked_at IS NULL AND h.starts <= $2 AND (h.ends IS NULL OR h.ends >= $2))) AS without_voter,
       (SELECT count(*) FROM finalist f WHERE f.round = $1 AND f.withdrawn_at IS NULL) AS finalists,
       (SELECT count(*) FROM elaboration e WHERE e.round = $1) AS elaborations,
       EXISTS (SELECT FROM publication u WHERE u.round = $1 AND u.published_at IS NOT NULL) AS published,
       (SELECT count(*) FROM winner w WHERE w.round = $1 AND NOT EXISTS (
               SELECT FROM winner_withdrawal x WHERE x.winner = w.id AND x.confirmed_at IS NOT NULL
                  AND x.ended_at IS NULL)) AS winners,
       EXISTS (SELECT FROM audience_poll a WHERE a.round = $1 AND a.published_at IS NULL) AS award,
       (SELECT count(*) FROM adoption_event v JOIN solution o ON o.id = v.solution
          JOIN winner w ON w."group" = o.grp WHERE w.round = $1 AND v.heard_at >= $3) AS adoptions
"""


async def facts_of(round_: RoundDetail, *, now: datetime) -> RoundFacts:
    """Everything that the checklists of this round look at."""
    adopting = round_.row_of(Phase.ADOPT).opened_at or now
    row = await fetch_one_as(_Counts, _COUNTS, round_.id, dutch_day(now), adopting, now - APPEAL_WITHIN)
    assert row is not None, "a SELECT of counts has a row"
    empty = await fetch_values(
        str,
        'SELECT g.title FROM finalist f JOIN idea_group g ON g.id = f."group" WHERE f.round = $1'
        " AND f.withdrawn_at IS NULL AND NOT EXISTS ("
        ' SELECT FROM elaboration e WHERE e.round = f.round AND e."group" = f."group") ORDER BY f.position',
        round_.id,
    )
    preselection, final = [await find_vote(round_.code, kind, now=now) for kind in ("voorselectie", "finale")]
    latest = final or preselection
    return RoundFacts(
        plans=row.plans,
        appeals=row.appeals,
        may_appeal=row.may_appeal,
        groups=row.groups,
        open_proposals=row.open_proposals,
        assignments=row.assignments,
        reviews_missing=row.reviews_missing,
        shortlist=row.shortlist,
        municipalities=row.municipalities,
        without_voter=row.without_voter,
        has_witnesses=bool(round_.witnesses),
        finalists=row.finalists,
        empty_finalists=tuple(empty),
        elaborations=row.elaborations,
        preselection=_state_of(preselection),
        final=_state_of(final),
        draw_from=latest.draw_day(now) if latest else date.max,
        published=row.published,
        winners=row.winners,
        award_waits=row.award and round_.open_phase is not Phase.VOTE,
        adoptions=row.adoptions,
    )


def _state_of(vote: Vote | None) -> VoteState:
    if vote is None:
        return VoteState.NONE
    if vote.counted_at is None:
        return VoteState.OPEN
    return VoteState.TIE if vote.draw_needed else VoteState.COUNTED


class CheckLine(msgspec.Struct, frozen=True):
    """A line of the checklist on a page; `address`: where it is solved, empty when there is nothing to solve."""

    weight: str
    text: str
    remedy: str
    address: str


def addresses(code: str) -> dict[Place, str]:
    """Where each kind of item is solved."""
    return {
        Place.ROUND: f"/vng/rondes/{code}#voorzichtig",
        Place.DAYS: f"/vng/rondes/{code}/wijzigen",
        Place.PLANS: f"/ideeen?ronde={code}",
        Place.ENTRIES: f"/vng/rondes/{code}/inzendingen",
        Place.GROUPS: f"/vng/rondes/{code}/groepen",
        Place.ASSIGNMENT: f"/vng/beoordeling/{code}/toewijzing",
        Place.PROGRESS: f"/vng/beoordeling/{code}/voortgang",
        Place.OUTCOME: f"/vng/beoordeling/{code}/uitkomst",
        Place.VOTE: f"/vng/stemming/{code}",
        Place.FINALISTS: f"/finalisten/{code}",
        Place.PUBLICATION: f"/vng/publicatie/{code}",
        Place.AWARD: f"/vng/publieksprijs/{code}",
        Place.VOTERS: f"/vng/brieven/nieuw?sjabloon=stemgemachtigde&ronde={code}",
    }


def lines_of(items: tuple[Item, ...], code: str) -> tuple[CheckLine, ...]:
    """The items as lines with their addresses."""
    where = addresses(code)
    return tuple(
        CheckLine(
            weight=item.weight.value,
            text=item.text,
            remedy=item.remedy,
            address=where[item.place] if item.place is not None else "",
        )
        for item in items
    )


def items_before_next(
    round_: RoundDetail, facts: RoundFacts, *, now: datetime, deadline: datetime | None = None
) -> tuple[Item, ...]:
    """The checklist of the next phase, with its planned last day or the one that was typed; empty after the last."""
    phase = round_.next_phase
    if phase is None:
        return ()
    until = deadline or round_.row_of(phase).deadline
    current = round_.current
    return checklist(
        phase,
        facts,
        today=dutch_day(now),
        last_day=dutch_day(until) if until else None,
        present=dutch_day(current.deadline) if current and current.deadline and current.state == "open" else None,
    )


def items_to_open_now(
    round_: RoundDetail, facts: RoundFacts, *, now: datetime, deadline: datetime | None = None
) -> tuple[Item, ...]:
    """The same for who would open it today, which may be before its day: what blocks still comes first."""
    items = items_before_next(round_, facts, now=now, deadline=deadline)
    planned, present = round_.next_opens_at, round_.open_phase
    if round_.next_phase is None or (round_.current is not None and present is None):
        return items  # nothing follows, or the present phase is over: the next one may come at any time
    early = before_its_day(today=dutch_day(now), planned=dutch_day(planned) if planned else None, present=present)
    return tuple(sorted((*early, *items), key=lambda item: list(Weight).index(item.weight)))
