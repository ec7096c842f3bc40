"""From which secret on a subscription is still signed for, in the week after another was asked for."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0049-former-secrets"

SQL = """
ALTER TABLE subscription ADD COLUMN former_generation integer NOT NULL DEFAULT 1;
ALTER TABLE subscription ADD CONSTRAINT former_generation_from_one CHECK (former_generation >= 1) NOT VALID;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="former secrets", sql=SQL)
