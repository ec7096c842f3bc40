"""Carrying out privacy: erasing a person, and letting go of what has been kept long enough.

Erasing leaves the row of the person, without a name, so that votes, reviews and ideas keep counting for their
municipality. Everything that only served the account goes. Texts of others in which the name or address stands are
cleaned as well: of the address everywhere, of the name unless a colleague bears the same.
"""

import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from innovatie.accounts import limits
from innovatie.accounts.queries.privacy import everything_about, name_and_address
from innovatie.audit.actions import record
from innovatie.domain.authority import SYSTEM, Act, Actor, require
from innovatie.domain.errors import NotAllowed, NotFound
from innovatie.domain.retention import WARN_INACTIVE_AFTER, Kind, expired_before
from innovatie.domain.wording import wording
from innovatie.infra import outbox
from innovatie.infra.database import execute, fetch, fetch_value, transaction
from innovatie.infra.database_roles import APPEND_ONLY, READ_ONLY
from innovatie.infra.jobs import enqueue
from innovatie.infra.rate_limit import take

FORMER: Final = "Voormalig deelnemer"
ERASED_JOB: Final = "persoon gewist"
_INDEXED: Final = frozenset({"idea", "idea_group"})
"""Tables of things that stand in the search index."""
_GO: Final = (
    "identity", "second_factor", "recovery_code", "known_browser", "sign_in_link", "session", "api_token",
    "mail_preference", "notice", "saved_search",
)  # fmt: skip

_TEXTS = """
SELECT c.relname AS table_name, a.attname AS column_name, t.typname AS type_name
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
   AND t.typname IN ('text', 'varchar', 'jsonb', 'json') AND c.relname <> ALL ($1::text[]) ORDER BY 1, 2
"""


async def give_data(*, actor: Actor, now: datetime) -> bytes:
    """Everything that is kept about the actor, as JSON; the asking itself stands in the trail."""
    if actor.person_id is None:
        raise NotAllowed("Log eerst in.")
    await take(limits.EXPORT, actor.person_id, now=now)
    async with transaction():
        await record(actor=actor, act="gegevens opvragen", object_kind="persoon", object_id=actor.person_id, now=now)
        about = await everything_about(actor.person_id)
    told = {"gemaaktOp": now.isoformat(), "persoon": actor.person_id, "gegevens": about}
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


async def erase_person(*, actor: Actor, person_id: int, now: datetime) -> None:
    """Make somebody a former participant: oneself, or by the administrator of the platform on their request."""
    if actor.person_id != person_id:
        require(actor, Act.MANAGE_PLATFORM)
    async with transaction():
        found = await name_and_address(person_id)
        if found is None:
            raise NotFound("Dit account bestaat niet of is al gewist.")
        name, address = found
        for table in _GO:
            await execute(f"DELETE FROM {table} WHERE person = $1", person_id)
        await execute("UPDATE queued_mail SET state = 'ingetrokken' WHERE person = $1 AND state = 'wacht'", person_id)
        await execute(
            "UPDATE queued_mail SET address = NULL, details = NULL, person = NULL WHERE person = $1", person_id
        )
        await execute("UPDATE colleague_invitation SET name = NULL, email = NULL WHERE accepted_by = $1", person_id)
        await execute(
            "UPDATE role_grant SET revoked_at = coalesce(revoked_at, $2), reason = '' WHERE person = $1", person_id, now
        )
        await execute(
            "UPDATE person SET name = $2, email = NULL, persona = NULL, description = '', active = false,"
            " erased_at = $3 WHERE id = $1",
            person_id,
            FORMER,
            now,
        )
        cleaned = await _clean_texts(name, address)
        await enqueue(ERASED_JOB, {"persoon": person_id, "idea": cleaned["idea"], "idea_group": cleaned["idea_group"]})
        await record(actor=actor, act="persoon wissen", object_kind="persoon", object_id=person_id, now=now)


