"""What somebody outside kept of a vote, held against its log: mailed states, and receipts. Standard library only.

A log can be written anew by whoever has the database and the key, and then it is sound in itself. What was sent or
handed out before cannot be called back: here it is compared, and the row that differs is named.
"""

from __future__ import annotations

import email
import email.policy
import json
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

if TYPE_CHECKING or __package__:
    from innovatie.voting.recount.ballot_files import Unreadable
    from innovatie.voting.recount.log_check import SHAPELESS, jcs, sha, signed, tree
else:
    from ballot_files import Unreadable
    from log_check import SHAPELESS, jcs, sha, signed, tree

Json = Any
LARGEST = 5_000_000
"""Bytes of a mail or receipt."""
_WHY_NOT = {2: "dit bestaat niet", 13: "u mag dit niet lezen", 21: "dit is een map"}  # as errno numbers them
OPTIONS = ("--hoofd", "--bewijs", "--head", "--receipt")
CHANGED = "de eerste"
_RECEIPT = b"innovatie-ontvangstbewijs/1"
_RECEIPT_LARGEST = 200_000
"""Bytes of a receipt itself, also inside a PDF; a page asks strangers for it, so nothing larger is unpacked."""
_MOST_STREAMS = 100
"""Parts of a PDF that are looked at; a receipt of ours has a dozen."""
_HEAD = {
    "logboek": r"Logboek:\s*([0-9]{4}-[0-9]{1,2}/[a-z]+)",
    "grootte": r"Rijen:\s*([0-9]{1,9})\b",
    "tijd": r"Tijd:\s*([0-9T:.\-]+Z)",
    "wortel": r"Wortel:\s*((?:[0-9a-f]\s*){64})",
    "handtekening": r"Handtekening:\s*((?:[0-9a-f]\s*){128})",
    "sleutel": r"Sleutel:\s*((?:[0-9a-f]\s*){64})",
}
_LEAF = re.compile(r"Blad:\s*((?:[0-9a-f]\s*){64})")
_LEAVES = re.compile(r"\b([0-9]{1,9}) ([0-9a-f]{64})\b")
_TRAIL = re.compile(r"Kop van het spoor:\s*([0-9]{1,12}) ((?:[0-9a-f]\s*){64})")
_CODE = re.compile(r"logboek=([0-9]{4}-[0-9]{1,2})(?:/|%2F)([a-z]+)&volgnummer=([0-9]{1,9})&blad=([0-9a-f]{64})", re.I)
"""The address in the QR code of a receipt."""
_ACTS = {
    "stem": "een stem",
    "stem-ingetrokken": "een intrekking van de stem",
    "machtiging": "een machtiging",
    "machtiging-ingetrokken": "een intrekking van de machtiging",
}


def take(arguments: list[str]) -> tuple[list[str], list[str]]:
    """The arguments without `--hoofd FILE` and `--bewijs FILE` (`--hoofd=FILE` too), and those files."""
    rest, files = [], []
    left = iter(arguments)
    for one in left:
        name, glued, value = one.partition("=")
        if name in OPTIONS:
            files.append(value if glued else next(left, ""))
        else:
            rest.append(one)
    return rest, files


def read(place: str) -> Json:
    """The evidence in a file: a mail (text or .eml), or a receipt (JSON, PDF, or the address in its QR code, which may
    stand here itself). Unreadable when it holds none.
    """
    if place.startswith(("http://", "https://")) and (typed := _code(place)):
        return {**typed, "naam": "QR-code"}
    try:
        with Path(place).open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(f"{place} is niet te lezen ({_WHY_NOT.get(error.errno or 0, 'onbekende fout')})") from None
    if len(data) > LARGEST:
        raise Unreadable(f"{place} is groter dan {LARGEST // 1_000_000} MB")
    text = receipt_text(data)
    plain = data.decode("utf-8", "replace")
    found = _receipt(text) if text else None
    for mail in () if text else (_mail_text(data), _bare(plain)):  # lines copied from a mail look like its header
        found = found or head_in(mail) or _code(mail)
    if found is None:
        raise Unreadable(f"{place} is geen bericht met een stand van het stemlogboek en geen ontvangstbewijs")
    return {**found, "naam": Path(place).name}


