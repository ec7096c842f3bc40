"""What those concerned hear of one act in a vote, with what they need to hold us to it later."""

import msgspec

from innovatie.domain.vote_kinds import FINAL
from innovatie.notifications.previews import Message
from innovatie.voting.head_text import SignedHead
from innovatie.voting.queries.votes import Vote

TOLD_KINDS = ("stem", "stem-ingetrokken", "machtiging", "machtiging-ingetrokken")
"""Kinds of rows in the log that somebody is told of: all that a voter does."""


class Done(msgspec.Struct, frozen=True):
    """A row of the log, without what it says. `again`: this voter cast a ballot before."""

    sequence: int
    kind: str
    time: str
    leaf: bytes
    root: bytes
    signature: bytes
    municipality: int | None
    partnership: int | None
    again: bool


def told_of(act: Done, vote: Vote, town: str, kring: str | None) -> Message:
    """The message to one municipality; `kring` when a Kring did it or is mandated by it."""
    by_kring = act.municipality is None
    who = f"{kring}, die u machtigde," if by_kring else town
    subject, did = {
        "stem": (f"Stem van {kring if by_kring else town} gewijzigd", f"{who} wijzigde de stem")
        if act.again
        else (f"{kring if by_kring else town} heeft gestemd", f"{who} bracht een stem uit"),
        "stem-ingetrokken": (f"Stem van {kring if by_kring else town} ingetrokken", f"{who} trok de stem in"),
        "machtiging": (
            f"Machtiging van {town} aan {kring}",
            f"{town} machtigde {kring} om te stemmen. De machtiging staat nu in het stemlogboek",
        ),
        "machtiging-ingetrokken": (f"Machtiging van {town} ingetrokken", f"{town} trok de machtiging van de Kring in"),
    }[act.kind]
    which = "eindstemming" if vote.kind is FINAL else "voorselectie"
    advice = (
        "Wilt u anders stemmen? Stem dan zelf: uw eigen stem gaat altijd voor, tot de stemming sluit."
        if by_kring
        else "Weet niemand bij u hiervan? Bel dan meteen VNG. Uw stem kunt u tot de sluiting wijzigen of intrekken."
    )
    lines = [
        f"{did}: {vote.round_name}, {which}.",
        advice,
        "Bewaar dit bericht. Met natelprogramma en natelpakket ziet u later of deze rij er nog zo staat.",
        *SignedHead(vote.log, act.sequence, act.root, act.time, act.signature, vote.public_key).lines(),
        f"Blad: {act.leaf.hex()}",
    ]
    return Message(subject, "\n\n".join(lines))
