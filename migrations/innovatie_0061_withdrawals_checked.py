"""The rules about finalists that withdraw hold for the rows of before too."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0061-withdrawals-checked"

APART = """
ALTER TABLE ballot_event VALIDATE CONSTRAINT act_known;
ALTER TABLE ballot_event VALIDATE CONSTRAINT who_fits_the_act;
ALTER TABLE finalist VALIDATE CONSTRAINT chosen_before_withdrawn;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="withdrawals checked", apart=APART)
