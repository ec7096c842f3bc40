"""Applications as their municipality, the token address and the API see them."""

from datetime import datetime

import msgspec

from innovatie.accounts.api_tokens import SCOPE_LABELS, Scope
from innovatie.domain.errors import NotFound
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.municipalities.queries import with_predecessors


class ApplicationRow(msgspec.Struct, frozen=True):
    """One application in the list of its municipality."""

    id: int
    client_id: str
    municipality: int
    name: str
    supplier: str
    scopes: str
    created_at: datetime
    created_by: str
    used_at: datetime | None
    ended_at: datetime | None

    @property
    def purposes(self) -> tuple[str, ...]:
        return tuple(SCOPE_LABELS[Scope(word)] for word in self.scopes.split())


class KeyRow(msgspec.Struct, frozen=True):
    """A key that an application has or had."""

    id: int
    kid: str
    added_at: datetime
    added_by: str
    used_at: datetime | None
    ended_at: datetime | None


class KnownKey(msgspec.Struct, frozen=True):
    """A key that holds now, of an application that was not ended."""

    application: int
    key: int
    scopes: str
    jwk: dict[str, str]


class LivingApplication(msgspec.Struct, frozen=True):
    """An application that may act now. `municipality` is the one it was registered for."""

    id: int
    name: str
    municipality: int
    scopes: str
    used_at: datetime | None


_ROW = """
    SELECT a.id, a.client_id, a.municipality, a.name, a.supplier, a.scopes, a.created_at, p.name AS created_by,
           a.used_at, a.ended_at
      FROM application a JOIN person p ON p.id = a.created_by
"""


async def applications_of(municipality_id: int) -> tuple[ApplicationRow, ...]:
    """Those that work first, then those that were ended; of what went up in this municipality too."""
    return tuple(
        await fetch_as(
            ApplicationRow,
            f"{_ROW} WHERE a.municipality = ANY($1) ORDER BY a.ended_at NULLS FIRST, a.id DESC",
            await with_predecessors(municipality_id),
        )
    )


async def application_of(number: int, *, municipality_id: int) -> ApplicationRow:
    """NotFound for one of another municipality."""
    found = await fetch_one_as(
        ApplicationRow,
        f"{_ROW} WHERE a.id = $1 AND a.municipality = ANY($2)",
        number,
        await with_predecessors(municipality_id),
    )
    if found is None:
        raise NotFound("Deze koppeling bestaat niet.")
    return found


async def keys_of(application_id: int) -> tuple[KeyRow, ...]:
    """Those that hold first."""
    return tuple(
        await fetch_as(
            KeyRow,
            "SELECT k.id, k.kid, k.added_at, p.name AS added_by, k.used_at, k.ended_at FROM application_key k"
            " JOIN person p ON p.id = k.added_by WHERE k.application = $1 ORDER BY k.ended_at NULLS FIRST, k.id DESC",
            application_id,
        )
    )


async def known_keys(client_id: str, kid: str | None) -> list[KnownKey]:
    """The keys that this client may prove itself with, newest first: that called `kid`, or all when it names none."""
    return await fetch_as(
        KnownKey,
        "SELECT a.id AS application, k.id AS key, a.scopes, k.jwk FROM application a"
        " JOIN application_key k ON k.application = a.id"
        " WHERE a.client_id = $1 AND a.ended_at IS NULL AND k.ended_at IS NULL AND ($2::text IS NULL OR k.kid = $2)"
        " ORDER BY k.id DESC",
        client_id,
        kid,
    )


async def living(client_id: str, key: int) -> LivingApplication | None:
    """The application, unless it or this key of it was ended."""
    return await fetch_one_as(
        LivingApplication,
        "SELECT a.id, a.name, a.municipality, a.scopes, a.used_at FROM application a"
        " JOIN application_key k ON k.application = a.id"
        " WHERE a.client_id = $1 AND k.id = $2 AND a.ended_at IS NULL AND k.ended_at IS NULL",
        client_id,
        key,
    )


class _Named(msgspec.Struct, frozen=True):
    id: int
    name: str


async def names_of(numbers: tuple[int, ...]) -> dict[int, str]:
    """The names of these applications by number; for the trail."""
    rows = await fetch_as(_Named, "SELECT id, name FROM application WHERE id = ANY($1)", list(numbers))
    return {row.id: row.name for row in rows}
