"""A round is a draft until VNG publishes it; it may open by itself, and it may end without a winner."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0005-round-drafts"

SQL = """
ALTER TABLE round ADD COLUMN published_at timestamptz;
ALTER TABLE round ADD COLUMN starts_at timestamptz;
ALTER TABLE round ADD COLUMN opens_itself boolean NOT NULL DEFAULT false;
ALTER TABLE round ADD COLUMN ended_at timestamptz;
UPDATE round SET published_at = created_at WHERE published_at IS NULL;
ALTER TABLE phase_change DROP CONSTRAINT kind_known;
ALTER TABLE phase_change ADD CONSTRAINT step_known CHECK (kind IN ('open', 'extend', 'close', 'lapsed', 'back', 'end')) NOT VALID;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="round drafts", sql=SQL)