def receipt_text(data: bytes) -> str:
    """The JSON of a receipt: the file itself, or what a PDF carries along; empty when there is none."""
    for piece in _carried(data) if data.startswith(b"%PDF") else (data,):
        if len(piece) <= _RECEIPT_LARGEST and _RECEIPT in piece and piece.lstrip().startswith(b"{"):
            return piece.decode("utf-8", "replace").strip()
    return ""


def _carried(pdf: bytes) -> Iterator[bytes]:
    """The streams of a PDF, unpacked, one after the other; each byte is looked at once."""
    at = 0
    for _ in range(_MOST_STREAMS):
        start = pdf.find(b"stream", at)
        end = pdf.find(b"endstream", start)
        if start < 0 or end < 0:
            return
        piece, at = pdf[start + len(b"stream") : end].strip(b"\r\n"), end + len(b"endstream")
        if _RECEIPT not in piece:
            try:
                piece = zlib.decompressobj().decompress(piece, _RECEIPT_LARGEST + 1)
            except zlib.error:
                continue
        yield piece


def _receipt(text: str) -> Json:
    """A receipt as evidence; None when it is not of the shape that ours have."""
    try:
        said = json.loads(text)
        event = jcs(said["gebeurtenis"])
        leaf = sha(b"\x00" + sha(bytes.fromhex(said["nonce"]) + event))
        found = {name: said[name] for name in ("logboek", "grootte", "tijd", "wortel", "handtekening", "sleutel")}
        number, path = said["volgnummer"], [bytes.fromhex(node) for node in said["pad"]]
        if type(number) is not int or type(found["grootte"]) is not int or len(path) > 64:
            return None
        inside = leaf.hex() == said["blad"] and _leads(leaf, (number - 1, found["grootte"]), path, found["wortel"])
        row = said["gebeurtenis"]
        inside = inside and (row["logboek"], row["volgnummer"]) == (found["logboek"], number)
    except (*SHAPELESS, RecursionError):
        return None
    return {**found, "bladen": {number: leaf.hex()}, "heel": inside, "eigen": number, "gebeurtenis": row}


def _code(text: str) -> Json:
    """The address in a QR code as evidence: a row and its leaf, unsigned. None when there is none."""
    match = _CODE.search(text.replace("&amp;", "&"))
    if match is None:
        return None
    code, kind, number, leaf = match.groups()
    row = int(number)
    return {
        "logboek": f"{code}/{kind}",
        "grootte": row,
        "bladen": {row: leaf.lower()},
        "eigen": row,
        "ongetekend": True,
    }


