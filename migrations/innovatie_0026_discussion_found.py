"""Remarks are found by their plan, by the one they answer, and by the report about them."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0026-discussion-found"

SQL = """
DROP INDEX CONCURRENTLY IF EXISTS group_remark_idea;
CREATE INDEX CONCURRENTLY group_remark_idea ON group_remark (idea);
DROP INDEX CONCURRENTLY IF EXISTS group_remark_answers;
CREATE INDEX CONCURRENTLY group_remark_answers ON group_remark (answers);
DROP INDEX CONCURRENTLY IF EXISTS message_report_remark;
CREATE INDEX CONCURRENTLY message_report_remark ON message_report (remark);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="discussion found", apart=SQL)
