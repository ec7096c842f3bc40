"""Files with a plan, and presentations wherever files may come."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0030-plan-files"

_KINDS = "CHECK (kind IN ('docx', 'jpg', 'odp', 'ods', 'odt', 'pdf', 'png', 'pptx', 'xlsx', 'zip'))"
SQL = f"""
CREATE TABLE idea_file (
    id           serial PRIMARY KEY,
    idea         integer NOT NULL REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    title        varchar(120) NOT NULL,
    name         varchar(120) NOT NULL,
    kind         varchar(10) NOT NULL,
    size         integer NOT NULL,
    digest       bytea NOT NULL,
    content      bytea NOT NULL,
    added_at     timestamptz NOT NULL,
    added_by     integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    removed_at   timestamptz,
    CONSTRAINT file_kind_known {_KINDS},
    CONSTRAINT size_not_negative CHECK (size >= 0)
);
COMMENT ON TABLE idea_file IS
    'A file with a submitted plan, checked for kind and size, served as a download only. Taken away: the row stays.';
CREATE INDEX idea_file_idea ON idea_file (idea);
CREATE INDEX idea_file_municipality ON idea_file (municipality);
CREATE INDEX idea_file_added_by ON idea_file (added_by);
ALTER TABLE group_file DROP CONSTRAINT kind_known;
ALTER TABLE group_file ADD CONSTRAINT file_kind_known {_KINDS} NOT VALID;
ALTER TABLE attachment DROP CONSTRAINT kind_known;
ALTER TABLE attachment ADD CONSTRAINT file_kind_known {_KINDS} NOT VALID;
ALTER TABLE adoption_evidence DROP CONSTRAINT kind_known;
ALTER TABLE adoption_evidence ADD CONSTRAINT file_kind_known {_KINDS} NOT VALID;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="plan files", sql=SQL)
