"""What a vote starts from, by its kind: the rules of its round, the source of a draw, and its name on pages."""

import msgspec

from innovatie.domain.vote_kinds import FINAL, PRESELECTION, VoteKind
from innovatie.domain.wording import wording
from innovatie.rounds.settings import RoundSettings
from innovatie.voting.rules import FixedFinal, FixedPreselection, Rules

DRAW_SOURCE = "De eerste trekking van de Staatsloterij na de sluiting: de cijfers van het nummer van de hoofdprijs"
DRAW_DIGITS = 5
_LABELS = {PRESELECTION: wording("Voorselectie"), FINAL: wording("Eindstemming")}


def rules_for(kind: VoteKind, settings: RoundSettings) -> Rules:
    """The rules of `kind` for a round with these settings, without what is only known at opening."""
    if kind is PRESELECTION:
        return msgspec.convert(msgspec.to_builtins(settings.vote.preselection), FixedPreselection)
    return msgspec.convert(msgspec.to_builtins(settings.vote.final), FixedFinal)


def label(kind: VoteKind) -> str:
    return _LABELS[kind]
