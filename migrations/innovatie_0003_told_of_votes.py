"""Each act in a vote is told to those it is about: how far that is, and where a municipality keeps its records."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0003-told-of-votes"

SQL = """
ALTER TABLE municipality ADD COLUMN archive_address varchar(254) NOT NULL DEFAULT '';
ALTER TABLE round_vote ADD COLUMN told_through integer NOT NULL DEFAULT 0;
UPDATE round_vote SET told_through = log_size WHERE told_through < log_size;
ALTER TABLE round_vote ADD CONSTRAINT told_what_is_there CHECK (told_through BETWEEN 0 AND log_size) NOT VALID;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="told of votes", sql=SQL)
