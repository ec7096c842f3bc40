"""Rows that the rules of the next migrations meet: addresses in one way, moments that were not noted."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0065-rows-that-new-rules-meet"

SQL = """
-- Blanks of any kind around an address are none of it. One with blanks within it is none: no mail ever arrived there.
-- Nobody could ask for a link to sign in at an address that stands here with capitals or blanks: of two accounts that
-- become one address, the one that could keeps it, else the older one.
UPDATE person SET email = NULL WHERE regexp_replace(email, '^[[:space:]]+|[[:space:]]+$', '', 'g') ~ '^$|[[:space:]]';
UPDATE person SET email = NULL WHERE email <> lower(regexp_replace(email, '^[[:space:]]+|[[:space:]]+$', '', 'g')) AND EXISTS (
    SELECT FROM person other WHERE other.id <> person.id
       AND lower(regexp_replace(other.email, '^[[:space:]]+|[[:space:]]+$', '', 'g'))
         = lower(regexp_replace(person.email, '^[[:space:]]+|[[:space:]]+$', '', 'g'))
       AND (other.id < person.id OR other.email = lower(regexp_replace(other.email, '^[[:space:]]+|[[:space:]]+$', '', 'g'))));
UPDATE person SET email = lower(regexp_replace(email, '^[[:space:]]+|[[:space:]]+$', '', 'g'))
 WHERE email <> lower(regexp_replace(email, '^[[:space:]]+|[[:space:]]+$', '', 'g'));
UPDATE colleague_invitation SET email = NULL WHERE email !~ '[^[:space:]]';
UPDATE colleague_invitation SET email = lower(regexp_replace(email, '[[:space:]]+', '', 'g'))
 WHERE email <> lower(regexp_replace(email, '[[:space:]]+', '', 'g'));
DELETE FROM refused_address WHERE address !~ '[^[:space:]]';
UPDATE refused_address SET address = lower(regexp_replace(address, '[[:space:]]+', '', 'g'))
 WHERE address <> lower(regexp_replace(address, '[[:space:]]+', '', 'g'));
DELETE FROM allowed_domain WHERE domain !~ '[^[:space:]]' OR EXISTS (
    SELECT FROM allowed_domain other WHERE other.id > allowed_domain.id
       AND lower(regexp_replace(other.domain, '[[:space:]]+', '', 'g'))
         = lower(regexp_replace(allowed_domain.domain, '[[:space:]]+', '', 'g')));
UPDATE allowed_domain SET domain = lower(regexp_replace(domain, '[[:space:]]+', '', 'g'))
 WHERE domain <> lower(regexp_replace(domain, '[[:space:]]+', '', 'g'));

-- What may be left out is left out as NULL.
UPDATE colleague_invitation SET name = NULL WHERE name !~ '[^[:space:]]';
UPDATE idea SET form_token = NULL WHERE form_token !~ '[^[:space:]]';
UPDATE idea SET source_number = NULL WHERE source_number !~ '[^[:space:]]';
UPDATE similarity_answer SET form_token = NULL WHERE form_token !~ '[^[:space:]]';
UPDATE session SET provider = NULL WHERE provider !~ '[^[:space:]]';
UPDATE session SET provider_session = NULL WHERE provider_session !~ '[^[:space:]]';
UPDATE municipality SET tooi_uri = NULL WHERE tooi_uri !~ '[^[:space:]]';
UPDATE municipality SET labour_market_region = NULL WHERE labour_market_region !~ '[^[:space:]]';
UPDATE municipality SET safety_region = NULL WHERE safety_region !~ '[^[:space:]]';

UPDATE queued_mail SET finished_at = created_at WHERE state IN ('geweigerd', 'ingetrokken', 'onzeker') AND finished_at IS NULL;
UPDATE agreement_party SET notice_on = leaves_on WHERE leaves_on < notice_on;
UPDATE adoption_status SET confirmed_on = since WHERE confirmed_on < since;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="rows that new rules meet", sql=SQL)
