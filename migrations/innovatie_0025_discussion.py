"""Plans are discussed as groups are: answers, earlier versions, and reports of abuse about what was said.

The table keeps the name that it had when only groups were discussed, so that the version before can go on writing.
"""

from innovatie.infra.sql_migration import SqlMigration

ID = "0025-discussion"

SQL = """
ALTER TABLE group_remark ALTER COLUMN "group" DROP NOT NULL;
ALTER TABLE group_remark ADD COLUMN idea integer REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE group_remark ADD COLUMN answers integer REFERENCES group_remark ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE group_remark ADD COLUMN edited_at timestamptz;
ALTER TABLE group_remark ADD COLUMN hidden_at timestamptz;
ALTER TABLE group_remark ADD COLUMN hidden_reason text NOT NULL DEFAULT '';
ALTER TABLE group_remark ADD CONSTRAINT about_one_thing CHECK (num_nonnulls("group", idea) = 1) NOT VALID;
ALTER TABLE group_remark ADD CONSTRAINT said_before_edited CHECK (edited_at >= at) NOT VALID;
COMMENT ON TABLE group_remark IS
    'A contribution to the discussion of a group or a plan. `answers`: the one it answers, which answers none itself. '
    'Hidden by VNG after a report: `hidden_reason` says why, the text stays for an appeal.';

CREATE TABLE remark_version (
    id     serial PRIMARY KEY,
    remark integer NOT NULL REFERENCES group_remark ON DELETE RESTRICT ON UPDATE CASCADE,
    text   text NOT NULL,
    until  timestamptz NOT NULL
);
COMMENT ON TABLE remark_version IS
    'What a contribution said before it was edited at `until`.';
CREATE INDEX remark_version_remark ON remark_version (remark);

ALTER TABLE message_report ALTER COLUMN message DROP NOT NULL;
ALTER TABLE message_report ADD COLUMN remark integer REFERENCES group_remark ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE message_report ADD CONSTRAINT about_one_text CHECK (num_nonnulls(message, remark) = 1) NOT VALID;
COMMENT ON TABLE message_report IS
    'A report of abuse about one message or remark, what VNG decided and why, and an appeal with the ruling on it.';
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="discussion", sql=SQL)
