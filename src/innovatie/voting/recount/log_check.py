"""The log of a published vote: its links, its signatures, and what it says in the end. Standard library only."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

Json = Any
Ballot = tuple[str, int, list[str], Json]
"""Municipality, weight, its Kringen, what it voted."""

WITHDRAWN = "finalist-teruggetrokken"
SHAPELESS = (KeyError, ValueError, TypeError, AttributeError, IndexError, ArithmeticError)
"""What reading a row raises when it is not of the shape that the log has."""


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def jcs(value: Json) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def tree(leaves: list[bytes]) -> bytes:
    """Merkle root by pairing level by level; an odd last node moves up as it is (equal to RFC 6962)."""
    level = leaves or [sha(b"")]
    while len(level) > 1:
        paired = [sha(b"\x01" + level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P
Q = 2**252 + 27742317777372353535851937790883648493


def _x(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x % 2 != sign else x


def _add(a: Json, b: Json) -> Json:
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(n: int, point: Json) -> Json:
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = _add(total, point)
        point, n = _add(point, point), n >> 1
    return total


def _point(data: bytes) -> Json:
    y = int.from_bytes(data, "little")
    x = _x(y & (2**255 - 1), y >> 255)
    y &= 2**255 - 1
    return None if x is None or y >= P else (x, y, 1, x * y % P)


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Ed25519 (RFC 8032)."""
    base_y = 4 * pow(5, P - 2, P) % P
    base_x = _x(base_y, 0)
    key, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or r is None or base_x is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    left, right = _times(s, (base_x, base_y, 1, base_x * base_y % P)), _add(r, _times(h, key))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return bool(same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0)


def check_log(name: str, log: list[Json], heads: Json) -> tuple[list[str], bytes]:
    """Everything wrong with the log, and its root."""
    wrong: list[str] = []
    leaves: list[bytes] = []
    for number, row in enumerate(log, 1):
        try:
            wrong += _row_faults(name, number, row, leaves)
        except SHAPELESS:
            wrong.append(f"logboek: rij {number} is niet te lezen")
            leaves.append(b"")
    times = [str(row["gebeurtenis"].get("tijd", "")) for row in log]
    for number in range(1, len(times)):
        if times[number] < times[number - 1]:
            wrong.append(f"logboek: de tijd van rij {number + 1} ligt voor die van de rij ervoor")
    if not log or log[0]["gebeurtenis"].get("sleutel") != heads["sleutel"]:
        wrong.append("de sleutel van de boomhoofden is niet die van de opening")
    before = 0
    for number, head in enumerate(heads["hoofden"], 1):
        try:
            wrong += _head_faults(name, bytes.fromhex(heads["sleutel"]), head, leaves)
            if head["grootte"] <= before:
                wrong.append(f"boomhoofd {number} staat er twee keer in, of niet op zijn plaats")
            before = head["grootte"]
        except SHAPELESS:
            wrong.append(f"boomhoofd {number} is niet te lezen")
    if not heads["hoofden"] or heads["hoofden"][-1]["grootte"] != len(leaves):
        wrong.append("er is geen boomhoofd over het hele logboek")
    return wrong, tree(leaves)


def _is_day(said: Json) -> bool:
    try:
        return isinstance(said, str) and date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False


def check_draw(draw: Json, log: list[Json]) -> list[str]:
    """What differs from the draw as it was announced at the opening: its source, its form, its first day."""
    wrong, opening, value = [], log[0]["gebeurtenis"], draw["waarde"]
    for name, key, what in (
        ("bron_loting", "bron", "een andere bron"),
        ("loting_cijfers", "cijfers", "een ander aantal cijfers"),
        ("loting_vanaf", "vanaf", "een andere eerste dag"),
    ):
        if opening.get(name) != draw[key]:
            wrong.append(f"loting.json: {what} dan bij de opening is aangekondigd")
    if value is None:
        if draw["getrokken_op"] is not None or draw["vindplaats"] is not None:
            wrong.append("loting.json: er staat een dag of vindplaats, maar geen waarde")
        return wrong
    if not (_is_day(draw["getrokken_op"]) and isinstance(draw["vindplaats"], str) and draw["vindplaats"].strip()):
        wrong.append("loting.json: er staat geen dag of geen vindplaats bij de waarde")
    if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == draw["cijfers"]):
        wrong.append(f"loting.json: de waarde is geen getal van {draw['cijfers']} cijfers")
    closed = str(log[-1]["gebeurtenis"].get("tijd", ""))[:10]
    if not max(str(draw["vanaf"]), closed) <= str(draw["getrokken_op"]) or str(draw["getrokken_op"]) == closed:
        wrong.append("loting.json: de trekking is niet van na de sluiting en de afgesproken eerste dag")
    return wrong


def _row_faults(name: str, number: int, row: Json, leaves: list[bytes]) -> list[str]:
    wrong, event = [], row["gebeurtenis"]
    if sorted(row) != ["blad", "gebeurtenis", "nonce"]:
        wrong.append(f"logboek: rij {number} heeft andere sleutels dan nonce, blad en gebeurtenis")
    if event["volgnummer"] != number or event["logboek"] != name:
        wrong.append(f"logboek: rij {number} heeft volgnummer {event['volgnummer']}")
    nonce = bytes.fromhex(row["nonce"])
    leaf = sha(b"\x00" + sha(nonce + jcs(event)))
    if leaf.hex() != row["blad"] or nonce.hex() != row["nonce"]:
        wrong.append(f"logboek: rij {number} hoort niet bij haar vingerafdruk")
    leaves.append(leaf)
    return wrong


