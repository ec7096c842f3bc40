"""The role with whose rights the database links the trail. Nobody signs in as it, and it may add links and no more.

A role belongs to the whole server: where the role that migrates may not make one, the administrator makes it first
(docs/running.md). The role of the application gets its rights after each migration (infra/database_roles.py).
"""

SQL = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'innovatie_trail') THEN
        CREATE ROLE innovatie_trail NOLOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
        IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
            EXECUTE format('GRANT innovatie_trail TO %I', current_user);
        END IF;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- another database of this server was made at the same moment
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
"""
