"""Proposals for groups: what is proposed, who is on which side, and what has been said."""

from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.slugs import numbered
from innovatie.grouping.queries.groups import is_frozen
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value


class VoiceRow(msgspec.Struct, frozen=True):
    """What one side says of a proposal."""

    side: str
    municipality_id: int | None
    municipality: str | None
    agrees: bool
    reason: str
    at: datetime


class ProposalRow(msgspec.Struct, frozen=True):
    """A proposal with the titles of its groups and what has been said."""

    id: int
    kind: str
    group: int
    group_title: str
    group_ideas: int
    other_group: int | None
    other_title: str
    other_ideas: int
    ideas: tuple[int, ...]
    link: float | None
    tier: str
    reason: str
    state: str
    made_at: datetime
    by: str | None
    voices: tuple[VoiceRow, ...] = ()

    @property
    def groups(self) -> list[int]:
        """The groups that it is about."""
        return [self.group] if self.other_group is None else [self.group, self.other_group]


class _Counted(ProposalRow, frozen=True, kw_only=True):
    """A proposal on a page of a list; `total` counts the whole list."""

    total: int


class _Town(msgspec.Struct, frozen=True):
    """A municipality with its name."""

    id: int
    name: str


class SideRow(msgspec.Struct, frozen=True):
    """One side of a proposal: its municipalities by name, and whether it agreed."""

    side: str
    ids: frozenset[int]
    names: tuple[str, ...]
    agreed: bool


class ProposedIdea(msgspec.Struct, frozen=True):
    """A plan that would move."""

    id: int
    title: str
    municipality: str

    @property
    def address(self) -> str:
        """The path of its page."""
        return f"/ideeen/{numbered(self.id, self.title)}"


class EarlierRow(msgspec.Struct, frozen=True):
    """An earlier decision of people that carrying out the proposal would replace."""

    reason: str
    by: str
    at: datetime


class ProposalDetail(msgspec.Struct, frozen=True):
    """A proposal with what one must know to decide; `frozen`: nothing can change until the round has its result."""

    row: ProposalRow
    one: SideRow
    other: SideRow
    plans: tuple[ProposedIdea, ...]
    earlier: tuple[EarlierRow, ...]
    frozen: bool


_PROPOSAL = """
    SELECT p.id, p.kind, p."group", a.title AS group_title, p.other_group, coalesce(b.title, '') AS other_title,
           (SELECT count(*) FROM group_member m WHERE m."group" = p."group") AS group_ideas,
           (SELECT count(*) FROM group_member m WHERE m."group" = p.other_group) AS other_ideas,
           p.ideas, p.link, p.tier, p.reason, p.state, p.made_at, n.name AS by
      FROM group_proposal p JOIN idea_group a ON a.id = p."group" LEFT JOIN idea_group b ON b.id = p.other_group
      LEFT JOIN person n ON n.id = p.by
"""


async def proposals(
    *, state: str = "open", municipality_id: int | None = None, offset: int = 0, limit: int = 20
) -> tuple[list[ProposalRow], int]:
    """Proposals, the surest first, and how many; of one municipality: those about groups in which it takes part."""
    rows = await fetch_as(
        _Counted,
        f"""
        SELECT x.*, count(*) OVER () AS total FROM ({_PROPOSAL}) x
         WHERE x.state = $1 AND ($2::int IS NULL OR EXISTS (
               SELECT FROM group_member m JOIN idea_participant d ON d.idea = m.idea AND d.left_at IS NULL
                WHERE m."group" IN (x."group", x.other_group) AND d.municipality = $2))
         ORDER BY x.link DESC NULLS FIRST, x.id LIMIT $3 OFFSET $4
        """,
        state,
        municipality_id,
        limit,
        offset,
    )
    return [await _with_voices(row) for row in rows], rows[0].total if rows else 0


class ProposedGroup(msgspec.Struct, frozen=True):
    """A group that another one was proposed to be one with, and how sure that is."""

    number: int
    title: str
    tier: str

    @property
    def address(self) -> str:
        return f"/groepen/{numbered(self.number, self.title)}"


async def proposed_with(group_id: int) -> tuple[ProposedGroup, ...]:
    """The groups that this one was proposed to be one with and that nobody has decided on yet, the surest first."""
    return tuple(
        await fetch_as(
            ProposedGroup,
            "SELECT g.id AS number, g.title, p.tier FROM group_proposal p"
            ' JOIN idea_group g ON g.id = CASE WHEN p."group" = $1 THEN p.other_group ELSE p."group" END'
            " WHERE p.state = 'open' AND $1 IN (p.\"group\", p.other_group) AND p.other_group IS NOT NULL"
            " ORDER BY p.link DESC NULLS LAST, g.id LIMIT 3",
            group_id,
        )
    )


