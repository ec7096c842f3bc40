"""Reports of abuse, for VNG."""

from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.reaching import ReportState
from innovatie.infra.database import fetch_as, fetch_one_as


class ReportRow(msgspec.Struct, frozen=True):
    """A report with the message or the remark it is about.

    `decided_by` and `ruled_by` are names, `decider` the number of the first.

    `towns`: the municipalities of who wrote and of who reported it.

    Only the message that was reported is shown, not the conversation around it.
    """

    id: int
    message: int | None
    remark: int | None
    text: str
    author: int
    author_name: str
    reporter: int
    reporter_name: str
    towns: list[int]
    reason: str
    reported_at: datetime
    state: ReportState
    decision: str
    decider: int | None
    decided_by: str | None
    decided_at: datetime | None
    appeal: str
    appealed_at: datetime | None
    ruling: str
    ruled_by: str | None
    ruled_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether VNG has to decide."""
        return self.state in {ReportState.OPEN, ReportState.APPEAL}


_ROW = """
    SELECT r.id, r.message, r.remark, coalesce(x.text, k.text) AS text, a.id AS author, a.name AS author_name,
           r.reported_by AS reporter,
           p.name AS reporter_name, array(SELECT DISTINCT g.municipality FROM role_grant g
             WHERE g.person IN (a.id, p.id) AND g.municipality IS NOT NULL AND g.revoked_at IS NULL
               AND (g.ends IS NULL OR g.ends >= (r.reported_at AT TIME ZONE 'Europe/Amsterdam')::date)) AS towns,
           r.reason, r.reported_at, r.state, r.decision, r.decided_by AS decider,
           d.name AS decided_by, r.decided_at, r.appeal, r.appealed_at, r.ruling, u.name AS ruled_by, r.ruled_at
      FROM message_report r LEFT JOIN conversation_message x ON x.id = r.message
      LEFT JOIN group_remark k ON k.id = r.remark
      JOIN person a ON a.id = coalesce(x.by, k.by)
      JOIN person p ON p.id = r.reported_by LEFT JOIN person d ON d.id = r.decided_by
      LEFT JOIN person u ON u.id = r.ruled_by
"""


async def reports() -> list[ReportRow]:
    """What waits first, then the newest."""
    return await fetch_as(ReportRow, f"{_ROW} ORDER BY r.state NOT IN ('open', 'bezwaar'), r.id DESC LIMIT 200")


async def report(number: int) -> ReportRow:
    """One report. Raises NotFound."""
    found = await fetch_one_as(ReportRow, f"{_ROW} WHERE r.id = $1", number)
    if found is None:
        raise NotFound("Deze melding bestaat niet.")
    return found
