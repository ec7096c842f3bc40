"""One's own account: sessions, second factor, tokens."""

from datetime import datetime

import msgspec

from innovatie.accounts.api_tokens import SCOPE_LABELS, Scope
from innovatie.accounts.second_factor import FACTOR_FRESH
from innovatie.domain.authority import STRONG_ROLES
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value

MEANS = {
    "persona": wording("keuze in de demo"),
    "inlogdienst": wording("inlogdienst van uw gemeente of VNG"),
    "inloglink": wording("link in een mail"),
    "uitnodiging": "uitnodiging",
}


class SessionRow(msgspec.Struct, frozen=True):
    """A living session of a person; `device` is what the browser says of itself, in short."""

    id: int
    device: str
    means: str
    created_at: datetime
    seen_at: datetime
    strong: bool
    current: bool


class FactorState(msgspec.Struct, frozen=True):
    """`needed`: holds a role that asks for a second factor. `shown`: this session has shown it; `lately`: less than ten
    minutes ago, so that it may change something about it. `codes`: an app is set up.
    """

    needed: bool
    codes: bool
    passkeys: int
    shown: bool
    lately: bool
    recovery_codes_left: int

    @property
    def enrolled(self) -> bool:
        return self.codes or self.passkeys > 0


class TokenRow(msgspec.Struct, frozen=True):
    id: int
    name: str
    purposes: tuple[str, ...]
    municipality: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    state: str


def device_in_words(agent: str) -> str:
    """Browser and system out of a User-Agent, in words people know."""
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
               ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip
    browser = next((name for sign, name in browsers if sign in agent), wording("onbekende browser"))
    system = next((name for sign, name in systems if sign in agent), wording("onbekend apparaat"))
    return wording("%(browser)s op %(apparaat)s", browser=browser, apparaat=system)


class _Session(msgspec.Struct, frozen=True):
    id: int
    device: str
    means: str
    created_at: datetime
    seen_at: datetime
    factor_at: datetime | None


async def sessions_of(
    person_id: int, *, current: int | None, alive_since: datetime, idle_since: datetime
) -> tuple[SessionRow, ...]:
    """The sessions that still work, the latest used first."""
    rows = await fetch_as(
        _Session,
        "SELECT id, device, means, created_at, seen_at, factor_at FROM session WHERE person = $1 AND ended_at IS NULL"
        " AND created_at > $2 AND seen_at > $3 ORDER BY seen_at DESC, id DESC",
        person_id,
        alive_since,
        idle_since,
    )
    return tuple(
        SessionRow(
            id=row.id,
            device=device_in_words(row.device),
            means=MEANS.get(row.means, row.means),
            created_at=row.created_at,
            seen_at=row.seen_at,
            strong=row.factor_at is not None,
            current=row.id == current,
        )
        for row in rows
    )


async def factor_state(person_id: int, session_id: int | None, *, now: datetime) -> FactorState:
    state = await fetch_one_as(
        FactorState,
        "SELECT EXISTS (SELECT 1 FROM role_grant g WHERE g.person = $1 AND g.revoked_at IS NULL AND g.starts <= $3"
        "               AND (g.ends IS NULL OR g.ends >= $3) AND g.role = ANY ($4::text[])) AS needed,"
        " EXISTS (SELECT 1 FROM second_factor WHERE person = $1 AND confirmed_at IS NOT NULL) AS codes,"
        " (SELECT count(*) FROM passkey WHERE person = $1)::int AS passkeys,"
        " EXISTS (SELECT 1 FROM session WHERE id = $2 AND factor_at IS NOT NULL) AS shown,"
        " EXISTS (SELECT 1 FROM session WHERE id = $2 AND factor_at > $5) AS lately,"
        " (SELECT count(*) FROM recovery_code WHERE person = $1 AND used_at IS NULL)::int AS recovery_codes_left",
        person_id,
        session_id,
        dutch_day(now),
        sorted(STRONG_ROLES),
        now - FACTOR_FRESH,
    )
    assert state is not None  # a question about existence always has one row
    return state


class PasskeyRow(msgspec.Struct, frozen=True):
    id: int
    name: str
    created_at: datetime
    used_at: datetime | None


async def passkeys_of(person_id: int) -> tuple[PasskeyRow, ...]:
    """The passkeys of a person, the oldest first."""
    return tuple(
        await fetch_as(
            PasskeyRow, "SELECT id, name, created_at, used_at FROM passkey WHERE person = $1 ORDER BY id", person_id
        )
    )


class _Token(msgspec.Struct, frozen=True):
    id: int
    name: str
    scopes: str
    town: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


async def tokens_of(person_id: int, *, now: datetime) -> tuple[TokenRow, ...]:
    """All tokens of a person, the newest first."""
    rows = await fetch_as(
        _Token,
        "SELECT t.*, coalesce(m.name, '') AS town FROM api_token t LEFT JOIN municipality m ON m.id = t.municipality"
        " WHERE t.person = $1 ORDER BY t.id DESC LIMIT 100",
        person_id,
    )
    return tuple(
        TokenRow(
            id=row.id,
            name=row.name,
            purposes=tuple(SCOPE_LABELS[Scope(word)] for word in row.scopes.split()),
            municipality=row.town,
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
            state="ingetrokken" if row.revoked_at else "verlopen" if row.expires_at <= now else "geldig",
        )
        for row in rows
    )


async def sealed_id_token(session_id: int) -> bytes | None:
    return await fetch_one_value(bytes, "SELECT id_token FROM session WHERE id = $1", session_id)


async def wants_tour(person_id: int) -> bool:
    """Whether this person was not shown around yet, and did not say no to it."""
    sql = "SELECT true FROM person WHERE id = $1 AND shown_around_at IS NULL"
    return await fetch_one_value(bool, sql, person_id) is not None