def _leads(leaf: bytes, place: tuple[int, int], path: list[bytes], root: str) -> bool:
    """Whether `path` leads from the leaf at `place` (index, size) to the root (RFC 9162, 2.1.3.2)."""
    (index, size), node = place, leaf
    if not 0 <= index < size:
        return False
    last = size - 1
    for sibling in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            node = sha(b"\x01" + sibling + node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = sha(b"\x01" + node + sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and node.hex() == root


def _mail_text(data: bytes) -> str:
    mail = email.message_from_bytes(data, policy=email.policy.default)
    text = data.decode("utf-8", "replace")
    if mail.keys():
        try:
            body = mail.get_body(("plain", "html"))
            text = body.get_content() if body is not None else text
        except (*SHAPELESS, AssertionError):  # a mail that is damaged is read as plain text
            pass
    return _bare(text)


def _bare(text: str) -> str:
    """Without the marks of an answer, and without HTML."""
    return re.sub(r"^[> ]+|<[^<>]*>", "", text, flags=re.MULTILINE)


def head_in(text: str) -> Json:
    """The first state of a log that a mail tells; None when it tells none."""
    found: dict[str, Json] = {}
    for name, shape in _HEAD.items():
        match = re.search(shape, text)
        if match is None:
            return None
        found[name] = "".join(match.group(1).split())
    found["grootte"] = int(found["grootte"])
    leaves = {int(number): leaf for number, leaf in _LEAVES.findall(_TRAIL.sub("", text))}
    own, trail = _LEAF.search(text), _TRAIL.search(text)
    if own is not None:
        leaves[found["grootte"]] = "".join(own.group(1).split())
        found["eigen"] = found["grootte"]
    if trail is not None:
        found["spoor"] = (int(trail.group(1)), "".join(trail.group(2).split()))
    return {**found, "bladen": leaves, "heel": True}


def check(kept: list[Json], log: str, leaves: list[bytes], key: str, events: list[Json]) -> list[str]:
    """What differs between what was kept and a log of these leaves and events; nothing when all of it still stands, and
    nothing was done since in the name of whoever kept it.
    """
    wrong: list[str] = []
    sound = 0
    known = {one["eigen"] for one in kept if "eigen" in one}
    for one in sorted(kept, key=lambda each: int(each["grootte"])):
        faults = _faults(one, log, leaves, key)
        if not faults:
            sound = one["grootte"]
        elif 0 < sound < one["grootte"] and faults[-1].startswith(CHANGED):
            faults[-1] += f"; tot en met rij {sound} wel"
        if not faults and "eigen" in one:
            faults = _later(one["eigen"], known, events)
        wrong += [f"{one['naam']}: {fault}" for fault in faults]
    return wrong


def _later(own: int, known: set[int], events: list[Json]) -> list[str]:
    """What was done after row `own` in the name of the same municipality or Kring, and was not kept: it is what counts,
    and it may be of somebody else.
    """
    who = whose(events[own - 1]) if own <= len(events) else ""
    later = [
        f"{_ACTS.get(event.get('soort'), 'iets anders')} op rij {number} ({event.get('tijd')})"
        for number, event in enumerate(events[own:], own + 1)
        if who and whose(event) == who and number not in known
    ]
    if not later:
        return []
    more = f" en nog {len(later) - 1}" if len(later) > 1 else ""
    return [f"na rij {own} staat er voor {who} {later[-1]}{more}: dat bewaarde u niet. Hebt u dat zelf gedaan?"]


def whose(event: Json) -> str:
    """In whose name an event of the log is: the code of a municipality, or a Kring; empty for opening and close."""
    kring = event.get("kring")
    return str(event.get("gemeente") or (f"Kring {kring}" if kring else ""))


def contents(kept: list[Json], names: dict[str, str]) -> list[str]:
    """What each receipt says, in words: its reader must see the own choice here, not only that it is signed. `names`:
    the title of each option.
    """
    told = []
    for one in kept:
        if "gebeurtenis" in one:
            row = one["gebeurtenis"]
            content = row.get("keuze", row.get("volgorde"))
            classes = [[said] if isinstance(said, str) else said for said in content or []]
            words = " > ".join(" = ".join(names.get(option, option) for option in tied) for tied in classes)
            what = words or ("blanco" if content is not None else _ACTS.get(row.get("soort"), "geen stem"))
            told.append(f"{one['naam']} zegt: {whose(row)} op rij {one['eigen']}: {what}. Is dat wat u koos?")
    return told


def _faults(one: Json, log: str, leaves: list[bytes], key: str) -> list[str]:
    if one["logboek"] != log:
        return [f"gaat over {one['logboek']}, niet over {log}"]
    wrong = [
        f"rij {number} is niet meer de rij van toen"
        for number, leaf in sorted(one["bladen"].items())
        if not 0 < number <= len(leaves) or leaves[number - 1].hex() != leaf
    ]
    if "ongetekend" in one:
        return [f"{fault} (een QR-code is niet ondertekend)" for fault in wrong]
    said = {name: one[name] for name in ("logboek", "grootte", "wortel", "tijd")}
    try:
        genuine = one["heel"] and signed(bytes.fromhex(one["sleutel"]), jcs(said), bytes.fromhex(one["handtekening"]))
    except SHAPELESS:
        genuine = False
    if not genuine:
        return ["de handtekening klopt niet: dit is gewijzigd, of het is niet van het platform"]
    if one["sleutel"] != key:
        return ["is ondertekend met een andere sleutel dan dit logboek"]
    size = one["grootte"]
    if wrong and size <= len(leaves) and tree(leaves[:size]).hex() == one["wortel"]:
        return ["de bladen erin horen niet bij de stand die is ondertekend: het bericht is gewijzigd, het logboek niet"]
    if size > len(leaves):
        wrong.append(f"het logboek had toen {size} rijen en nu {len(leaves)}: er zijn rijen weg")
    elif tree(leaves[:size]).hex() != one["wortel"]:
        wrong.append(f"{CHANGED} {size} rijen zijn niet meer die van toen")
    return wrong


def leaves_of(log: list[Json]) -> list[bytes]:
    """The leaves of the rows of logboek.jsonl, reckoned from what they say."""
    return [sha(b"\x00" + sha(bytes.fromhex(row["nonce"]) + jcs(row["gebeurtenis"]))) for row in log]
