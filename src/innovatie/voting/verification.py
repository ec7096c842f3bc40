"""Everything the database says of a vote, held against its log, and the log against itself and its signatures."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import msgspec

from innovatie.audit.queries import digest_at
from innovatie.domain.ballot_log import FirstBad, Frontier, LogRow, canonical, check_rows, tree_head_bytes
from innovatie.domain.errors import NotFound
from innovatie.domain.ties import draw_seed
from innovatie.domain.witnesses import domain_of, domains_of
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.voting import signing
from innovatie.voting.log_events import OpeningEvent, counted, read_event, read_opening, withdrawn_in
from innovatie.voting.package import voters_file
from innovatie.voting.queries.logbook import heads, listed_voters, log_rows
from innovatie.voting.queries.witnesses import acknowledged, once_for, witnesses_of
from innovatie.voting.recount import evidence
from innovatie.voting.result_files import Result
from innovatie.voting.results import count
from innovatie.voting.rules import OptionLine, read_rules


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


class _Stored(msgspec.Struct, frozen=True):
    """What the vote's own row says."""

    log: str
    rules_file: str
    draw_value: str | None
    result: str | None
    public_key: bytes
    log_size: int
    log_peaks: bytes
    log_root: bytes
    closed_at: datetime | None


class _Beside(msgspec.Struct, frozen=True):
    """The columns of a row beside its event."""

    id: int
    code: str | None
    municipality: int | None
    partnership: int | None


class _Ballot(msgspec.Struct, frozen=True):
    code: str | None
    partnership: int | None
    sequence: int
    content: str | None


async def verify_all(kept: Sequence[evidence.Json] = ()) -> tuple[Verdict, ...]:
    """Every vote in the database, in order of opening; each also held against what was kept of it outside."""
    found = await fetch_as(_Known, "SELECT id, log, public_key FROM round_vote ORDER BY id")
    verdicts = []
    for vote in found:
        verdict = await verify_vote(vote.id)
        own = [one for one in kept if one["logboek"] == vote.log]
        if own:
            rows = await log_rows(vote.id, vote.log)
            events = [msgspec.json.decode(row.event) for row in rows] if verdict.row is None else []
            faults = evidence.check(own, vote.log, [row.leaf for row in rows], vote.public_key.hex(), events)
            trails = [await trail_cut(one["spoor"]) for one in own if "spoor" in one]
            faults += [fault for fault in dict.fromkeys(trails) if fault]
            verdict = msgspec.structs.replace(verdict, faults=(*verdict.faults, *faults))
        verdicts.append(verdict)
    logs = {vote.log for vote in found}
    strange = [one for one in kept if one["logboek"] not in logs]
    return (*verdicts, *(Verdict(one["logboek"], 0, None, "", (_strange(one["naam"]),)) for one in strange))


def _strange(name: str) -> str:
    return wording("%(bestand)s gaat over dit logboek, en het staat niet in de database", bestand=name)


class _Known(msgspec.Struct, frozen=True):
    id: int
    log: str
    public_key: bytes


async def verify_vote(vote_id: int) -> Verdict:
    """Rows first; when they are sound, what hangs on them: heads, rules, electorate, ballots and result."""
    stored = await fetch_one_as(_Stored, "SELECT * FROM round_vote WHERE id = $1", vote_id)
    if stored is None:
        raise NotFound("Deze stemming bestaat niet.")
    log, key = stored.log, stored.public_key
    rows = await log_rows(vote_id, log)
    bad = check_rows(log, rows, stored.log_size, lambda message, mark: signing.is_signed(message, mark, key))
    bad = bad or await _misattributed(vote_id, rows)
    if bad is not None:
        return Verdict(log, len(rows), bad.sequence, bad.reason, ())
    faults = await _faults(vote_id, rows, stored) if rows else ["het logboek is leeg"]
    return Verdict(log, len(rows), None, "", tuple(faults))


