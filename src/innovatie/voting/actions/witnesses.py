"""Sending a signed state of a log to its witnesses, and their word that they keep it."""

from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.audit.queries import head as head_of_trail
from innovatie.domain.authority import SYSTEM
from innovatie.domain.wording import as_written, paragraphs, wording
from innovatie.infra import outbox
from innovatie.infra.database import fetch_as, transaction
from innovatie.infra.moments import moment
from innovatie.voting.head_text import SignedHead, leaf_lines, trail_line
from innovatie.voting.queries.witnesses import Asked, once_for
from innovatie.voting.tables import WitnessAcknowledgement
from innovatie.voting.witness_links import state_for, token_of


class _Leaf(msgspec.Struct, frozen=True):
    sequence: int
    leaf: bytes


async def send_to_witnesses(*, vote_id: int, head: SignedHead, since: int, addresses: list[str], now: datetime) -> None:
    """Mail each witness a state of the log, the leaves that came since the one before, and the head of the trail."""
    leaves = await fetch_as(
        _Leaf, "SELECT sequence, leaf FROM ballot_event WHERE vote = $1 AND sequence > $2 ORDER BY sequence",
        vote_id, since,
    )  # fmt: skip
    rows, trail = await head_of_trail()
    for number, address in enumerate(addresses):
        text = paragraphs(
            wording(
                "U bent getuige van deze stemming. Bewaar dit bericht: het bewijst later of iemand het logboek"
                " herschreef."
            ),
            wording("Wilt u bevestigen dat u het bewaart? Open dan de pagina. Inloggen hoeft niet."),
            # As the recount program reads it back, so in one language.
            *map(as_written, head.lines()),
            as_written(trail_line(rows, trail)),
            as_written(leaf_lines([(one.sequence, one.leaf) for one in leaves])),
        )
        details = {
            "naam": "",
            "onderwerp": wording("Stand van het stemlogboek %(log)s: %(n)s rijen", log=head.log, n=head.size),
            "tekst": text,
            "pad": f"/stemmen/getuige/{token_of(vote_id, number, address, head)}",
        }
        once = once_for(head.log, head.size, address)
        await outbox.put(kind="bericht", address=address, details=details, now=now, once=once)


async def acknowledge(*, token: str, now: datetime) -> Asked:
    """The witness says to keep the mail. Said twice, it stands once."""
    asked = await state_for(token)
    async with transaction():
        kept = await (
            WitnessAcknowledgement.insert(
                WitnessAcknowledgement(
                    vote=asked.vote_id,
                    size=asked.size,
                    root=asked.root,
                    address=asked.address,
                    acknowledged_at=await moment(now),
                )
            )
            .on_conflict(action="DO NOTHING")
            .returning(WitnessAcknowledgement.id)
        )
        if kept:
            await record(
                actor=SYSTEM, act="stand bevestigen", object_kind="stemming", object_id=asked.log, now=now,
                details={"rijen": asked.size},
            )  # fmt: skip
    return asked
