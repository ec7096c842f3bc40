"""Rows that the rules of the next migrations meet: addresses in one way, moments that were not noted."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0065-rows-that-new-rules-meet"

SQL = """
UPDATE person SET email = lower(btrim(email)) WHERE email <> lower(btrim(email)) AND NOT EXISTS (
    SELECT FROM person other WHERE other.id <> person.id AND lower(btrim(other.email)) = lower(btrim(person.email)));
UPDATE person SET email = NULL WHERE email = '';
UPDATE colleague_invitation SET email = lower(btrim(email)) WHERE email <> lower(btrim(email));
UPDATE refused_address SET address = lower(btrim(address)) WHERE address <> lower(btrim(address));
UPDATE queued_mail SET finished_at = created_at WHERE state IN ('geweigerd', 'ingetrokken', 'onzeker') AND finished_at IS NULL;
UPDATE agreement_party SET notice_on = leaves_on WHERE leaves_on < notice_on;
UPDATE adoption_status SET confirmed_on = since WHERE confirmed_on < since;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="rows that new rules meet", sql=SQL)
