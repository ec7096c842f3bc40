"""Reading the stream of changes from a number on."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.infra.database import fetch_as, fetch_exactly, fetch_one_value


class Change(msgspec.Struct, frozen=True):
    """A public thing changed: the `number` is the place in the stream, `changed_at` the database's clock (UTC)."""

    number: int
    changed_at: datetime
    resource: PublicResource
    kind: ChangeKind
    object_id: str
    municipality: int | None = None


async def changes_after(number: int, *, limit: int, resources: Sequence[PublicResource] = ()) -> list[Change]:
    """At most `limit` changes with a higher number, in order; of `resources` only, when any are named.

    Nothing is passed over, however long another transaction has been running: see migration 0011.
    """
    return await fetch_as(
        Change,
        "SELECT number, changed_at, resource, kind, object_id, municipality FROM public_change"
        " WHERE number > $1 AND (cardinality($3::text[]) = 0 OR resource = ANY($3)) ORDER BY number LIMIT $2",
        number,
        limit,
        [one.value for one in resources],
    )


async def newest_change() -> int:
    """The highest number that was given out; 0 when nothing has changed yet."""
    return await fetch_exactly(int, "SELECT coalesce(max(number), 0) FROM public_change")


async def when_changed(number: int) -> datetime | None:
    """When the change of this number was made; None when there is none."""
    return await fetch_one_value(datetime, "SELECT changed_at FROM public_change WHERE number = $1", number)


class _Changes(msgspec.Struct, frozen=True):
    object_id: str
    number: int


async def changes_of(resource: PublicResource, object_ids: Sequence[int | str]) -> dict[str, int]:
    """How often each of these things has changed; those of which the stream knows nothing are left out."""
    rows = await fetch_as(
        _Changes,
        "SELECT object_id, count(*)::int AS number FROM public_change"
        " WHERE resource = $1 AND object_id = ANY($2) GROUP BY object_id",
        resource.value,
        [str(one) for one in object_ids],
    )
    return {row.object_id: row.number for row in rows}
