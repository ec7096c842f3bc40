"""Signing in by a link in a mail, for municipalities without an identity provider.

Whoever asks always gets the same answer after the same work: the request only leaves a job behind. The job looks
whether somebody has this address and may sign in by it, and if so queues the mail. So a stranger learns nothing, not
even from the clock.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from innovatie.accounts import limits, secret_tokens
from innovatie.accounts.payloads import MakeLink
from innovatie.accounts.records import one_way
from innovatie.accounts.tables import KnownBrowser, SignInLink
from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM
from innovatie.domain.dutch_dates import dutch_day
from innovatie.infra import outbox
from innovatie.infra.database import fetch_one_as, fetch_one_value, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.moments import moment_or_none
from innovatie.infra.rate_limit import take

LINK_LIFE: Final = timedelta(minutes=15)
_LINK, _BROWSER, _KNOWN = "inloglink", "browser", "bekende browser"


class _Person(msgspec.Struct, frozen=True):
    id: int
    name: str
    email: str


class _Used(msgspec.Struct, frozen=True):
    person: int
    after: str


_PERSON = """
SELECT p.id, p.name, p.email FROM person p WHERE p.email = $1 AND p.active AND EXISTS (
    SELECT 1 FROM mail_domain d WHERE d.domain = split_part(p.email, '@', 2)
       AND (EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id AND g.revoked_at IS NULL
                       AND (g.ends IS NULL OR g.ends >= $2) AND g.municipality = d.municipality)
            OR (d.municipality IS NULL AND EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id
                       AND g.revoked_at IS NULL AND (g.ends IS NULL OR g.ends >= $2) AND g.municipality IS NULL))
            OR EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id AND g.revoked_at IS NULL
                          AND (g.ends IS NULL OR g.ends >= $2) AND g.partnership IS NOT NULL))
    UNION SELECT 1 FROM role_grant g WHERE g.person = p.id AND g.revoked_at IS NULL AND (g.ends IS NULL OR g.ends >= $2)
                                       AND g.role = 'leverancier')
"""
"""A supplier's address was vouched for by VNG when it invited; all others have one of a known mail domain."""


async def ask_link(
    *, address: str, browser: str, known_browser: str, network: str, after: str, now: datetime, language: str = "nl"
) -> None:
    """Ask for a link, on a page in this language. Raises TooMany, in the same way for known and unknown addresses.

    A browser in which the person of this very address has signed in before has an allowance of its own: strangers who
    ask for links in another's name use up theirs, not the rightful one's.
    """
    address = one_way(address)
    await take(limits.LINK_PER_NETWORK, network, now=now)
    async with transaction():
        known = await _knows(known_browser, address)
        if known:
            await take(limits.LINK_PER_BROWSER, "bekend", known_browser, address, now=now)
        else:
            await take(limits.LINK_PER_BROWSER, address, network, now=now)
            await take(limits.LINK_PER_ADDRESS, address, now=now)
        digest = secret_tokens.digest(browser, _BROWSER).hex()
        await enqueue(MakeLink(address=address, browser=digest, after=after, language=language))


async def _knows(known_browser: str, address: str) -> bool:
    """Whether the person with this address signed in in this browser before."""
    found = await fetch_one_value(
        bool,
        "SELECT true FROM known_browser k JOIN person p ON p.id = k.person WHERE k.secret_digest = $1 AND p.email = $2",
        secret_tokens.digest(known_browser, _KNOWN),
        address,
    )
    return found is True


async def make_link(*, address: str, browser_digest: bytes, after: str, now: datetime, language: str = "nl") -> bool:
    """Make the link and queue its mail, when this address belongs to somebody who may sign in so. Run by the worker."""
    async with transaction():
        person = await fetch_one_as(_Person, _PERSON, address, dutch_day(now))
        if person is None:
            return False
        secret = secret_tokens.new_secret()
        link = SignInLink(
            secret_digest=secret_tokens.digest(secret, _LINK),
            browser_digest=browser_digest,
            person=person.id,
            after=after,
            created_at=now,
            expires_at=now + LINK_LIFE,
        )
        await link.save()
        await outbox.put(
            kind="inloglink",
            address=person.email,
            person_id=person.id,
            now=now,
            once=f"link {link.id}",
            language=language,
            details={"naam": person.name, "pad": f"/inloggen/link/{secret}", "minuten": 15},
        )
        await record(actor=SYSTEM, act="inloglink maken", object_kind="persoon", object_id=person.id, now=now)
    return True


async def use_link(*, secret: str, browser: str, network: str, now: datetime) -> tuple[int, str] | None:
    """The person of this link and where to go; None when it is unknown, used, too old, or of another browser.

    TooMany once a network tried too often: such a try is not written down, so that no stranger fills the trail.
    """
    await take(limits.LINK_USE, network, now=now)
    used = await fetch_one_as(
        _Used,
        "UPDATE sign_in_link l SET used_at = coalesce($3::timestamptz, clock_timestamp()) FROM person p"
        " WHERE l.secret_digest = $1 AND l.browser_digest = $2"
        " AND l.used_at IS NULL AND l.expires_at > coalesce($3::timestamptz, clock_timestamp())"
        " AND p.id = l.person AND p.active RETURNING l.person, l.after",
        secret_tokens.digest(secret, _LINK),
        secret_tokens.digest(browser, _BROWSER),
        moment_or_none(now),
    )
    return None if used is None else (used.person, used.after)


async def know_browser(*, person_id: int, secret: str, now: datetime) -> None:
    """Remember that this person signed in in this browser."""
    browser = KnownBrowser(
        person=person_id, secret_digest=secret_tokens.digest(secret, _KNOWN), created_at=now, used_at=now
    )
    await KnownBrowser.insert(browser).on_conflict(
        action="DO UPDATE", target=KnownBrowser.secret_digest, values=[KnownBrowser.used_at, KnownBrowser.person]
    )