async def _misattributed(vote_id: int, rows: Sequence[LogRow]) -> FirstBad | None:
    """The first row whose columns beside the log (its number in the table, its municipality or Kring) contradict it."""
    beside = await fetch_as(
        _Beside,
        "SELECT b.id, e.code, b.municipality, b.partnership FROM ballot_event b"
        " LEFT JOIN elector e ON e.vote = b.vote AND e.municipality = b.municipality"
        " WHERE b.vote = $1 ORDER BY b.sequence, b.id",
        vote_id,
    )
    last = 0
    for row, columns in zip(rows, beside, strict=True):
        event = read_event(row.event)
        if columns.id <= last:
            return FirstBad(row.sequence, "de rij is later toegevoegd of verplaatst")
        last = columns.id
        code = columns.code if columns.municipality is not None else None
        kring = None if columns.partnership is None else str(columns.partnership)
        if event.municipality != code or event.kring != kring:
            return FirstBad(row.sequence, "de rij staat op naam van een andere gemeente of Kring dan haar inhoud")
    return None


async def _faults(vote_id: int, rows: Sequence[LogRow], stored: _Stored) -> list[str]:
    opening = read_opening(rows[0].event)
    faults = _bad_state(rows, stored, opening) + await _bad_heads(vote_id, rows, stored)
    faults += await _bad_witnesses(stored, vote_id, rows, opening)
    if sha256(stored.rules_file.encode()).hexdigest() != opening.rules_digest:
        return [*faults, "de regels zijn niet die van de opening"]
    voters = await listed_voters(vote_id)
    if sha256(voters_file(voters)).hexdigest() != opening.voters_digest:
        return [*faults, "de lijst van stemgerechtigden is niet die van de opening"]
    rules = read_rules(stored.rules_file)
    faults += await _bad_ballots(vote_id, rows)
    shown = await fetch_as(
        OptionLine, "SELECT code AS id, title AS naam FROM vote_option WHERE vote = $1 ORDER BY position", vote_id
    )
    if tuple(shown) != rules.options:
        faults.append("de opties op het stembiljet zijn niet die van de opening")
    if stored.result is not None:
        electorate = {voter.code: voter.elector() for voter in voters}
        events = [read_event(one.event) for one in rows]
        gone = withdrawn_in(events)
        seed = draw_seed(rows[-1].root, stored.draw_value) if stored.draw_value else None
        codes = [option.code for option in rules.options if option.code not in gone]
        found, _analysis = count(rules.rules, codes, electorate, counted(electorate, events), seed)
        if not _is_stored(found, stored.result):
            faults.append("de bewaarde uitslag is niet die van het logboek")
    return faults


def _is_stored(found: Result, stored: str) -> bool:
    """Compared as canonical JSON, so that not a sign more or less goes by; `stored` may hold anything."""
    try:
        return canonical(msgspec.to_builtins(found)) == canonical(msgspec.json.decode(stored))
    except ValueError:
        return False


def _bad_state(rows: Sequence[LogRow], stored: _Stored, opening: OpeningEvent) -> list[str]:
    """What the vote's own row says of its log."""
    faults = []
    frontier = Frontier()
    for one in rows:
        frontier.append(one.leaf)
    if stored.log_root != frontier.root() or stored.log_peaks != b"".join(frontier.peaks):
        faults.append("de bewaarde stand van het logboek is niet die van de laatste rij")
    if stored.public_key.hex() != opening.key:
        faults.append("de sleutel is niet die van de opening")
    if (stored.closed_at is not None) != (rows[-1].kind == "sluiting"):
        faults.append("het logboek is open en gesloten tegelijk")
    return faults


async def _bad_heads(vote_id: int, rows: Sequence[LogRow], stored: _Stored) -> list[str]:
    faults = []
    found = await heads(vote_id)
    wanted = ["opening", *(["sluiting"] if stored.closed_at is not None else [])]
    faults += [f"het boomhoofd van de {one} ontbreekt" for one in wanted if one not in {h.occasion for h in found}]
    for head in found:
        message = tree_head_bytes(rows[0].log, head.size, bytes.fromhex(head.root), head.time)
        if not signing.is_signed(message, bytes.fromhex(head.signature), stored.public_key):
            faults.append(f"het boomhoofd van {head.size} rijen heeft geen geldige handtekening")
        elif head.size > len(rows) or rows[head.size - 1].root.hex() != head.root:
            faults.append(f"het boomhoofd van {head.size} rijen past niet bij het logboek")
    return faults


