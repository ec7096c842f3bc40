"""Who reads a letter: by role, by what their municipality did in a round, and by where it lies."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from innovatie.domain.dutch_dates import day_in_words, dutch_day
from innovatie.domain.errors import Invalid
from innovatie.domain.letters import AFTER_THE_ROLL_CALL, NOBODYS_PLACE, Selection, TakingPart, first_name
from innovatie.domain.phases import LABELS
from innovatie.domain.size_classes import size_class
from innovatie.domain.vote_kinds import FINAL
from innovatie.domain.wording import listed
from innovatie.infra.database import fetch_as, fetch_values
from innovatie.municipalities.queries import members_of, municipalities_on
from innovatie.publication.queries.withdrawals import WITHDRAWAL_STANDS
from innovatie.rounds.queries import RoundDetail, round_by_code
from innovatie.voting.queries import find_vote, roll_call


class Reader(msgspec.Struct, frozen=True):
    """Somebody who gets the letter; `places`: the municipalities and Kringen by which they were chosen."""

    id: int
    name: str
    places: tuple[str, ...]

    def values(self) -> dict[str, str]:
        """What fills the blanks that are of the reader."""
        place = listed(self.places) if self.places else NOBODYS_PLACE
        return {"voornaam": first_name(self.name), "naam": self.name, "gemeente": str(place)}


_READERS = """
SELECT p.id, p.name,
       coalesce(array_agg(DISTINCT coalesce(n.name, k.name)) FILTER (WHERE coalesce(n.name, k.name) IS NOT NULL),
                '{}') AS places
  FROM person p JOIN role_grant g ON g.person = p.id AND g.revoked_at IS NULL AND g.starts <= $2
       AND (g.ends IS NULL OR g.ends >= $2)
  LEFT JOIN municipality n ON n.id = g.municipality
  LEFT JOIN partnership k ON k.id = g.partnership
 WHERE p.active AND p.email IS NOT NULL AND (g.role = $1 OR ($1 = 'allen' AND g.role <> 'leverancier'))
   AND ($3::int[] IS NULL OR g.municipality = ANY ($3) OR g.partnership = ANY ($4::int[]))
   AND ($5::int[] IS NULL OR p.id = ANY ($5))
 GROUP BY p.id ORDER BY p.id
"""


async def readers_of(audience: str, selection: Selection, *, now: datetime) -> tuple[Reader, ...]:
    """Everybody with a mail address whom this letter is for, as it stands now.

    Invalid, at its field, when the choice cannot be made: of an unknown round, or of who voted before that is public.
    """
    round_ = await round_of(selection, now=now)
    towns = await _towns_in(selection, now)
    people: list[int] | None = None
    if selection.part is not None:
        if round_ is None:
            raise Invalid({"ronde": "Kies de ronde waarover dit gaat."})
        people = await _people_of(selection.part, round_)
        if people is None:
            of_part = await _towns_of(selection.part, round_, now)
            towns = of_part if towns is None else towns & of_part
    only_kringen = selection.part is None and not selection.provinces and not selection.sizes
    return tuple(
        await fetch_as(
            Reader,
            _READERS,
            audience,
            dutch_day(now),
            None if towns is None else sorted(towns),
            list(selection.kringen) if only_kringen else [],
            people,
        )
    )


async def round_of(selection: Selection, *, now: datetime) -> RoundDetail | None:
    """The round of a selection, None when it names none; NotFound when that round is gone."""
    return await round_by_code(selection.round, now=now, drafts=True) if selection.round else None


def round_values(selection: Selection, round_: RoundDetail | None) -> Mapping[str, str]:
    """What fills the blanks that are of the round: of the phase that was chosen, else of its present phase."""
    if round_ is None:
        return {}
    values = {"ronde": round_.name}
    phase = selection.phase or round_.phase
    if phase is not None:
        values["fase"] = str(LABELS[phase]).lower()
        deadline = round_.row_of(phase).deadline
        if deadline is not None:
            values["deadline"] = day_in_words(deadline)
    return values


async def _towns_in(selection: Selection, now: datetime) -> set[int] | None:
    """The municipalities of the provinces, size classes and Kringen that were chosen; None when none were."""
    if not (selection.provinces or selection.sizes or selection.kringen):
        return None
    day = dutch_day(now)
    members = {member.municipality_id for kring in selection.kringen for member in await members_of(kring, day=day)}
    return {
        town.id
        for town in await municipalities_on(day)
        if (not selection.provinces or town.province in selection.provinces)
        and (not selection.sizes or size_class(town.inhabitants) in selection.sizes)
        and (not selection.kringen or town.id in members)
    }


async def _people_of(part: TakingPart, round_: RoundDetail) -> list[int] | None:
    """Who did this themselves; None for what municipalities do."""
    if part not in (TakingPart.REVIEWING, TakingPart.REVIEW_MISSING, TakingPart.REVIEW_IN):
        return None
    found = await fetch_as(
        _Reviewer,
        "SELECT r.person, bool_or(a.state IN ('open', 'verlopen')) AS missing FROM assignment a"
        " JOIN reviewer r ON r.id = a.reviewer"
        " WHERE a.round = $1 AND a.state IN ('open', 'verlopen', 'ingeleverd') GROUP BY r.person ORDER BY r.person",
        round_.id,
    )
    wanted = {TakingPart.REVIEW_MISSING: {True}, TakingPart.REVIEW_IN: {False}}.get(part, {True, False})
    return [one.person for one in found if one.missing in wanted]


class _Reviewer(msgspec.Struct, frozen=True):
    person: int
    missing: bool


_ENTERED = """
SELECT DISTINCT d.municipality FROM idea i JOIN idea_participant d ON d.idea = i.id AND d.left_at IS NULL
 WHERE i.round = $1 AND i.state = 'ingediend'