async def waiting_proposals(municipality_id: int | None) -> int:
    """How many open proposals wait for a word of this municipality; None: of VNG, which may settle all of them."""
    found = await fetch_one_value(
        int,
        "SELECT count(*) FROM group_proposal p WHERE p.state = 'open' AND ($1::int IS NULL OR ("
        " EXISTS (SELECT FROM group_member m JOIN idea_participant d ON d.idea = m.idea AND d.left_at IS NULL"
        ' WHERE m."group" IN (p."group", p.other_group) AND d.municipality = $1)'
        " AND NOT EXISTS (SELECT FROM proposal_voice v WHERE v.proposal = p.id AND v.municipality = $1)))",
        municipality_id,
    )
    return found or 0


async def proposal(number: int) -> ProposalRow:
    """One proposal. Raises NotFound."""
    row = await fetch_one_as(ProposalRow, f"{_PROPOSAL} WHERE p.id = $1", number)
    if row is None:
        raise NotFound("Dit voorstel bestaat niet.")
    return await _with_voices(row)


async def _with_voices(row: ProposalRow) -> ProposalRow:
    voices = await fetch_as(
        VoiceRow,
        "SELECT v.side, v.municipality AS municipality_id, n.name AS municipality, v.agrees, v.reason, v.at"
        " FROM proposal_voice v LEFT JOIN municipality n ON n.id = v.municipality WHERE v.proposal = $1 ORDER BY v.id",
        row.id,
    )
    return msgspec.structs.replace(row, voices=tuple(voices))


async def sides_of_proposal(row: ProposalRow) -> tuple[set[int], set[int]]:
    """The municipalities of both sides, see `domain.group_consent`."""
    one, other = await _sides(row)
    return set(one), set(other)


async def _sides(row: ProposalRow) -> tuple[dict[int, str], dict[int, str]]:
    """Number and name of the municipalities of both sides."""
    if row.kind == "samenvoegen":
        return await _taking_part(row.group), await _taking_part(row.other_group or 0)
    going = await _taking_part(row.group, only=row.ideas)
    if row.kind == "splitsen":
        return await _taking_part(row.group, without=row.ideas), going
    return going, await _taking_part(row.other_group or 0)


async def _taking_part(
    group_id: int, *, only: tuple[int, ...] | None = None, without: tuple[int, ...] = ()
) -> dict[int, str]:
    towns = await fetch_as(
        _Town,
        "SELECT DISTINCT n.id, n.name, n.sort_name FROM group_member m JOIN idea_participant p ON p.idea = m.idea"
        ' AND p.left_at IS NULL JOIN municipality n ON n.id = p.municipality WHERE m."group" = $1'
        " AND ($2::int[] IS NULL OR m.idea = ANY($2)) AND m.idea <> ALL($3) ORDER BY n.sort_name",
        group_id,
        list(only) if only is not None else None,
        list(without),
    )
    return {town.id: town.name for town in towns}


async def detailed(row: ProposalRow) -> ProposalDetail:
    """The proposal with what one must know to decide."""
    one, other = await _sides(row)
    agreed = {voice.side for voice in row.voices if voice.agrees}
    plans = await fetch_as(
        ProposedIdea,
        "SELECT i.id, i.title, n.name AS municipality FROM idea i JOIN municipality n ON n.id = i.municipality"
        " WHERE i.id = ANY($1) ORDER BY i.id",
        list(row.ideas),
    )
    return ProposalDetail(
        row=row,
        one=SideRow("groep", frozenset(one), tuple(one.values()), "groep" in agreed),
        other=SideRow("andere", frozenset(other), tuple(other.values()), "andere" in agreed),
        plans=tuple(plans),
        earlier=tuple(await _earlier(row)) if row.state == "open" else (),
        frozen=any([await is_frozen(number) for number in row.groups]),
    )


async def _earlier(row: ProposalRow) -> list[EarlierRow]:
    """Up to three reasons for which people decided otherwise before about plans of the two sides."""
    splitting = row.kind == "splitsen"
    return await fetch_as(
        EarlierRow,
        "SELECT DISTINCT d.reason, coalesce(p.name, 'Innovatie') AS by, d.at FROM pair_decision d"
        " JOIN group_member a ON a.idea = d.idea JOIN group_member b ON b.idea = d.other"
        " LEFT JOIN person p ON p.id = d.by"
        ' WHERE d.together = $3 AND a."group" = ANY($1) AND b."group" = ANY($1)'
        ' AND ($3 OR a."group" <> b."group") AND (cardinality($2::int[]) = 0 OR'
        " (d.idea = ANY($2)) <> (d.other = ANY($2))) ORDER BY d.at DESC LIMIT 3",
        row.groups,
        list(row.ideas),
        splitting,
    )
