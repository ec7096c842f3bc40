"""The audience award: whose vote it is, as far as a mail address tells, without keeping the address.

An address is brought to one form (no +tag, small letters, no dots where they say nothing) and kept as a keyed hash
only. The key is of one vote and is thrown away when its result is published: from then on nobody can test an address.
"""

import base64
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from msgspec import Struct, json

from innovatie.domain.json_faults import NOT_JSON

LINK_LIFE = timedelta(hours=24)
_ONE_BOX = {
    "googlemail.com": "gmail.com",
    "protonmail.com": "proton.me", "protonmail.ch": "proton.me", "pm.me": "proton.me",
    "me.com": "icloud.com", "mac.com": "icloud.com",
}  # fmt: skip
"""Domains whose addresses reach the box of the same name at another one."""
_SILENT = {"gmail.com": ".", "proton.me": ".-_"}
"""Signs that say nothing in a name there: `j.an` and `jan` are one box."""
COMMON = {
    *_ONE_BOX, *_SILENT,
    "outlook.com", "hotmail.com", "hotmail.nl", "live.nl", "live.com", "msn.com", "icloud.com", "yahoo.com",
    "ziggo.nl", "kpnmail.nl", "kpnplanet.nl", "planet.nl", "xs4all.nl", "upcmail.nl",
    "home.nl", "casema.nl", "chello.nl", "quicknet.nl", "hetnet.nl", "telfort.nl", "solcon.nl", "freedom.nl",
}  # fmt: skip
"""Where everybody can have an address: many votes from there say nothing, and none is struck for it."""
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "go", "gv", "ne", "net", "or", "org"})
"""Under a country, where names are registered one level lower: `dorp.co.uk`."""


@dataclass(frozen=True, slots=True)
class Voter:
    """Hashes of 32 and 8 bytes; `common`: the domain is one where everybody can have an address."""

    voter: bytes
    domain: bytes
    common: bool


def one_form(address: str) -> str:
    """The address in the form that counts: `J.an+prijs@GoogleMail.com` and `jan@gmail.com` are one voter."""
    local, _at, domain = address.strip().lower().rpartition("@")
    domain = domain.rstrip(".")
    domain = _ONE_BOX.get(domain, domain)
    local = local.partition("+")[0]
    return f"{local.translate(dict.fromkeys(map(ord, _SILENT.get(domain, ''))))}@{domain}"


def organisation(domain: str) -> str:
    """The part of a domain that somebody registers: who owns `dorp.nl` makes `a.dorp.nl` and `b.dorp.nl` at will."""
    labels = domain.split(".")
    return ".".join(
        labels[-3:] if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else labels[-2:]
    )


def voter_of(address: str, key: bytes) -> Voter:
    """Who votes, as hashes with the key of this vote."""
    plain = one_form(address)
    domain = plain.rpartition("@")[2]
    owner = organisation(domain)
    return Voter(_keyed(key, "kiezer", plain), _keyed(key, "domein", owner)[:8], owner in COMMON)


def _keyed(key: bytes, purpose: str, text: str) -> bytes:
    return hmac.new(key, f"{purpose}:{text}".encode(), sha256).digest()


class Ticket(Struct, frozen=True):
    """What a link in a mail says: this voter chooses this group. `until` is in seconds since 1970."""

    group: int
    voter: str
    domain: str
    common: bool
    until: int


def sealed(group: int, voter: Voter, *, key: bytes, now: datetime) -> str:
    """The link's secret: the choice, signed with the key of this vote; good for a day."""
    until = int((now + LINK_LIFE).timestamp())
    ticket = Ticket(group, voter.voter.hex(), voter.domain.hex(), voter.common, until)
    body = json.encode(ticket)
    return base64.urlsafe_b64encode(_keyed(key, "brief", body.decode())[:16] + body).decode().rstrip("=")


def opened(secret: str, *, key: bytes, now: datetime) -> Ticket | None:
    """What the link says; None when it is not ours, or too old."""
    try:
        raw = base64.b64decode(secret + "=" * (-len(secret) % 4), altchars=b"-_", validate=True)
        body = raw[16:].decode()
        if not hmac.compare_digest(raw[:16], _keyed(key, "brief", body)[:16]):
            return None
        ticket = json.decode(body, type=Ticket)
    except NOT_JSON:
        return None
    return ticket if now.timestamp() <= ticket.until else None


def receipt(voter: bytes) -> str:
    """The code by which a voter finds the own vote in the published list: 12 signs."""
    return voter.hex()[:12]


def count(votes: Iterable[tuple[int, bytes]], struck: frozenset[bytes]) -> Mapping[int, int]:
    """Votes by group, without those of a domain that was struck. Anybody recounts it from the published list."""
    found: dict[int, int] = {}
    for group, domain in votes:
        if domain not in struck:
            found[group] = found.get(group, 0) + 1
    return found


def winners(counts: Mapping[int, int]) -> tuple[int, ...]:
    """Who has most votes: more than one when they are equal, nobody without votes. The audience award draws no lots."""
    most = max(counts.values(), default=0)
    return tuple(sorted(group for group, number in counts.items() if number == most)) if most else ()