async def _clean_texts(name: str, address: str | None) -> defaultdict[str, list[int]]:
    """Take the address, and the name when nobody else bears it, out of every text in the database.

    Gives the rows of ideas and groups that changed: their documents in the search index must follow.
    """
    changed: defaultdict[str, list[int]] = defaultdict(list)
    shared = await fetch_value("SELECT true FROM person WHERE lower(name) = lower($1)", name)
    wanted = [(text, by) for text, by in ((address, ""), (None if shared else name, FORMER)) if text]
    await execute("SET LOCAL innovatie.wissen = 'aan'")  # statements about adoption let themselves be cleaned
    columns = await fetch(_TEXTS, [*APPEND_ONLY, *READ_ONLY, "pgqueuer_log"])
    for column in columns:
        for text, by in wanted:
            as_json = column["type_name"].startswith("json")
            sought = json.dumps(text, ensure_ascii=False)[1:-1] if as_json else text
            place, cast = f'"{column["column_name"]}"', f"::{column['type_name']}" if as_json else ""
            rows = await fetch(
                f"UPDATE \"{column['table_name']}\" SET {place} = regexp_replace({place}::text, $1, $2, 'gi'){cast}"
                f" WHERE {place}::text ~* $1 RETURNING {'id' if column['table_name'] in _INDEXED else 'NULL'} AS id",
                _as_pattern(sought),
                by.replace("\\", "\\\\"),
            )
            changed[column["table_name"]] += [row["id"] for row in rows if row["id"] is not None]
    return changed


def _as_pattern(text: str) -> str:
    """The text itself as a regular expression of PostgreSQL."""
    return "".join(sign if sign.isalnum() or sign.isspace() else "\\" + sign for sign in text)


async def let_go(*, now: datetime) -> dict[str, int]:
    """Carry out the retention of accounts; how many rows of each kind went. Run by the daily job."""
    done: dict[str, int] = {}
    async with transaction():
        for kind, statements in _RETENTION.items():
            before = expired_before(kind, now)
            assert before is not None
            done[kind.value] = sum([_count(await execute(statement, before)) for statement in statements])
        await record(actor=SYSTEM, act="opruimen", object_kind="bewaartermijnen", object_id=0, now=now, details=done)
    return done


_RETENTION: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.SESSION: ("DELETE FROM session WHERE coalesce(ended_at, seen_at) < $1",),
    Kind.SIGN_IN: (
        "DELETE FROM sign_in_attempt WHERE created_at < $1",
        "DELETE FROM sign_in_link WHERE created_at < $1",
        "DELETE FROM logout_seen WHERE at < $1",
    ),
    Kind.INVITATION: (
        "UPDATE colleague_invitation SET email = NULL, name = NULL WHERE created_at < $1 AND email IS NOT NULL",
    ),
    Kind.API_TOKEN: ("DELETE FROM api_token WHERE expires_at < $1",),
    Kind.BROWSER: ("DELETE FROM known_browser WHERE used_at < $1",),
}


def _count(tag: str) -> int:
    return int(tag.rsplit(" ", 1)[-1])


async def care_for_inactive(*, now: datetime) -> tuple[int, int]:
    """Warn whoever has not signed in for long, and erase who did not react for three months: (warned, erased)."""
    silent = "coalesce(signed_in_at, created_at) < $1 AND erased_at IS NULL AND persona IS NULL"
    rows = await fetch(
        f"SELECT id, name, email FROM person WHERE {silent} AND warned_at IS NULL AND active", now - WARN_INACTIVE_AFTER
    )
    for row in rows:
        async with transaction():
            await execute("UPDATE person SET warned_at = $1 WHERE id = $2", now, row["id"])
            if row["email"]:
                what = wording("Uw account wordt over drie maanden gewist als u niet inlogt")
                await outbox.put(
                    kind="accountbericht",
                    address=row["email"],
                    person_id=row["id"],
                    details={"naam": row["name"], "wat": what},
                    now=now,
                    once=f"inactief {row['id']} {now.date()}",
                )
    before = expired_before(Kind.INACTIVE_PERSON, now)
    gone = await fetch(f"SELECT id FROM person WHERE {silent} AND warned_at < $2", before, now - timedelta(days=89))
    for row in gone:
        await erase_person(actor=SYSTEM, person_id=row["id"], now=now)
    return len(rows), len(gone)
