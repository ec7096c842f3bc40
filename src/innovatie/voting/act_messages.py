"""What those concerned hear of one act in a vote, with what they need to hold us to it later."""

import msgspec

from innovatie.domain.vote_kinds import FINAL
from innovatie.domain.wording import Wording, as_written, paragraphs, wording
from innovatie.notifications.previews import Message
from innovatie.voting.head_text import SignedHead, leaf_line
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
    subject, did = _in_words(act, town, kring or "", by_kring=by_kring)
    which = wording("eindstemming") if vote.kind is FINAL else wording("voorselectie")
    advice = (
        wording("Wilt u anders stemmen? Stem dan zelf: uw eigen stem gaat altijd voor, tot de stemming sluit.")
        if by_kring
        else wording(
            "Weet niemand bij u hiervan? Bel dan meteen VNG. Uw stem kunt u tot de sluiting wijzigen of intrekken."
        )
    )
    body = paragraphs(
        wording("%(gedaan)s: %(ronde)s, %(stemming)s.", gedaan=did, ronde=vote.round_name, stemming=which),
        advice,
        wording("Bewaar dit bericht. Met natelprogramma en natelpakket ziet u later of deze rij er nog zo staat."),
        # As the recount program reads it back, so in one language.
        *map(
            as_written, SignedHead(vote.log, act.sequence, act.root, act.time, act.signature, vote.public_key).lines()
        ),
        as_written(leaf_line(act.leaf)),
    )
    return Message(subject, body)


def _in_words(act: Done, town: str, kring: str, *, by_kring: bool) -> tuple[Wording, Wording]:
    """The subject, and what was done."""
    name = kring if by_kring else town
    who: str = wording("%(kring)s, die u machtigde,", kring=kring) if by_kring else town
    match act.kind:
        case "stem" if act.again:
            return wording("Stem van %(wie)s gewijzigd", wie=name), wording("%(wie)s wijzigde de stem", wie=who)
        case "stem":
            return wording("%(wie)s heeft gestemd", wie=name), wording("%(wie)s bracht een stem uit", wie=who)
        case "stem-ingetrokken":
            return wording("Stem van %(wie)s ingetrokken", wie=name), wording("%(wie)s trok de stem in", wie=who)
        case "machtiging":
            return (
                wording("Machtiging van %(gemeente)s aan %(kring)s", gemeente=town, kring=kring),
                wording(
                    "%(gemeente)s machtigde %(kring)s om te stemmen. De machtiging staat nu in het stemlogboek",
                    gemeente=town,
                    kring=kring,
                ),
            )
        case _:
            return (
                wording("Machtiging van %(gemeente)s ingetrokken", gemeente=town),
                wording("%(gemeente)s trok de machtiging van de Kring in", gemeente=town),
            )
