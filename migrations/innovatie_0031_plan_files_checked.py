"""That older files are of the kinds that are known, looked at while people work."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0031-plan-files-checked"

APART = """
ALTER TABLE group_file VALIDATE CONSTRAINT file_kind_known;
ALTER TABLE attachment VALIDATE CONSTRAINT file_kind_known;
ALTER TABLE adoption_evidence VALIDATE CONSTRAINT file_kind_known;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="plan files checked", apart=APART)
