"""What voters are told of a vote, in words; who they are; and the same to look at before it goes."""

from datetime import date, datetime

from innovatie.domain.dutch_dates import day_in_words, dutch_day
from innovatie.domain.wording import Wording, sentences, wording
from innovatie.infra.database import fetch_values
from innovatie.notifications.kinds import Kind
from innovatie.notifications.previews import Message, Preview, preview
from innovatie.rounds.queries import RoundDetail
from innovatie.voting.queries.mandates import VoterRow

_VOTERS = """
SELECT DISTINCT r.person FROM elector e JOIN role_grant r ON r.revoked_at IS NULL AND r.starts <= $2
       AND (r.ends IS NULL OR r.ends >= $2) AND ((r.role = 'stemgemachtigde' AND r.municipality = e.municipality)
            OR (r.role = 'kringvertegenwoordiger' AND r.partnership::text = ANY (string_to_array(e.kringen, ' '))))
 WHERE e.vote = $1 AND ($3 OR (r.role = 'stemgemachtigde' AND NOT EXISTS (
       SELECT 1 FROM ballot b WHERE b.vote = e.vote AND b.municipality = e.municipality AND b.content IS NOT NULL)))
 ORDER BY r.person
"""
_EMPTIED = """
SELECT DISTINCT r.person FROM ballot b JOIN round_vote v ON v.id = b.vote
  JOIN role_grant r ON r.revoked_at IS NULL AND r.starts <= $2 AND (r.ends IS NULL OR r.ends >= $2)
   AND ((r.role = 'stemgemachtigde' AND r.municipality = b.municipality)
        OR (r.role = 'kringvertegenwoordiger' AND r.partnership = b.partnership))
 WHERE b.vote = $1 AND v.kind = 'finale' AND jsonb_array_length(b.content -> 'volgorde') > 0 AND NOT EXISTS (
       SELECT FROM jsonb_array_elements(b.content -> 'volgorde') tied, jsonb_array_elements_text(tied) code
        WHERE code NOT IN (
              SELECT f."group"::text FROM finalist f WHERE f.round = v.round AND f.withdrawn_at IS NOT NULL))
 ORDER BY r.person
"""
_VOTERS_TO_BE = """
SELECT DISTINCT r.person FROM role_grant r JOIN municipality g
       ON (g.started IS NULL OR g.started <= $1) AND (g.ended IS NULL OR g.ended > $1)
 WHERE r.revoked_at IS NULL AND r.starts <= $1 AND (r.ends IS NULL OR r.ends >= $1)
   AND ((r.role = 'stemgemachtigde' AND r.municipality = g.id)
        OR (r.role = 'kringvertegenwoordiger' AND EXISTS (
            SELECT 1 FROM partnership p JOIN partnership_member m ON m.partnership = p.id AND m.municipality = g.id
             WHERE p.id = r.partnership AND p.kind = 'kring' AND p.active
               AND m.starts <= $1 AND (m.ends IS NULL OR m.ends >= $1))))
 ORDER BY r.person
"""
_PEOPLE = """
SELECT DISTINCT p.id FROM role_grant r JOIN person p ON p.id = r.person
 WHERE r.municipality = ANY ($1) AND r.role = ANY($2) AND r.revoked_at IS NULL AND p.active
   AND r.starts <= $3 AND (r.ends IS NULL OR r.ends >= $3) ORDER BY p.id
"""


def opened(round_name: str, end: datetime | None) -> Message:
    """To whoever may vote, when the vote opens."""
    return Message(
        wording("%(ronde)s: u kunt stemmen", ronde=round_name), sentences(wording("Breng uw stem uit."), _until(end))
    )


def reminder(round_name: str, end: datetime | None) -> Message:
    """To the voters of municipalities without a ballot of their own, shortly before the end."""
    rest = wording("Machtigde u uw Kring en stemde die al? Dan hoeft u niets te doen.")
    return Message(
        wording("%(ronde)s: u stemde nog niet", ronde=round_name),
        sentences(wording("De stemming sluit bijna."), _until(end), rest),
    )


def emptied(round_name: str, end: datetime | None) -> Message:
    """To the voters of a ballot that named nothing but finalists that withdrew, shortly before the end."""
    return Message(
        wording("%(ronde)s: uw stem is nu blanco", ronde=round_name),
        sentences(wording("U stemde alleen op een plan dat niet meer meedoet. U kunt opnieuw kiezen."), _until(end)),
    )


def withdrawn(title: str, ground: Wording, end: datetime | None, *, is_open: bool) -> Message:
    """To whoever may vote: this finalist cannot be chosen any more."""
    subject = wording("Finalist ‘%(plan)s’ doet niet meer mee", plan=title)
    if not is_open:
        return Message(
            subject, sentences(ground, wording("Niemand neemt de plaats in. U kunt dit plan straks niet kiezen."))
        )
    rest = wording("Stemde u al? Uw stem telt zonder dit plan, en de rest van uw volgorde blijft staan.")
    return Message(subject, sentences(ground, rest, wording("U kunt uw stem wijzigen."), _until(end)))


def gap(municipality: str) -> Message:
    """To the administrators of a municipality without a voter and without a mandate."""
    return Message(
        wording("Voor %(gemeente)s kan nog niemand stemmen", gemeente=municipality),
        wording("Wijs een stemgemachtigde aan, of machtig uw Kring."),
    )


def _until(end: datetime | None) -> Wording | None:
    return wording("Dat kan tot en met %(dag)s.", dag=day_in_words(end)) if end else None


async def people_over(municipalities: list[int], roles: list[str], *, today: date) -> list[int]:
    """Who holds one of these roles over one of these municipalities today."""
    return await fetch_values(int, _PEOPLE, municipalities, roles, today)


async def voters_of(vote_id: int, *, everybody: bool, today: date) -> list[int]:
    """Who may vote, for a municipality or as a Kring; or only for municipalities without a ballot of their own."""
    return await fetch_values(int, _VOTERS, vote_id, today, everybody)


async def voters_of_emptied(vote_id: int, *, today: date) -> list[int]:
    """Who cast a ballot that is blank since the finalists on it withdrew."""
    return await fetch_values(int, _EMPTIED, vote_id, today)


async def preview_of_opening(round_: RoundDetail, *, now: datetime) -> Preview:
    """What goes when the vote opens, and to whom: those whom its list of voters will name."""
    people = await fetch_values(int, _VOTERS_TO_BE, dutch_day(now))
    return await preview(people, kind=Kind.ASKED, message=opened(round_.name, _end(round_)))


async def preview_of_reminder(round_: RoundDetail, vote_id: int, *, now: datetime) -> Preview:
    """What goes three days before the end, and to whom as it stands now."""
    people = await voters_of(vote_id, everybody=False, today=dutch_day(now))
    return await preview(people, kind=Kind.ASKED, message=reminder(round_.name, _end(round_)))


async def preview_of_gaps(gaps: tuple[VoterRow, ...], *, now: datetime) -> Preview | None:
    """What the administrators of municipalities for which nobody can vote get, the first as an example."""
    if not gaps:
        return None
    people = await people_over([row.municipality_id for row in gaps], ["gemeentebeheerder"], today=dutch_day(now))
    return await preview(people, kind=Kind.ASKED, message=gap(gaps[0].name))


def _end(round_: RoundDetail) -> datetime | None:
    return round_.current.deadline if round_.current else None
