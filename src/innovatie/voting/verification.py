"""Everything the database says of a vote, held against its log, and the log against itself and its signatures."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec

from innovatie.domain.ballot_log import FirstBad, Frontier, LogRow, canonical, check_rows, tree_head_bytes
from innovatie.domain.ties import draw_seed
from innovatie.infra.database import fetch, fetch_row
from innovatie.voting import signing
from innovatie.voting.package import voters_file
from innovatie.voting.queries.logbook import heads, listed_voters, log_rows
from innovatie.voting.queries.votes import vote_by_id
from innovatie.voting.results import PRESELECTION, count_final, count_preselection, replay

Json = dict[str, Any]


class Verdict(msgspec.Struct, frozen=True):
    """What was found in one log. `row` is the first bad row of the log (None: the rows are sound); `faults` are all
    else.
    """

    log: str
    rows: int
    row: int | None
    reason: str
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return self.row is None and not self.faults


async def verify_all(*, now: datetime) -> tuple[Verdict, ...]:
    """Every vote in the database, in order of opening."""
    ids = [row["id"] for row in await fetch("SELECT id FROM round_vote ORDER BY id")]
    return tuple([await verify_vote(vote_id, now=now) for vote_id in ids])


async def verify_vote(vote_id: int, *, now: datetime) -> Verdict:
    """Rows first; when they are sound, what hangs on them: heads, rules, electorate, ballots and result."""
    row = await fetch_row("SELECT * FROM round_vote WHERE id = $1", vote_id)
    assert row is not None
    log, key = row["log"], row["public_key"]
    rows = await log_rows(vote_id, log)
    bad = check_rows(log, rows, row["log_size"], lambda message, mark: signing.is_signed(message, mark, key))
    bad = bad or await _misattributed(vote_id, rows)
    if bad is not None:
        return Verdict(log, len(rows), bad.sequence, bad.reason, ())
    faults = await _faults(vote_id, rows, row, now) if rows else ["het logboek is leeg"]
    return Verdict(log, len(rows), None, "", tuple(faults))


async def _misattributed(vote_id: int, rows: Sequence[LogRow]) -> FirstBad | None:
    """The first row whose columns beside the log (its number in the table, its municipality or Kring) contradict it."""
    beside = await fetch(
        "SELECT b.id, e.code, b.municipality, b.partnership FROM ballot_event b"
        " LEFT JOIN elector e ON e.vote = b.vote AND e.municipality = b.municipality"
        " WHERE b.vote = $1 ORDER BY b.sequence, b.id",
        vote_id,
    )
    last = 0
    for row, columns in zip(rows, beside, strict=True):
        event = json.loads(row.event)
        if columns["id"] <= last:
            return FirstBad(row.sequence, "de rij is later toegevoegd of verplaatst")
        last = columns["id"]
        code = columns["code"] if columns["municipality"] is not None else None
        kring = None if columns["partnership"] is None else str(columns["partnership"])
        if event.get("gemeente") != code or (event.get("kring") != kring):
            return FirstBad(row.sequence, "de rij staat op naam van een andere gemeente of Kring dan haar inhoud")
    return None


async def _faults(vote_id: int, rows: Sequence[LogRow], row: Any, now: datetime) -> list[str]:
    opening = json.loads(rows[0].event)
    faults = _bad_state(rows, row, opening) + await _bad_heads(vote_id, rows, row)
    if sha256(row["rules_file"].encode()).hexdigest() != opening["regels_sha256"]:
        return [*faults, "de regels zijn niet die van de opening"]
    voters = await listed_voters(vote_id)
    if sha256(voters_file(voters)).hexdigest() != opening["stemgerechtigden_sha256"]:
        return [*faults, "de lijst van stemgerechtigden is niet die van de opening"]
    vote = await vote_by_id(vote_id, now=now)
    faults += await _bad_ballots(vote_id, rows)
    if [(option.code, option.title) for option in vote.options] != [
        (option["id"], option["naam"]) for option in vote.rules_file["opties"]
    ]:
        faults.append("de opties op het stembiljet zijn niet die van de opening")
    if vote.result is not None:
        events = [json.loads(one.event) for one in rows]
        electorate = {voter.code: voter.voter() for voter in voters}
        seed = draw_seed(rows[-1].root, vote.draw_value) if vote.draw_value else None
        count = count_preselection if vote.kind == PRESELECTION else count_final
        codes = [option["id"] for option in vote.rules_file["opties"]]
        found, _analysis = count(vote.rules, codes, electorate, replay(electorate, events).effective(), seed)
        if canonical(found) != canonical(vote.result):
            faults.append("de bewaarde uitslag is niet die van het logboek")
    return faults


def _bad_state(rows: Sequence[LogRow], row: Any, opening: Json) -> list[str]:
    """What the vote's own row says of its log."""
    faults = []
    frontier = Frontier()
    for one in rows:
        frontier.append(one.leaf)
    if row["log_root"] != frontier.root() or row["log_peaks"] != b"".join(frontier.peaks):
        faults.append("de bewaarde stand van het logboek is niet die van de laatste rij")
    if row["public_key"].hex() != opening["sleutel"]:
        faults.append("de sleutel is niet die van de opening")
    if (row["closed_at"] is not None) != (rows[-1].kind == "sluiting"):
        faults.append("het logboek is open en gesloten tegelijk")
    return faults


async def _bad_heads(vote_id: int, rows: Sequence[LogRow], row: Any) -> list[str]:
    faults = []
    found = await heads(vote_id)
    wanted = ["opening", *(["sluiting"] if row["closed_at"] is not None else [])]
    faults += [f"het boomhoofd van de {one} ontbreekt" for one in wanted if one not in {h.occasion for h in found}]
    for head in found:
        message = tree_head_bytes(rows[0].log, head.size, bytes.fromhex(head.root), head.time)
        if not signing.is_signed(message, bytes.fromhex(head.signature), row["public_key"]):
            faults.append(f"het boomhoofd van {head.size} rijen heeft geen geldige handtekening")
        elif head.size > len(rows) or rows[head.size - 1].root.hex() != head.root:
            faults.append(f"het boomhoofd van {head.size} rijen past niet bij het logboek")
    return faults


async def _bad_ballots(vote_id: int, rows: Sequence[LogRow]) -> list[str]:
    """The table of present ballots must be what the log's last word on each voter says."""
    last: dict[str, tuple[int, Json | None]] = {}
    for row in rows:
        event = json.loads(row.event)
        if row.kind in ("stem", "stem-ingetrokken"):
            who = event.get("gemeente") or f"kring {event['kring']}"
            content = {name: event[name] for name in ("keuze", "volgorde") if name in event}
            last[who] = (row.sequence, content or None)
    stored: dict[str, tuple[int, Json | None]] = {}
    for one in await fetch(
        "SELECT e.code, b.partnership, b.sequence, b.content FROM ballot b"
        " LEFT JOIN elector e ON e.vote = b.vote AND e.municipality = b.municipality WHERE b.vote = $1",
        vote_id,
    ):
        who = one["code"] or f"kring {one['partnership']}"
        stored[who] = (one["sequence"], json.loads(one["content"]) if one["content"] else None)
    wrong = sorted(who for who in last.keys() | stored.keys() if last.get(who) != stored.get(who))
    return [f"de bewaarde stem van {who} is niet die van het logboek" for who in wrong[:5]]
