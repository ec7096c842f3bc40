"""Counts of plans that the database keeps (`municipality_plans`, and `group_plans` of groups)."""

from innovatie.infra.database import current_connection, execute


async def count_own_changes() -> None:
    """Within a transaction: count what it changed until now, which otherwise happens when it commits.

    Call this before reading kept counts, so that they are true there too. Elsewhere it does nothing.
    """
    if current_connection() is not None:
        await execute(
            "SET CONSTRAINTS plan_count_due_counted IMMEDIATE; SET CONSTRAINTS plan_count_due_counted DEFERRED"
        )
