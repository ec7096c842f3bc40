"""What VNG published of a round, version by version, and the winners."""

from datetime import datetime

import msgspec

from innovatie.domain.authority import Actor
from innovatie.domain.errors import NotFound
from innovatie.domain.slugs import numbered
from innovatie.domain.wording import Wording, wording
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.publication.queries.withdrawals import WITHDRAWAL_STANDS


class Draft(msgspec.Struct, frozen=True):
    """What VNG is preparing; `reasons` and `next_steps` by group number."""

    version: int
    decision: str
    press: str
    correction: str
    reasons: dict[str, str]
    next_steps: dict[str, str]
    prepared_at: datetime
    prepared_by: int | None

    @property
    def stand(self) -> str:
        """Which texts these are: another one after each change."""
        return f"{self.version} {self.prepared_at.isoformat()}"

    def is_of(self, actor: Actor) -> bool:
        """Whether this actor wrote them last, and so may not be the one who publishes them."""
        return self.prepared_by is not None and self.prepared_by == actor.person_id


class Published(msgspec.Struct, frozen=True):
    """One published version; `versions` are all of them: (version, when, why it was corrected)."""

    version: int
    decision: str
    press: str
    correction: str
    published_at: datetime
    winners: tuple["WinnerPage", ...]
    versions: tuple[tuple[int, datetime, str], ...]


class WinnerPage(msgspec.Struct, frozen=True):
    """A winner as it was published."""

    group_id: int
    title: str
    summary: str
    lead: str
    round_id: int
    round_code: str
    round_name: str
    place: int
    reasons: str
    next_step: str
    published_at: datetime
    municipalities: int
    theme: str = ""
    lead_code: str = ""
    lead_province: str = ""
    withdrawn_at: datetime | None = None
    """When VNG withdrew it after its publication, and why."""
    withdrawal_reason: str = ""
    stand_changed_at: datetime | None = None
    """When it was last withdrawn, or stood again after all."""

    @property
    def honour(self) -> Wording:
        """What it is called on everything that is given out of it."""
        if self.withdrawn_at is not None:
            return wording("Ingetrokken winnaar van %(ronde)s", ronde=self.round_name)
        return wording("Winnaar van %(ronde)s", ronde=self.round_name)

    @property
    def address(self) -> str:
        return f"/winnaars/{numbered(self.group_id, self.title)}"


class Snapshot(
    msgspec.Struct,
    frozen=True,
    rename={"winners": "winnaars", "reasons": "redenen", "next_steps": "vervolg"},
):
    """The texts of a version by number of the group, and the winners once it is published."""

    winners: tuple[int, ...] = ()
    reasons: dict[str, str] = msgspec.field(default_factory=dict)
    next_steps: dict[str, str] = msgspec.field(default_factory=dict)

    def as_json(self) -> str:
        """The text of its column."""
        return msgspec.json.encode(self).decode()


class _Version(msgspec.Struct, frozen=True):
    version: int
    decision: str
    press: str
    correction: str
    snapshot: Snapshot | None
    prepared_at: datetime
    prepared_by: int | None


class _PublishedVersion(msgspec.Struct, frozen=True):
    version: int
    decision: str
    press: str
    correction: str
    published_at: datetime
    snapshot: Snapshot


async def draft_of(round_id: int) -> Draft | None:
    """The version that is being prepared; None if nothing is."""
    row = await fetch_one_as(
        _Version,
        "SELECT * FROM publication WHERE round = $1 AND published_at IS NULL ORDER BY version DESC LIMIT 1",
        round_id,
    )
    if row is None:
        return None
    kept = row.snapshot or Snapshot()
    return Draft(
        row.version,
        row.decision,
        row.press,
        row.correction,
        kept.reasons,
        kept.next_steps,
        row.prepared_at,
        row.prepared_by,
    )


async def published_of(round_id: int, version: int | None = None) -> Published | None:
    """The newest published version, or the asked one (NotFound if it is not there); None when nothing is published."""
    rows = await fetch_as(
        _PublishedVersion,
        "SELECT * FROM publication WHERE round = $1 AND published_at IS NOT NULL ORDER BY version",
        round_id,
    )
    if not rows:
        return None
    row = rows[-1] if version is None else next((one for one in rows if one.version == version), None)
    if row is None:
        raise NotFound("Deze versie van de uitslag bestaat niet.")
    found = {one.group_id: one for one in await winners(round_id=round_id)}
    return Published(
        version=row.version,
        decision=row.decision,
        press=row.press,
        correction=row.correction,
        published_at=row.published_at,
        winners=tuple(
            msgspec.structs.replace(
                found[number],
                reasons=row.snapshot.reasons.get(str(number), ""),
                next_step=row.snapshot.next_steps.get(str(number), ""),
            )
            for number in row.snapshot.winners
        ),
        versions=tuple((one.version, one.published_at, one.correction) for one in rows),
    )


_WINNER = f"""
SELECT w."group" AS group_id, w.title, g.summary, coalesce(m.name, '') AS lead, w.round AS round_id,
       r.code AS round_code, r.name AS round_name, w.place, w.reasons, w.next_step, w.published_at, g.theme,
       coalesce(m.code, '') AS lead_code, coalesce(m.province, '') AS lead_province,
       (SELECT count(DISTINCT ip.municipality) FROM group_member gm JOIN idea_participant ip ON ip.idea = gm.idea
         WHERE gm."group" = w."group" AND ip.left_at IS NULL) AS municipalities,
       x.confirmed_at AS withdrawn_at, coalesce(x.reason, '') AS withdrawal_reason,
       (SELECT max(coalesce(y.ended_at, y.confirmed_at)) FROM winner_withdrawal y
         WHERE y.winner = w.id AND y.confirmed_at IS NOT NULL) AS stand_changed_at
  FROM winner w JOIN idea_group g ON g.id = w."group" JOIN round r ON r.id = w.round
  LEFT JOIN municipality m ON m.id = g.lead
  LEFT JOIN winner_withdrawal x ON x.winner = w.id AND {WITHDRAWAL_STANDS}
"""


async def winners(*, round_id: int | None = None) -> tuple[WinnerPage, ...]:
    """All winners (of one round), the newest round first."""
    sql = f"{_WINNER} WHERE $1::int IS NULL OR w.round = $1 ORDER BY w.published_at DESC, w.place"
    return tuple(await fetch_as(WinnerPage, sql, round_id))


async def winner(group_id: int) -> WinnerPage:
    found = await fetch_one_as(WinnerPage, f'{_WINNER} WHERE w."group" = $1', group_id)
    if found is None:
        raise NotFound("Dit is geen winnaar.")
    return found
