"""That every file of before is somewhere, looked at while people work."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0045-files-elsewhere-checked"

APART = """
ALTER TABLE adoption_evidence VALIDATE CONSTRAINT kept_somewhere;
ALTER TABLE agreement_file VALIDATE CONSTRAINT kept_somewhere;
ALTER TABLE attachment VALIDATE CONSTRAINT kept_somewhere;
ALTER TABLE group_file VALIDATE CONSTRAINT kept_somewhere;
ALTER TABLE idea_file VALIDATE CONSTRAINT kept_somewhere;
ALTER TABLE picture_file VALIDATE CONSTRAINT kept_somewhere;
ALTER TABLE round_archive VALIDATE CONSTRAINT kept_somewhere;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="files elsewhere checked", apart=APART)
