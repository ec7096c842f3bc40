"""Witnesses of a vote: those outside the platform who are sent each signed state of its log, and keep it.

Whoever has the database and the key can write a log anew. Two mailboxes that are not theirs make that visible.
"""

import re
from collections.abc import Iterable, Sequence

from innovatie.domain.wording import wording

FEWEST = 2
_ADDRESS = re.compile(r"[^@\s<>,;\"]{1,64}@([a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+)")


def domain_of(address: str) -> str:
    """What stands behind the @ of a mail address, in small letters."""
    return address.rpartition("@")[2].lower()


def domains_of(addresses: Iterable[str]) -> tuple[str, ...]:
    """The domains of these addresses, as the opening of a vote fixes its witnesses in the log."""
    return tuple(sorted({domain_of(address) for address in addresses}))


def objection(addresses: Sequence[str], own_domains: Iterable[str]) -> str:
    """Why these cannot be the witnesses of a vote, in a sentence; empty when they can.

    At least two, each under another domain (neither below the other), and none under a domain of the platform's own
    (`own_domains`): a mailbox of the operator keeps nothing from the operator.
    """
    domains = [domain_of(address) for address in addresses]
    for address in addresses:
        if len(address) > 254 or not _ADDRESS.fullmatch(address.lower()):
            return wording("%(adres)s is geen e-mailadres. Zet één adres op elke regel.", adres=address)
    for address, domain in zip(addresses, domains, strict=True):
        if any(_related(domain, own) for own in own_domains if own):
            return wording("%(adres)s is van het platform zelf. Kies een adres buiten ons.", adres=address)
    apart: list[str] = []
    for domain in domains:
        if not any(_related(domain, other) for other in apart):
            apart.append(domain)
    if len(apart) < max(FEWEST, len(addresses)):
        return wording("Noem ten minste twee getuigen, elk bij een andere organisatie (een ander deel achter de @).")
    return ""


def _related(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
