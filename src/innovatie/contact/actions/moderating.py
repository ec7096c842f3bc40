"""A report of abuse, what VNG decides about it, and the appeal of who wrote the message.

Whoever decided does not rule on the appeal, and who wrote or reported the message, or works for a municipality of who
did, decides nothing: another director does. Each hears what became of it and why.
"""

from datetime import datetime
from typing import Final

from innovatie.audit.actions import record
from innovatie.contact.queries import ReportRow, conversation, report, report_of_message
from innovatie.contact.queries.discussion import discussed, remark_at
from innovatie.contact.rights import require_may_write, side_of
from innovatie.contact.tables import ConversationMessage, GroupRemark, MessageReport
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.reaching import ReportState
from innovatie.domain.wording import Wording, paragraphs, sentences, wording
from innovatie.infra.database import execute, transaction
from innovatie.notifications.actions import tell, tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.queries import people_of_audience

REASON_LIMIT: Final = 2_000
DESK: Final = "/vng/meldingen"


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid({"reden": "Schrijf waarom."})
    if len(text) > REASON_LIMIT:
        raise Invalid({"reden": wording("Gebruik hooguit %(n)s tekens.", n=REASON_LIMIT)})
    return text.strip()


async def report_message(*, actor: Actor, message_id: int, reason: str, now: datetime) -> int:
    """Report a message of the other side to VNG, with the reason; the number of the conversation."""
    async with transaction():
        about = await report_of_message(message_id)
        side_of(actor, (await conversation(about.conversation))[0])
        if about.by == actor.person_id:
            raise NotAllowed("Dit bericht is van uzelf.")
        reason = _reason(reason)
        if about.report is not None:
            raise Conflict("Dit bericht is al gemeld. VNG kijkt ernaar of keek ernaar.")
        await _report(actor, message=message_id, reason=reason, now=now)
    return about.conversation


async def report_remark(*, actor: Actor, number: int, reason: str, now: datetime) -> None:
    """Report what somebody said in a discussion to VNG, with the reason."""
    require_may_write(actor)
    async with transaction():
        await execute("SELECT 1 FROM group_remark WHERE id = $1 FOR UPDATE", number)
        said = await remark_at(number)
        await discussed(*said.place)
        if said.by is None or said.by == actor.person_id:
            raise NotAllowed("Deze reactie is van uzelf of van Innovatie.")
        reason = _reason(reason)
        if said.report is not None:
            raise Conflict("Deze reactie is al gemeld. VNG kijkt ernaar of keek ernaar.")
        await _report(actor, remark=number, reason=reason, now=now)


async def _report(
    actor: Actor, *, reason: str, now: datetime, message: int | None = None, remark: int | None = None
) -> None:
    made = MessageReport(
        message=message,
        remark=remark,
        reported_by=actor.person_id,
        reason=reason,
        reported_at=now,
        state=ReportState.OPEN,
    )
    await made.save()
    kind, number = ("bericht", message) if message is not None else ("reactie", remark or 0)
    await record(actor=actor, act="misbruik melden", object_kind=kind, object_id=number, now=now)
    subject = (
        wording("Iemand meldt misbruik van een bericht (melding %(n)s)", n=made.id)
        if message is not None
        else wording("Iemand meldt misbruik van een reactie (melding %(n)s)", n=made.id)
    )
    await _tell_desk(subject, f"melding {made.id}", now)


async def _tell_desk(subject: Wording, once: str, now: datetime) -> None:
    await tell_many(
        person_ids=await people_of_audience(Role.VNG_DIRECTOR.value, today=dutch_day(now)),
        kind=Kind.ASKED,
        subject=subject,
        body=wording("Lees het bericht en beslis met een reden."),
        path=DESK,
        once=once,
        now=now,
    )


