"""Addresses that refuse mail for good."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0038-refused-address"

SQL = """
CREATE TABLE refused_address (
    id      serial PRIMARY KEY,
    person  integer NOT NULL UNIQUE REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    address varchar(254) NOT NULL,
    status  varchar(12) NOT NULL DEFAULT '',
    since   timestamptz NOT NULL
);
COMMENT ON TABLE refused_address IS
    'The address of a person that refuses mail for good; of no meaning once the person has another address.';
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="refused address", sql=SQL)
