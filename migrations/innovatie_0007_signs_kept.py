"""What municipalities said is kept beside each forecast, so that it can be judged a year later."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0007-signs-kept"

SQL = """
CREATE TABLE adoption_sign (
    id             serial PRIMARY KEY,
    solution       integer NOT NULL REFERENCES solution ON DELETE RESTRICT ON UPDATE CASCADE,
    made_on        date NOT NULL,
    kind           varchar(20) NOT NULL,
    municipalities jsonb NOT NULL,
    CONSTRAINT sign_once UNIQUE (solution, made_on, kind),
    CONSTRAINT kind_known CHECK (kind IN ('besloten', 'in_invoering', 'binnen_een_jaar', 'pilot'))
);
COMMENT ON TABLE adoption_sign IS
    'Who gave a sign, on a day, that it would take a solution over; kept beside that day''s forecast, judged later.';
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="signs kept", sql=SQL)
