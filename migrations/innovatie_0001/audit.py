"""The trail: one row for each act, and the chain of digests over them. The app may add rows, nobody changes them."""

SQL = """
CREATE TABLE audit_event (
    id           serial PRIMARY KEY,
    at           timestamptz NOT NULL,
    actor        integer,
    on_behalf_of integer,
    act          varchar(80) NOT NULL,
    object_kind  varchar(40) NOT NULL,
    object_id    varchar(60) NOT NULL,
    result       varchar(20) NOT NULL,
    origin       varchar(20) NOT NULL DEFAULT 'web',
    details      jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE audit_event IS
    'Who did what, for whom, to which thing, when, with which result. Never changed, never deleted. '
    '`actor` is a person''s number (NULL: the platform itself); no names stand here.';
CREATE INDEX audit_event_at ON audit_event (at);
CREATE INDEX audit_event_actor ON audit_event (actor);
CREATE INDEX audit_event_on_behalf_of ON audit_event (on_behalf_of);

CREATE TABLE audit_seal (
    id       serial PRIMARY KEY,
    event    integer NOT NULL UNIQUE REFERENCES audit_event ON DELETE RESTRICT ON UPDATE CASCADE,
    previous bytea NOT NULL UNIQUE,
    digest   bytea NOT NULL UNIQUE
);
COMMENT ON TABLE audit_seal IS
    'The link of one row in the chain. Written by the database itself when a transaction commits (see '
    'migrations).';

-- The database chains the trail itself, when a transaction commits, and lets nobody change what is in it. The link is
-- made at the very end of a transaction (a deferred trigger), so acts wait for each other only for the moment of their
-- commit. The function runs with the rights of the tables' owner: the app's own role may add rows to the trail and may
-- not write links at all. The digest is that of domain/audit_chain.py.
CREATE FUNCTION audit_field(value text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN value IS NULL THEN '-' ELSE octet_length(value)::text || ':' || value END $$;

CREATE FUNCTION audit_content(e audit_event) RETURNS bytea LANGUAGE sql STABLE SET search_path = public AS $$
SELECT convert_to(
    audit_field(e.id::text)
    || audit_field(to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))
    || audit_field(e.actor::text) || audit_field(e.on_behalf_of::text)
    || audit_field(e.act) || audit_field(e.object_kind) || audit_field(e.object_id)
    || audit_field(e.result) || audit_field(e.origin) || audit_field(e.details::text), 'UTF8')
$$;

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
END $$;
REVOKE ALL ON FUNCTION audit_link(audit_event) FROM PUBLIC;

CREATE FUNCTION audit_on_commit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM audit_link(NEW);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER audit_event_linked AFTER INSERT ON audit_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_on_commit();

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
"""
