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
OPTIONS = ("--hoofd", "--bewijs")
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


def take(arguments: list[str]) -> tuple[list[str], list[str]]:
    """The arguments without `--hoofd FILE` and `--bewijs FILE`, and those files."""
    rest, files = [], []
    left = iter(arguments)
    for one in left:
        if one in OPTIONS:
            files.append(next(left, ""))
        else:
            rest.append(one)
    return rest, files


def read(place: str) -> Json:
    """The evidence in a file: a mail (text or .eml), or a receipt (JSON or PDF). Unreadable when it holds none."""
    try:
        with Path(place).open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(f"{place} is niet te lezen ({error.strerror})") from None
    if len(data) > LARGEST:
        raise Unreadable(f"{place} is groter dan {LARGEST // 1_000_000} MB")
    text = receipt_text(data)
    found = _receipt(text) if text else _head(_mail_text(data))
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
    except (*SHAPELESS, RecursionError):
        return None
    return {**found, "bladen": {number: leaf.hex()}, "heel": inside}


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
    return re.sub(r"^[> ]+|<[^<>]*>", "", text, flags=re.MULTILINE)


def _head(text: str) -> Json:
    """The first state of a log that a mail tells; None when it tells none."""
    found: dict[str, Json] = {}
    for name, shape in _HEAD.items():
        match = re.search(shape, text)
        if match is None:
            return None
        found[name] = "".join(match.group(1).split())
    found["grootte"] = int(found["grootte"])
    leaves = {int(number): leaf for number, leaf in _LEAVES.findall(text)}
    own = _LEAF.search(text)
    if own is not None:
        leaves[found["grootte"]] = "".join(own.group(1).split())
    return {**found, "bladen": leaves, "heel": True}


def check(kept: list[Json], log: str, leaves: list[bytes], key: str) -> list[str]:
    """What differs between what was kept and a log with these leaves; nothing when all of it still stands."""
    wrong: list[str] = []
    sound = 0
    for one in sorted(kept, key=lambda each: int(each["grootte"])):
        faults = _faults(one, log, leaves, key)
        if not faults:
            sound = one["grootte"]
        elif sound and faults[-1].startswith(CHANGED):
            faults[-1] += f"; tot en met rij {sound} wel"
        wrong += [f"{one['naam']}: {fault}" for fault in faults]
    return wrong


def _faults(one: Json, log: str, leaves: list[bytes], key: str) -> list[str]:
    said = {name: one[name] for name in ("logboek", "grootte", "wortel", "tijd")}
    if one["logboek"] != log:
        return [f"gaat over {one['logboek']}, niet over {log}"]
    try:
        genuine = one["heel"] and signed(bytes.fromhex(one["sleutel"]), jcs(said), bytes.fromhex(one["handtekening"]))
    except SHAPELESS:
        genuine = False
    if not genuine:
        return ["de handtekening klopt niet: dit is gewijzigd, of het is niet van het platform"]
    if one["sleutel"] != key:
        return ["is ondertekend met een andere sleutel dan dit logboek"]
    size = one["grootte"]
    wrong = [
        f"rij {number} is niet meer de rij van toen"
        for number, leaf in sorted(one["bladen"].items())
        if not 0 < number <= len(leaves) or leaves[number - 1].hex() != leaf
    ]
    if size > len(leaves):
        wrong.append(f"het logboek had toen {size} rijen en nu {len(leaves)}: er zijn rijen weg")
    elif tree(leaves[:size]).hex() != one["wortel"]:
        wrong.append(f"{CHANGED} {size} rijen zijn niet meer die van toen")
    return wrong


def leaves_of(log: list[Json]) -> list[bytes]:
    """The leaves of the rows of logboek.jsonl, reckoned from what they say."""
    return [sha(b"\x00" + sha(bytes.fromhex(row["nonce"]) + jcs(row["gebeurtenis"]))) for row in log]
