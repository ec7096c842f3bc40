"""The stream of changes: what changed of the things that everybody may see, numbered in the order of the commits."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0011-public-changes"

SQL = """
CREATE TABLE public_change (
    id           serial PRIMARY KEY,
    number       bigint UNIQUE,
    changed_at   timestamptz,
    resource     varchar(30) NOT NULL,
    kind         varchar(20) NOT NULL,
    object_id    varchar(60) NOT NULL,
    municipality integer,
    CONSTRAINT resource_known CHECK (resource IN ('idee', 'groep', 'ronde', 'uitslag', 'winnaar', 'overname',
        'gemeente', 'samenwerkingsverband')),
    CONSTRAINT kind_known CHECK (kind IN ('geplaatst', 'gemaakt', 'gewijzigd', 'ingetrokken', 'geopend', 'gesloten',
        'bekend', 'vervallen')),
    CONSTRAINT numbered_has_moment CHECK ((number IS NULL) = (changed_at IS NULL))
);
COMMENT ON TABLE public_change IS
    'One public thing that changed. The number and the moment are given when the transaction commits.';
CREATE INDEX public_change_changed_at ON public_change (changed_at);
CREATE INDEX public_change_of_object ON public_change (resource, object_id, changed_at);

-- A number is given at the very end of the transaction, under the lock under which the trail is linked, and that lock
-- is let go only after the commit is seen by others. So nobody who reads up to a number misses a lower one that commits
-- later. The same lock as the trail's: two would be taken in two orders.
CREATE SEQUENCE public_change_number AS bigint;
CREATE FUNCTION number_public_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(4207221002);
    UPDATE public.public_change SET number = nextval('public.public_change_number'), changed_at = clock_timestamp()
     WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER public_change_numbered AFTER INSERT ON public_change
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION number_public_change();
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="public changes", sql=SQL)
