"""The database chains the trail itself, when a transaction commits, and lets nobody change what is in it.

The link is made at the very end of a transaction (a deferred trigger), so acts wait for each other only for the moment
of their commit. The function runs with the rights of the tables' owner: the app's own role may add rows to the trail
and may not write links at all. The digest is that of domain/audit_chain.py.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from innovatie.infra.database import transaction

ID = "2026-11-21T23:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the trail chains itself"

_FIELD = """
CREATE FUNCTION audit_field(value text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN value IS NULL THEN '-' ELSE octet_length(value)::text || ':' || value END $$
"""

_CONTENT = """
CREATE FUNCTION audit_content(e audit_event) RETURNS bytea LANGUAGE sql STABLE SET search_path = public AS $$
SELECT convert_to(
    audit_field(e.id::text)
    || audit_field(to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))
    || audit_field(e.actor::text) || audit_field(e.on_behalf_of::text)
    || audit_field(e.act) || audit_field(e.object_kind) || audit_field(e.object_id)
    || audit_field(e.result) || audit_field(e.origin) || audit_field(e.details::text), 'UTF8')
$$
"""

_SEAL = """
CREATE FUNCTION audit_link(e audit_event) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    head bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(4207221002);
    SELECT digest INTO head FROM audit_seal ORDER BY id DESC LIMIT 1;
    head := coalesce(head, decode(repeat('00', 32), 'hex'));
    INSERT INTO audit_seal (event, previous, digest) VALUES (e.id, head, sha256(head || audit_content(e)));
EXCEPTION WHEN unique_violation THEN
    -- only in a transaction that looks at an older state (SERIALIZABLE): it must be done again
    RAISE EXCEPTION 'the trail has moved on' USING ERRCODE = 'serialization_failure';
END $$
"""

_TRIGGER = """
CREATE FUNCTION audit_on_commit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM audit_link(NEW);
    RETURN NULL;
END $$
"""

_REFUSE = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="innovatie", description=DESCRIPTION)

    async def run() -> None:
        async with transaction() as connection:
            for statement in (_FIELD, _CONTENT, _SEAL, _TRIGGER, _REFUSE):
                await connection.execute(statement)
            await connection.execute("SELECT audit_link(e) FROM audit_event e ORDER BY e.id")  # rows from before
            await connection.execute("REVOKE ALL ON FUNCTION audit_link(audit_event) FROM PUBLIC")
            await connection.execute(
                "CREATE CONSTRAINT TRIGGER audit_event_linked AFTER INSERT ON audit_event"
                " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_on_commit()"
            )
            for table in ("audit_event", "audit_seal"):
                await connection.execute(
                    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
                    " FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
                )

    manager.add_raw(run)
    return manager
