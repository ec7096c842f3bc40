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
    details      jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT origin_known CHECK (origin IN ('web', 'token', 'platform', 'shell', 'opdracht',
        'inlogdienst')),
    CONSTRAINT result_known CHECK (result IN ('gedaan', 'geweigerd', 'bevestigd', 'afgewezen'))
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
-- commit. The digest is that of domain/audit_chain.py. Names are written in full, and pg_temp is looked through last,
-- because whoever adds to the trail may bring tables and types of the same names.
CREATE FUNCTION audit_field(value text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT CASE WHEN value IS NULL THEN '-' ELSE octet_length(value)::text || ':' || value END $$;

CREATE FUNCTION audit_content(e audit_event) RETURNS bytea LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
SELECT convert_to(
    public.audit_field(e.id::text)
    || public.audit_field(to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))
    || public.audit_field(e.actor::text) || public.audit_field(e.on_behalf_of::text)
    || public.audit_field(e.act) || public.audit_field(e.object_kind) || public.audit_field(e.object_id)
    || public.audit_field(e.result) || public.audit_field(e.origin) || public.audit_field(e.details::text), 'UTF8')
$$;

-- It runs with the rights of innovatie_trail: the app's own role may add rows to the trail and may not write links.
CREATE FUNCTION audit_on_commit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(4207221002);
    SELECT s.digest INTO head FROM public.audit_seal s ORDER BY s.id DESC LIMIT 1;
    head := coalesce(head, decode(repeat('00', 32), 'hex'));
    INSERT INTO public.audit_seal (event, previous, digest)
    VALUES (NEW.id, head, sha256(head || public.audit_content(NEW)));
    RETURN NULL;
EXCEPTION WHEN unique_violation THEN
    -- only in a transaction that looks at an older state (SERIALIZABLE): it must be done again
    RAISE EXCEPTION 'the trail has moved on' USING ERRCODE = 'serialization_failure';
END $$;
CREATE CONSTRAINT TRIGGER audit_event_linked AFTER INSERT ON audit_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_on_commit();
GRANT USAGE ON SCHEMA public TO innovatie_trail;
GRANT SELECT, INSERT ON audit_seal TO innovatie_trail;
GRANT USAGE ON SEQUENCE audit_seal_id_seq TO innovatie_trail;
GRANT CREATE ON SCHEMA public TO innovatie_trail;
ALTER FUNCTION audit_on_commit() OWNER TO innovatie_trail;
REVOKE CREATE ON SCHEMA public FROM innovatie_trail;

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
"""
