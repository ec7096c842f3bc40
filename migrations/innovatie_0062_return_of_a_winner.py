"""A winner that was withdrawn stands again only when two directors say so: one asks, another does it."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0062-return-of-a-winner"

SQL = """
ALTER TABLE winner_withdrawal ADD COLUMN return_asked_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE winner_withdrawal ADD COLUMN return_asked_at timestamptz;
ALTER TABLE winner_withdrawal ADD CONSTRAINT another_ends CHECK (ended_by <> return_asked_by) NOT VALID;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="return of a winner", sql=SQL)