async def decide(*, actor: Actor, report_id: int, hide: bool, reason: str, now: datetime) -> None:
    """Hide the message or leave it, with a reason that both hear; or, after an appeal, rule on that."""
    authority.require(actor, Act.DIRECT_GROUPS)
    reason = _reason(reason)
    async with transaction():
        await execute("SELECT 1 FROM message_report WHERE id = $1 FOR UPDATE", report_id)
        row = await report(report_id)
        if not row.waits:
            raise Conflict("Hierover is al beslist.")
        if actor.person_id in (row.author, row.reporter):
            raise NotAllowed("Een andere regisseur beslist hierover: u schreef of meldde het bericht zelf.")
        if set(row.towns) & set(actor.municipalities()):
            raise NotAllowed("Een andere regisseur beslist hierover: u werkt ook voor een van beide gemeenten.")
        ruling = row.state is ReportState.APPEAL
        if ruling and row.decider == actor.person_id:
            raise NotAllowed("Een andere regisseur beslist over het bezwaar: u nam het eerste besluit.")
        state = ReportState.HIDDEN if hide else ReportState.LEFT
        theirs = MessageReport.id == report_id
        if ruling:
            await MessageReport.update(
                {
                    MessageReport.state: state,
                    MessageReport.ruling: reason,
                    MessageReport.ruled_by: actor.person_id,
                    MessageReport.ruled_at: now,
                }
            ).where(theirs)
        else:
            await MessageReport.update(
                {
                    MessageReport.state: state,
                    MessageReport.decision: reason,
                    MessageReport.decided_by: actor.person_id,
                    MessageReport.decided_at: now,
                }
            ).where(theirs)
        await _hide_or_show(row, now if hide else None, reason if hide else "")
        await record(
            actor=actor,
            act="melding van misbruik beslissen",
            object_kind="reactie" if row.remark is not None else "bericht",
            object_id=row.remark or row.message or 0,
            now=now,
            details={"melding": report_id, "besluit": state.value, "bezwaar": ruling},
        )
        await _tell_both(row, hide=hide, ruling=ruling, reason=reason, now=now)


async def _hide_or_show(row: ReportRow, hidden_at: datetime | None, reason: str) -> None:
    if row.remark is not None:
        await GroupRemark.update({GroupRemark.hidden_at: hidden_at, GroupRemark.hidden_reason: reason}).where(
            GroupRemark.id == row.remark
        )
        return
    await ConversationMessage.update(
        {ConversationMessage.hidden_at: hidden_at, ConversationMessage.hidden_reason: reason}
    ).where(ConversationMessage.id == row.message)


async def _tell_both(row: ReportRow, *, hide: bool, ruling: bool, reason: str, now: datetime) -> None:
    if row.remark is not None:
        path = f"{(await discussed(*(await remark_at(row.remark)).place)).discussion}#reactie-{row.remark}"
        done = wording("VNG verborg de reactie.") if hide else wording("De reactie blijft staan.")
        to_author = wording("VNG besliste over een reactie van u")
    else:
        path = f"/gesprekken/{(await report_of_message(row.message or 0)).conversation}"
        done = wording("VNG verborg het bericht.") if hide else wording("Het bericht blijft staan.")
        to_author = wording("VNG besliste over een bericht van u")
    appeal = wording("Bent u het er niet mee eens? Maak bezwaar in het gesprek.") if hide and not ruling else None
    told = sentences(done, wording("De reden: %(reden)s", reden=reason))
    for person, subject in ((row.author, to_author), (row.reporter, wording("VNG besliste over uw melding"))):
        await tell(
            person_id=person,
            kind=Kind.ASKED,
            subject=subject,
            body=paragraphs(told, appeal if person == row.author else None),
            path=path,
            once=f"melding {row.id} {'uitspraak' if ruling else 'besluit'}",
            now=now,
        )


async def appeal(*, actor: Actor, message_id: int, reason: str, now: datetime) -> int:
    """Whoever wrote a message that was hidden appeals, once; the number of the conversation."""
    async with transaction():
        about = await report_of_message(message_id)
        if about.by != actor.person_id or about.report is None:
            raise NotFound("Dit bericht bestaat niet.")
        await _appeal(about.report, reason, now)
        await record(actor=actor, act="bezwaar maken", object_kind="bericht", object_id=message_id, now=now)
    return about.conversation


async def appeal_remark(*, actor: Actor, number: int, reason: str, now: datetime) -> None:
    """Whoever said in a discussion what was hidden appeals, once."""
    async with transaction():
        said = await remark_at(number)
        if said.by is None or said.by != actor.person_id or said.report is None:
            raise NotFound("Deze reactie bestaat niet.")
        await _appeal(said.report, reason, now)
        await record(actor=actor, act="bezwaar maken", object_kind="reactie", object_id=number, now=now)


async def _appeal(number: int, reason: str, now: datetime) -> None:
    reason = _reason(reason)
    await execute("SELECT 1 FROM message_report WHERE id = $1 FOR UPDATE", number)
    row = await report(number)
    if row.state is not ReportState.HIDDEN or row.appealed_at is not None:
        raise Conflict("Hiertegen kunt u geen bezwaar (meer) maken.")
    await MessageReport.update(
        {MessageReport.appeal: reason, MessageReport.appealed_at: now, MessageReport.state: ReportState.APPEAL}
    ).where(MessageReport.id == row.id)
    await _tell_desk(wording("Bezwaar tegen het besluit over melding %(n)s", n=row.id), f"bezwaar {row.id}", now)