"""
_FINALISTS = """
SELECT DISTINCT d.municipality FROM finalist f JOIN group_member m ON m."group" = f."group"
  JOIN idea i ON i.id = m.idea AND i.state = 'ingediend'
  JOIN idea_participant d ON d.idea = i.id AND d.left_at IS NULL
 WHERE f.round = $1 AND f.withdrawn_at IS NULL AND ($2 OR NOT EXISTS (
       SELECT FROM elaboration e WHERE e.round = f.round AND e."group" = f."group"))
"""
_WINNERS = f"""
SELECT DISTINCT d.municipality FROM winner w JOIN group_member m ON m."group" = w."group"
  JOIN idea i ON i.id = m.idea AND i.state = 'ingediend'
  JOIN idea_participant d ON d.idea = i.id AND d.left_at IS NULL
 WHERE w.round = $1 AND NOT EXISTS (SELECT FROM winner_withdrawal x WHERE x.winner = w.id AND {WITHDRAWAL_STANDS})
"""
_NO_VOTER = """
SELECT n.id FROM municipality n WHERE NOT EXISTS (
       SELECT FROM role_grant h WHERE h.municipality = n.id AND h.role = 'stemgemachtigde' AND h.revoked_at IS NULL
          AND h.starts <= $2 AND (h.ends IS NULL OR h.ends >= $2))
   AND NOT EXISTS (SELECT FROM mandate d WHERE d.municipality = n.id AND d.round = $1 AND d.revoked_at IS NULL)
"""


async def _towns_of(part: TakingPart, round_: RoundDetail, now: datetime) -> set[int]:
    day = dutch_day(now)
    if part in AFTER_THE_ROLL_CALL:
        return await _voters(part, round_, now)
    if part is TakingPart.WINNER:
        return set(await fetch_values(int, _WINNERS, round_.id))
    if part is TakingPart.NO_VOTER:
        return set(await fetch_values(int, _NO_VOTER, round_.id, day))
    if part in (TakingPart.FINALIST, TakingPart.NOT_ELABORATED):
        return set(await fetch_values(int, _FINALISTS, round_.id, part is TakingPart.FINALIST))
    entered = await entered_in(round_.id)
    if part is TakingPart.NOT_ENTERED:
        return {town.id for town in await municipalities_on(day)} - entered
    if part is TakingPart.NOT_FINALIST:
        entered -= set(await fetch_values(int, _FINALISTS, round_.id, True))
    return entered


async def _voters(part: TakingPart, round_: RoundDetail, now: datetime) -> set[int]:
    """Who did or did not vote in the final, once everybody may see that in the roll-call."""
    known = await who_voted(round_, now=now)
    if known is None:
        raise Invalid({"deel": "Wie stemde, is geheim tot de uitslag bekend is. Ook VNG ziet dat niet."})
    return known[part is TakingPart.NOT_VOTED]


async def entered_in(round_id: int) -> set[int]:
    """The municipalities that take part in this round with a plan, as submitter or joined."""
    return set(await fetch_values(int, _ENTERED, round_id))


async def who_voted(round_: RoundDetail, *, now: datetime) -> tuple[set[int], set[int]] | None:
    """Who voted in the final of this round, and who could and did not; None while that is sealed."""
    vote = await find_vote(round_.code, FINAL, now=now)
    if vote is None or vote.revealed_at is None:
        return None
    cast = {row.code for row in await roll_call(vote) if row.voted}
    electors = await fetch_as(_Elector, "SELECT municipality, code FROM elector WHERE vote = $1", vote.id)
    voted = {one.municipality for one in electors if one.code in cast}
    return voted, {one.municipality for one in electors} - voted


class _Elector(msgspec.Struct, frozen=True):
    municipality: int
    code: str