def _head_faults(name: str, public: bytes, head: Json, leaves: list[bytes]) -> list[str]:
    wrong, size = [], head["grootte"]
    if sorted(head) != ["grootte", "handtekening", "tijd", "wortel"] or type(size) is not int:
        raise ValueError(head)
    if not 0 < size <= len(leaves) or tree(leaves[:size]).hex() != head["wortel"]:
        wrong.append(f"boomhoofd van {size} rijen past niet bij het logboek")
    said = {"logboek": name, "grootte": size, "wortel": head["wortel"], "tijd": head["tijd"]}
    signature = bytes.fromhex(head["handtekening"])
    if signature.hex() != head["handtekening"] or not signed(public, jcs(said), signature):
        wrong.append(f"boomhoofd van {size} rijen heeft geen geldige handtekening")
    return wrong


def take_out(package: Json, log: list[Json], ballots: list[Ballot]) -> tuple[list[str], Json, list[Ballot]]:
    """What is wrong with the finalists that withdrew while the vote was open; the options and ballots that are left.

    The rules say since the opening whether that can be: whoever withdrew is off every ballot, the others keep their
    order, and a place that nobody has lapses.
    """
    wrong, left = [], [option["id"] for option in package["opties"]]
    for number, row in enumerate(log, 1):
        event = row["gebeurtenis"]
        if event.get("soort") != WITHDRAWN:
            continue
        if package["regels"].get("teruggetrokken") != "van-elk-biljet":
            wrong.append(f"logboek: rij {number} haalt een finalist weg, en dat kennen de regels niet")
        elif event.get("optie") not in left or event["optie"] == "geen":
            wrong.append(f"logboek: rij {number} haalt {event.get('optie')} weg, die geen finalist (meer) is")
        else:
            left.remove(event["optie"])
    if len(left) == len(package["opties"]):
        return wrong, package, ballots
    shorter = {**package, "opties": [option for option in package["opties"] if option["id"] in left]}
    gone = {option["id"] for option in package["opties"]} - set(left)
    return wrong, shorter, [(who, weight, kringen, _off(vote, gone)) for who, weight, kringen, vote in ballots]


def _off(vote: Json, gone: set[str]) -> Json:
    return [kept for tied in vote if (kept := [one for one in tied if one not in gone])]


def replay(log: list[Json], voters: dict[str, Json]) -> tuple[list[str], list[Ballot], dict[str, str]]:
    """From events to the ballot that counts for each municipality: its own, else that of the Kring it mandated.

    The dictionary names the Kring of those that were voted for.
    """
    own: dict[str, Json] = {}
    kring: dict[str, Json] = {}
    mandate: dict[str, str] = {}
    wrong = []
    for number, row in enumerate(log, 1):
        try:
            fault = _apply((number, len(log)), row["gebeurtenis"], voters, (own, kring), mandate)
        except SHAPELESS:
            fault = f"logboek: rij {number} past niet bij de stemgerechtigden en wat eraan voorafging"
        if fault:
            wrong.append(fault)
    ballots, via = [], {}
    for who in sorted(voters):
        voted = own[who] if who in own else kring.get(mandate.get(who, ""))
        if voted is not None:
            ballots.append((who, int(voters[who]["gewicht"]), voters[who]["kringen"].split(), voted))
            if who not in own:
                via[who] = mandate[who]
    return wrong, ballots, via


def _apply(
    place_of: tuple[int, int],
    event: Json,
    voters: dict[str, Json],
    votes: tuple[dict[str, Json], dict[str, Json]],
    mandate: dict[str, str],
) -> str:
    """One event (row, of how many) on what counts so far: votes of municipalities and of Kringen, mandates.

    Gives what is wrong with it, or nothing.
    """
    (number, rows), (own, kring) = place_of, votes
    kind, who = event["soort"], event.get("gemeente")
    content = event.get("keuze", event.get("volgorde"))
    place = "opening" if number == 1 else "sluiting" if number == rows else ""
    if (kind if kind in ("opening", "sluiting") else "") != place:
        return f"logboek: rij {number} is {kind!r} op een plaats waar dat niet hoort"
    if who is not None and who not in voters:
        return f"logboek: rij {number} noemt {who}, die niet stemgerechtigd is"
    if kind == "machtiging":
        mandate[who] = event["kring"]
        if event["kring"] not in voters[who]["kringen"].split():
            return f"logboek: rij {number} machtigt een Kring waar {who} niet bij hoort"
    elif kind == "machtiging-ingetrokken":
        del mandate[who]
    elif kind == "stem":
        (own if who else kring)[who or event["kring"]] = content
    elif kind == "stem-ingetrokken":
        del (own if who else kring)[who or event["kring"]]
    elif not place and kind != WITHDRAWN:
        return f"logboek: rij {number} is {kind!r}, dat kennen de regels niet"
    return ""
