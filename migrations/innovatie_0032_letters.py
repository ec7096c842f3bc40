"""Letters to any selection, planned for a moment, with what became of their mail; and letters to begin from."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0032-letters"

SQL = """
ALTER TABLE bulk_mail ADD COLUMN selection jsonb NOT NULL DEFAULT '{}';
ALTER TABLE bulk_mail ADD COLUMN kind varchar(12) NOT NULL DEFAULT 'brief';
ALTER TABLE bulk_mail ADD COLUMN goal varchar(20) NOT NULL DEFAULT 'mijn werk';
ALTER TABLE bulk_mail ADD COLUMN changed_at timestamptz;
ALTER TABLE bulk_mail ADD COLUMN planned_at timestamptz;
ALTER TABLE bulk_mail ADD COLUMN delivered integer;
ALTER TABLE bulk_mail ADD COLUMN failed integer;
ALTER TABLE bulk_mail ADD COLUMN refusal varchar(300) NOT NULL DEFAULT '';
ALTER TABLE bulk_mail ADD CONSTRAINT letter_kind_known CHECK (kind IN ('brief', 'gevraagd')) NOT VALID;
ALTER TABLE bulk_mail ADD CONSTRAINT letter_goal_known CHECK (goal IN ('mijn werk', 'ronde', 'stemming', 'uitslag', 'finalisten', 'beoordelingen')) NOT VALID;
ALTER TABLE bulk_mail ADD CONSTRAINT deliveries_not_negative CHECK (delivered >= 0 AND failed >= 0) NOT VALID;
ALTER TABLE bulk_mail ADD CONSTRAINT planned_until_sent CHECK (planned_at IS NULL OR sent_at IS NULL) NOT VALID;
CREATE TABLE letter_template (
    id         serial PRIMARY KEY,
    standard   varchar(30),
    name       varchar(80) NOT NULL,
    audience   varchar(40) NOT NULL,
    selection  jsonb NOT NULL DEFAULT '{}',
    kind       varchar(12) NOT NULL,
    goal       varchar(20) NOT NULL,
    subject    varchar(200) NOT NULL,
    body       text NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    removed_at timestamptz,
    CONSTRAINT kind_known CHECK (kind IN ('brief', 'gevraagd')),
    CONSTRAINT goal_known CHECK (goal IN ('mijn werk', 'ronde', 'stemming', 'uitslag', 'finalisten', 'beoordelingen'))
);
COMMENT ON TABLE letter_template IS
    'A letter of VNG to begin from: one of its own, or one that stands in place of a shipped one.';
CREATE INDEX letter_template_changed_by ON letter_template (changed_by);
CREATE UNIQUE INDEX letter_template_standard ON letter_template (standard) WHERE removed_at IS NULL;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="letters", sql=SQL)
