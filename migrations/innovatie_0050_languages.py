"""In which language somebody reads, and messages as sentences with what fills them."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0050-languages"

SQL = """
ALTER TABLE person ADD COLUMN language varchar(2);
ALTER TABLE person ADD CONSTRAINT language_known CHECK (language IN ('nl', 'en')) NOT VALID;
ALTER TABLE queued_mail ADD COLUMN language varchar(2) NOT NULL DEFAULT 'nl';
ALTER TABLE queued_mail ADD CONSTRAINT language_known CHECK (language IN ('nl', 'en')) NOT VALID;
ALTER TABLE notice ADD COLUMN words jsonb;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="languages", sql=SQL)
