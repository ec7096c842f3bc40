"""What a meeting said so far of the groups of a round."""

from datetime import datetime

import msgspec

from innovatie.domain.meeting import VERDICTS, MeetingVerdict
from innovatie.infra.database import fetch_as


class Said(msgspec.Struct, frozen=True):
    """The newest note about a group (None: about the whole). `number` tells it from the one before."""

    number: int
    group: int | None
    body: str
    verdict: str
    saved_at: datetime
    by: str

    @property
    def verdict_label(self) -> str:
        return VERDICTS[MeetingVerdict(self.verdict)] if self.verdict else ""


async def said_in(round_id: int) -> dict[int | None, Said]:
    """The notes that hold, by group; None for what was said of the whole."""
    rows = await fetch_as(
        Said,
        """
        SELECT DISTINCT ON (n."group") n.id AS number, n."group", n.body, n.verdict, n.saved_at,
               coalesce(p.name, '') AS by
          FROM meeting_note n LEFT JOIN person p ON p.id = n.saved_by
         WHERE n.round = $1 ORDER BY n."group", n.id DESC
        """,
        round_id,
    )
    return {row.group: row for row in rows}
