"""How many plans municipalities and groups have is kept beside them, counted when a transaction commits."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0052-plan-counts"

SQL = """
CREATE TABLE municipality_plans (
    id             serial PRIMARY KEY,
    municipality   integer NOT NULL UNIQUE,
    plans          integer NOT NULL DEFAULT 0,
    joined         integer NOT NULL DEFAULT 0,
    submitted_with integer NOT NULL DEFAULT 0
);
COMMENT ON TABLE municipality_plans IS
    'Kept by triggers: plans that a municipality submitted and did not withdraw; how often it takes part in a plan of '
    'another, joined or as a second submitter, withdrawn plans and drafts included.';

CREATE TABLE group_plans (
    id             serial PRIMARY KEY,
    "group"        integer NOT NULL UNIQUE,
    plans          integer NOT NULL DEFAULT 0,
    submitters     integer NOT NULL DEFAULT 0,
    municipalities integer NOT NULL DEFAULT 0,
    since          timestamptz
);
COMMENT ON TABLE group_plans IS
    'Kept by triggers: the submitted plans of a group, the municipalities that submitted one, those that take part in '
    'one, and when the first was submitted.';

CREATE TABLE plan_count_due (
    id             serial PRIMARY KEY,
    idea           integer,
    "group"        integer,
    municipality   integer,
    plans          integer NOT NULL DEFAULT 0,
    joined         integer NOT NULL DEFAULT 0,
    submitted_with integer NOT NULL DEFAULT 0
);
COMMENT ON TABLE plan_count_due IS
    'What a transaction changed and has not counted yet: what is added for a municipality, and whose group is to be '
    'counted anew. Empty whenever it has committed.';

-- What a municipality has is added up: each row tells by itself what it adds, whatever others do at the same time. The
-- municipalities of a group are counted anew, at the very end of the transaction, under the lock under which the trail
-- is linked: whoever comes second sees what the first one did. The same lock as the trail's: two would be taken in two
-- orders. No foreign keys, which would wait for rows under that lock.
CREATE FUNCTION note_plan_to_count() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'ingediend' THEN
        INSERT INTO public.plan_count_due (idea, municipality, plans) VALUES (OLD.id, OLD.municipality, -1);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state = 'ingediend' THEN
        INSERT INTO public.plan_count_due (idea, municipality, plans) VALUES (NEW.id, NEW.municipality, 1);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION note_part_to_count() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.left_at IS NULL THEN
        INSERT INTO public.plan_count_due (idea, municipality, joined, submitted_with)
        VALUES (OLD.idea, OLD.municipality, -(OLD.role = 'aangehaakt')::int, -(OLD.role = 'mede-indiener')::int);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.left_at IS NULL THEN
        INSERT INTO public.plan_count_due (idea, municipality, joined, submitted_with)
        VALUES (NEW.idea, NEW.municipality, (NEW.role = 'aangehaakt')::int, (NEW.role = 'mede-indiener')::int);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION note_group_to_count() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO public.plan_count_due ("group") VALUES (OLD."group");
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO public.plan_count_due ("group") VALUES (NEW."group");
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION count_plans_of_groups(groups integer[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
INSERT INTO public.group_plans AS kept ("group", plans, submitters, municipalities, since)
SELECT g.number, count(i.id), count(DISTINCT i.municipality),
       (SELECT count(DISTINCT p.municipality) FROM public.group_member o
          JOIN public.idea l ON l.id = o.idea AND l.state = 'ingediend'
          JOIN public.idea_participant p ON p.idea = l.id AND p.left_at IS NULL
         WHERE o."group" = g.number),
       min(i.submitted_at)
  FROM unnest(groups) AS g(number)
  LEFT JOIN public.group_member m ON m."group" = g.number
  LEFT JOIN public.idea i ON i.id = m.idea AND i.state = 'ingediend'
 GROUP BY g.number
ON CONFLICT ("group") DO UPDATE SET plans = excluded.plans, submitters = excluded.submitters,
    municipalities = excluded.municipalities, since = excluded.since
$$;

CREATE FUNCTION count_plans() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed integer[];
BEGIN
    IF NOT EXISTS (SELECT FROM public.plan_count_due) THEN
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

-- All counts from nothing: for the first time, and when somebody doubts them. Whoever changes a plan meanwhile adds what
-- it changed when it commits, which is after this.
CREATE FUNCTION count_plans_anew() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(4207221002);
    DELETE FROM public.municipality_plans;
    INSERT INTO public.municipality_plans (municipality, plans, joined, submitted_with)
    SELECT m.id, coalesce(own.n, 0), coalesce(part.joined, 0), coalesce(part.submitted_with, 0)
      FROM public.municipality m
      LEFT JOIN (SELECT municipality, count(*) AS n FROM public.idea WHERE state = 'ingediend' GROUP BY 1) own
        ON own.municipality = m.id
      LEFT JOIN (SELECT municipality, count(*) FILTER (WHERE role = 'aangehaakt') AS joined,
                        count(*) FILTER (WHERE role = 'mede-indiener') AS submitted_with
                   FROM public.idea_participant WHERE left_at IS NULL GROUP BY 1) part ON part.municipality = m.id;
    DELETE FROM public.group_plans;
    PERFORM public.count_plans_of_groups(ARRAY(SELECT id FROM public.idea_group));
END $$;

CREATE TRIGGER idea_to_count AFTER INSERT OR DELETE ON idea
    FOR EACH ROW EXECUTE FUNCTION note_plan_to_count();
CREATE TRIGGER idea_to_count_anew AFTER UPDATE OF state, municipality, submitted_at ON idea FOR EACH ROW
    WHEN ((OLD.state, OLD.municipality, OLD.submitted_at) IS DISTINCT FROM (NEW.state, NEW.municipality, NEW.submitted_at))
    EXECUTE FUNCTION note_plan_to_count();
CREATE TRIGGER idea_participant_to_count AFTER INSERT OR DELETE OR UPDATE OF idea, municipality, role, left_at
    ON idea_participant FOR EACH ROW EXECUTE FUNCTION note_part_to_count();
CREATE TRIGGER group_member_to_count AFTER INSERT OR DELETE OR UPDATE OF idea, "group" ON group_member
    FOR EACH ROW EXECUTE FUNCTION note_group_to_count();
CREATE CONSTRAINT TRIGGER plan_count_due_counted AFTER INSERT ON plan_count_due
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION count_plans();
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="plan counts", sql=SQL)
