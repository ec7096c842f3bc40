"""Counting the plans of a large import looks up one row for each of them, and no longer reads all that were counted."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0059-counting-many-plans"

SQL = """
-- By its index, whatever the plan of a session says that saw the table when it was empty: rows that this transaction
-- removed are still in the table, so that reading it for each of them takes the square of their number.
CREATE FUNCTION plan_count_is_due(number integer) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.plan_count_due WHERE id = number);
END $$;

CREATE OR REPLACE FUNCTION count_plans() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed integer[];
BEGIN
    IF NOT public.plan_count_is_due(NEW.id) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(4207221002);
    WITH due AS (DELETE FROM public.plan_count_due RETURNING *),
         counted AS (
            INSERT INTO public.municipality_plans AS kept (municipality, plans, joined, submitted_with)
            SELECT due.municipality, sum(due.plans), sum(due.joined), sum(due.submitted_with)
              FROM due WHERE due.municipality IS NOT NULL GROUP BY due.municipality
            HAVING sum(due.plans) <> 0 OR sum(due.joined) <> 0 OR sum(due.submitted_with) <> 0
            ON CONFLICT (municipality) DO UPDATE SET plans = kept.plans + excluded.plans,
                joined = kept.joined + excluded.joined, submitted_with = kept.submitted_with + excluded.submitted_with
         )
    SELECT array_agg(found.number) INTO changed
      FROM (SELECT due."group" AS number FROM due WHERE due."group" IS NOT NULL
            UNION SELECT m."group" FROM due JOIN public.group_member m ON m.idea = due.idea) found;
    IF changed IS NOT NULL THEN
        PERFORM public.count_plans_of_groups(changed);
    END IF;
    RETURN NULL;
END $$;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="counting many plans", sql=SQL)