class _Sent(msgspec.Struct, frozen=True):
    message_id: str
    address: str
    text: str


_MAILED = """
SELECT message_id, address, details->>'tekst' AS text FROM queued_mail
 WHERE address IS NOT NULL AND details->>'tekst' LIKE '%Logboek: ' || $1::text || chr(10) || '%Wortel: %' ORDER BY id
"""
_MOST = 20
"""Messages of which it is named that they differ; of the others how many."""


async def _bad_witnesses(stored: _Stored, vote_id: int, rows: Sequence[LogRow], opening: OpeningEvent) -> list[str]:
    """Rows that are otherwise than what went outside (to witnesses, voters and archives, as far as our own outbox still
    has it), or than what a witness acknowledged; and witnesses that are others than those of the opening.
    """
    sent, trails = [], set()
    for mail in await fetch_as(_Sent, _MAILED, stored.log):
        said = evidence.head_in(mail.text)
        if said is None or not _is_ours(said, stored):
            continue  # what somebody typed in a message of their own
        sent.append((said, mail.address))
        once = once_for(stored.log, said["grootte"], mail.address)
        if "spoor" in said and mail.message_id == sha256(f"bericht:{once}".encode()).hexdigest()[:32]:
            trails.add(said["spoor"])
    faults = list(
        dict.fromkeys(
            f"aan {domain_of(address)} is over {size} rijen iets anders verstuurd dan het logboek"
            for said, address in sorted(sent, key=lambda one: "spoor" not in one[0])  # witnesses first
            if (size := said["grootte"]) > len(rows) or rows[size - 1].root.hex() != said["wortel"]
        )
    )
    if len(faults) > _MOST:
        faults[_MOST:] = [f"nog {len(faults) - _MOST} berichten zeggen iets anders dan het logboek"]
    faults += [one for trail in sorted(trails) if (one := await trail_cut(trail))]
    for kept in await acknowledged(vote_id):
        if kept.size > len(rows) or rows[kept.size - 1].root != kept.root:
            faults.append(f"{kept.witness} bevestigde over {kept.size} rijen een andere stand")
    now = domains_of(await witnesses_of(vote_id))
    if opening.witnesses and opening.witnesses != now:
        faults.append(f"de getuigen zijn niet die van de opening: toen {', '.join(opening.witnesses)}")
    return faults


def _is_ours(said: evidence.Json, stored: _Stored) -> bool:
    """Whether the state that a mail tells was signed with the key of this vote."""
    head = tree_head_bytes(stored.log, said["grootte"], bytes.fromhex(said["wortel"]), said["tijd"])
    return signing.is_signed(head, bytes.fromhex(said["handtekening"]), stored.public_key)


async def trail_cut(head: tuple[int, str]) -> str:
    """What is wrong when the trail does not hold this head (rows, digest) that was sent; empty when it does."""
    count, digest = head
    if await digest_at(count) == digest:
        return ""
    return f"het spoor had toen {count} regels, en die staan er niet meer zo: er is een stuk af of het is herschreven"


async def _bad_ballots(vote_id: int, rows: Sequence[LogRow]) -> list[str]:
    """The table of present ballots must be what the log's last word on each voter says."""
    last: dict[str, tuple[int, object]] = {}
    for row in rows:
        if row.kind in ("stem", "stem-ingetrokken"):
            event = read_event(row.event)
            who = event.municipality or f"kring {event.kring}"
            last[who] = (row.sequence, msgspec.json.decode(msgspec.json.encode(event.ballot)) or None)
    kept = await fetch_as(
        _Ballot,
        "SELECT e.code, b.partnership, b.sequence, b.content FROM ballot b"
        " LEFT JOIN elector e ON e.vote = b.vote AND e.municipality = b.municipality WHERE b.vote = $1",
        vote_id,
    )
    stored = {
        one.code or f"kring {one.partnership}": (
            one.sequence,
            msgspec.json.decode(one.content) if one.content else None,
        )
        for one in kept
    }
    wrong = sorted(who for who in last.keys() | stored.keys() if last.get(who) != stored.get(who))
    return [f"de bewaarde stem van {who} is niet die van het logboek" for who in wrong[:5]]
